import Domain
import Operations
import Synchronization

@testable import Client

/// What ``TestDesk`` answers about postings, services, runs, the catalogue and tills.
nonisolated extension TestDesk {
    struct Panels {
        var ledger = Samples.ledger
        /// Accounts beside the default one.
        var otherAccounts: [AccountSummary] = []
        var sheets = [Samples.sheet()]
        var effect = Samples.effect
        var runs = [Samples.run(8, done: 6, of: 24, isFinished: false), Samples.run(7), Samples.run(6, .dry)]
        var book = Samples.book
        var impact = Samples.impact
        var catalog = Samples.catalogDocument
        var differences = Samples.catalogDifferences
        /// What an import is refused with.
        var catalogRefusal: DeskError?
        var shift: TillShift? = Samples.shift
        var transfers = [Samples.cashTransfer]
    }

    static func answer(_ request: MoneyRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .postings(_, let account, let filter, let before, let limit):
            let found = state.panels.ledger.filter { posting in
                posting.account == account && posting.number < before ?? Int64.max && filter.matches(posting)
            }
            return .success(.postings(Array(found.prefix(limit))))
        case .months(_, let account, let day):
            let own = state.panels.ledger.filter { $0.account == account && $0.valueOn >= day }
            let months = Dictionary(grouping: own) { $0.valueOn.firstOfMonth }
            let found = months.keys.sorted().map { month in
                func sum(_ isPayment: Bool) -> Int64 {
                    (months[month] ?? []).filter { ($0.kind == .payment) == isPayment }
                        .reduce(0) { $0 + $1.amount.minorUnits }
                }
                return MoneyMonth(month: month, charged: Samples.drams(-sum(false)), paid: Samples.drams(sum(true)))
            }
            return .success(.moneyMonths(found, of: account))
        case .balance(_, let account, let day):
            let own = state.panels.ledger.filter { $0.account == account && $0.valueOn <= day }
            return .success(.balance(own.first?.balanceAfter ?? Samples.drams(0)))
        case .reverseCharge(_, _, let number, let amount, let reason, _):
            return reverse(number, amount, reason, &state)
        case .reversePayment(_, _, let number, let reason, _): return reverse(number, nil, reason, &state)
        }
    }

    private static func reverse(
        _ number: Int64, _ amount: Money?, _ reason: String, _ state: inout State
    ) -> Result<DeskReply, DeskError> {
        guard let index = state.panels.ledger.firstIndex(where: { $0.number == number }) else {
            return .failure(.notFound("There is no posting \(number)."))
        }
        let original = state.panels.ledger[index]
        let sum = (amount ?? original.left).minorUnits
        let taken = Samples.drams(original.amount.isNegative ? sum : -sum)
        state.panels.ledger[index].reversed = Samples.drams(original.reversed.minorUnits + taken.minorUnits)
        state.panels.ledger[index].left = Samples.drams(original.left.minorUnits - sum)
        state.balance += taken.minorUnits
        var reversal = original
        reversal.number = (state.panels.ledger.first?.number ?? 0) + 1
        reversal.kind = .reversal
        reversal.amount = taken
        reversal.balanceAfter = Samples.drams(state.balance)
        reversal.note = reason
        reversal.title = "Took back"
        (reversal.linked, reversal.reversed, reversal.reverses) = ([], Samples.drams(0), number)
        state.panels.ledger.insert(reversal, at: 0)
        return .success(.reversed(taken))
    }

    static func answer(_ request: ServiceRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .list: .success(.services(state.panels.sheets))
        case .preview: .success(.effect(state.panels.effect))
        case .change(let change, _, _, _, _): .success(.serviceChanged(change))
        }
    }

    static func answer(_ request: ChargeRunRequests, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .list: return .success(.runs(state.panels.runs))
        case .report(let id):
            var report = Samples.report
            if let run = state.panels.runs.first(where: { $0.id == id }) { report.summary = run }
            return .success(.run(report))
        case .request(let wanted, _):
            var run = Samples.run(9, wanted.kind, done: 0, of: 0, isFinished: false)
            (run.day, run.reverses, run.reason, run.plannedAt) = (wanted.day, wanted.reverses, wanted.reason, nil)
            state.panels.runs.insert(run, at: 0)
            return .success(.runRequested(run.id))
        case .cancel(let id, _):
            if let index = state.panels.runs.firstIndex(where: { $0.id == id }) {
                state.panels.runs[index].cancelledAt = Samples.noon
            }
            return .success(.runCancelled(id))
        }
    }

    static func answer(_ request: CatalogRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .book: .success(.catalog(state.panels.book))
        case .impact: .success(.impact(state.panels.impact))
        case .setPrice(let change, _): .success(.priceSet(change))
        case .document: .success(.catalogDocument(state.panels.catalog))
        case .bring(_, let isDry, _):
            if let refusal = state.panels.catalogRefusal {
                .failure(refusal)
            } else {
                .success(.catalogDifferences(state.panels.differences, isDry: isDry))
            }
        }
    }

    static func answer(_ request: TillRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .currentShift: return .success(.shift(state.panels.shift))
        case .shifts: return .success(.shifts([Samples.shift]))
        case .report:
            var report = Samples.shiftReport
            if let shift = state.panels.shift { report.shift = shift }
            return .success(.shiftReport(report))
        case .destinations: return .success(.destinations(Samples.destinations))
        case .inTransit: return .success(.transfers(state.panels.transfers))
        case .open(let counted, _, _):
            var shift = Samples.shift
            (shift.openingCounted, shift.openingExpected, shift.expected) = (counted, counted, counted)
            state.panels.shift = shift
            return .success(.shiftChanged(shift))
        case .close(let counted, _, let note, _):
            var shift = state.panels.shift ?? Samples.shift
            (shift.closedAt, shift.closingCounted, shift.note) = (Samples.noon, counted, note)
            shift.difference = try? counted.subtracting(shift.expected)
            state.panels.shift = nil
            return .success(.shiftChanged(shift))
        case .send(_, let amount, let note, _):
            var transfer = Samples.cashTransfer
            (transfer.amount, transfer.note, transfer.isMine, transfer.isMineToReceive) = (amount, note, true, false)
            transfer.toName = "Main bank account"
            return .success(.transferChanged(transfer))
        case .confirm(_, let counted, _):
            var transfer = Samples.cashTransfer
            (transfer.state, transfer.receivedAmount) = (.confirmed, counted)
            state.panels.transfers = []
            return .success(.transferChanged(transfer))
        case .refuse(_, let reason, _):
            var transfer = Samples.cashTransfer
            (transfer.state, transfer.reason) = (.refused, reason)
            state.panels.transfers = []
            return .success(.transferChanged(transfer))
        }
    }

    static func answer(_ request: AccountRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        switch request {
        case .promises: return .success(.promises([Samples.promise]))
        case .promise(_, _, let amount, _, _, _):
            var promise = Samples.promise
            promise.amount = amount
            return .success(.promised(promise))
        case .withdrawPromise:
            var promise = Samples.promise
            promise.state = .withdrawn
            return .success(.promised(promise))
        case .creditLimit(_, _, let limit, _, _):
            var account = Samples.account(state.balance)
            account.creditLimit = limit
            return .success(.accountChanged(account))
        case .move(_, _, _, let amount, _, _):
            state.balance -= amount.minorUnits
            return .success(
                .moved(
                    MoneyMove(
                        number: 1, amount: amount, fromBalance: Samples.drams(state.balance), toBalance: amount)))
        case .refund(_, let account, let amount, _, _):
            state.balance -= amount.minorUnits
            return .success(
                .receipt(
                    PaymentReceipt(
                        payment: PaymentID(503), account: account, amount: amount.negated,
                        balanceBefore: Samples.drams(state.balance + amount.minorUnits),
                        balanceAfter: Samples.drams(state.balance), bookedAt: Samples.noon)))
        case .open:
            var account = Samples.account(0)
            (account.id, account.isDefault) = (AccountID(1002), false)
            state.panels.otherAccounts.append(account)
            return .success(.accountChanged(account))
        }
    }

    // MARK: The desks

    func postings(
        of account: AccountID, customer: CustomerID, filter: PostingFilter, before number: Int64?, limit: Int
    ) async throws(DeskError) -> [Posting] {
        try get(.money(.postings(customer, account, filter, before: number, limit: limit))) {
            if case .postings(let found) = $0 { found } else { nil }
        }
    }
    func balance(of account: AccountID, customer: CustomerID, on day: CivilDate) async throws(DeskError) -> Money {
        try get(.money(.balance(customer, account, on: day))) {
            if case .balance(let money) = $0 { money } else { nil }
        }
    }
    func moneyMonths(
        of account: AccountID, customer: CustomerID, from day: CivilDate
    ) async throws(DeskError) -> [MoneyMonth] {
        try get(.money(.months(customer, account, from: day))) {
            if case .moneyMonths(let found, _) = $0 { found } else { nil }
        }
    }
    func services(of customer: CustomerID) async throws(DeskError) -> [ServiceSheet] {
        try get(.service(.list(customer))) { if case .services(let found) = $0 { found } else { nil } }
    }
    func previewChange(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID
    ) async throws(DeskError) -> MoneyEffect {
        try get(.service(.preview(change, customer, subscription))) {
            if case .effect(let effect) = $0 { effect } else { nil }
        }
    }
    func changeService(
        _ change: ServiceChange, customer: CustomerID, subscription: SubscriptionID, version: Int, key: CommandKey
    ) async throws(DeskError) {
        try get(.service(.change(change, customer, subscription, version: version, key: key))) {
            if case .serviceChanged = $0 { () } else { nil }
        }
    }
    func chargeRuns(limit: Int) async throws(DeskError) -> [ChargeRunSummary] {
        try get(.charging(.list(limit: limit))) { if case .runs(let found) = $0 { found } else { nil } }
    }
    func chargeRun(_ run: ChargeRunID) async throws(DeskError) -> ChargeRunReport {
        try get(.charging(.report(run))) { if case .run(let report) = $0 { report } else { nil } }
    }
    func requestChargeRun(_ request: ChargeRunRequest, key: CommandKey) async throws(DeskError) -> ChargeRunID {
        try get(.charging(.request(request, key: key))) { if case .runRequested(let run) = $0 { run } else { nil } }
    }
    func cancelChargeRun(_ run: ChargeRunID, key: CommandKey) async throws(DeskError) {
        try get(.charging(.cancel(run, key: key))) { if case .runCancelled = $0 { () } else { nil } }
    }
    func catalogBook() async throws(DeskError) -> CatalogBook {
        try get(.catalog(.book)) { if case .catalog(let book) = $0 { book } else { nil } }
    }
    func priceImpact(_ change: PriceChange) async throws(DeskError) -> PriceImpact {
        try get(.catalog(.impact(change))) { if case .impact(let impact) = $0 { impact } else { nil } }
    }
    func catalogDocument() async throws(DeskError) -> CatalogDocument {
        try get(.catalog(.document)) { if case .catalogDocument(let document) = $0 { document } else { nil } }
    }
    func importCatalog(
        _ document: CatalogDocument, isDry: Bool, key: CommandKey
    ) async throws(DeskError) -> [CatalogDifference] {
        try get(.catalog(.bring(document, isDry: isDry, key: key))) {
            if case .catalogDifferences(let found, _) = $0 { found } else { nil }
        }
    }
    func setPrice(_ change: PriceChange, key: CommandKey) async throws(DeskError) {
        try get(.catalog(.setPrice(change, key: key))) { if case .priceSet = $0 { () } else { nil } }
    }
}

nonisolated extension PostingFilter {
    /// As the database tells them apart.
    func matches(_ posting: Posting) -> Bool {
        let isOfGroup =
            switch group {
            case .all: true
            case .charges: posting.kind == .fee || posting.kind == .oneTime
            case .payments: posting.kind == .payment || posting.kind == .refund
            case .calls: posting.kind == .call
            case .reversals: posting.kind == .reversal
            }
        let words = "\(posting.title) \(posting.tag) \(posting.note)".lowercased()
        return isOfGroup && (text.isEmpty || words.contains(text.lowercased()))
            && from.map { posting.valueOn >= $0 } ?? true && to.map { posting.valueOn <= $0 } ?? true
    }
}
