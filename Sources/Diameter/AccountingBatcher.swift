/// Collects requests of all peers while the previous ones are being committed, so that one commit answers many: the
/// slower the commit, the larger the next batch. Alone, a request is committed at once.
actor AccountingBatcher {
    typealias Handler = @Sendable ([AccountingRequest]) async -> [AccountingOutcome]

    private let handler: Handler
    private let largest: Int
    private var waiting: [(request: AccountingRequest, answer: CheckedContinuation<AccountingOutcome, Never>)] = []
    private var isWorking = false

    init(largest: Int = 1_000, handler: @escaping Handler) {
        self.largest = largest
        self.handler = handler
    }

    /// Returns when the request is committed, or cannot be.
    func submit(_ request: AccountingRequest) async -> AccountingOutcome {
        await withCheckedContinuation { continuation in
            waiting.append((request, continuation))
            if !isWorking {
                isWorking = true
                Task { await self.work() }
            }
        }
    }

    private func work() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(largest))
            waiting.removeFirst(batch.count)
            let outcomes = await handler(batch.map(\.request))
            for (index, entry) in batch.enumerated() {
                // A handler that answers too little has kept nothing of the rest.
                entry.answer.resume(returning: index < outcomes.count ? outcomes[index] : .tooBusy)
            }
        }
        isWorking = false
    }
}
