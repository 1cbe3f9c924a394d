/// Collects records of all connections while others are being committed, so that one commit answers many: the slower
/// the commit, the larger the next batch. Alone, a record is handed over at once. Lives on the server's event loop.
struct AccountingQueue {
    struct Batch {
        var requests: [AccountingRequest] = []
        var owners: [PeerConnection] = []
    }

    private let batching: ServerConfiguration.Batching
    private var waiting = Batch()
    private var underWay = 0
    /// Octets of all records that wait or are being committed.
    private(set) var octets = 0

    init(_ batching: ServerConfiguration.Batching) { self.batching = batching }

    mutating func add(_ request: AccountingRequest, of owner: PeerConnection) {
        octets += request.wire.count
        waiting.requests.append(request)
        waiting.owners.append(owner)
    }

    /// The batch to begin now, if one may be begun.
    mutating func begin() -> Batch? {
        let count = waiting.requests.count
        guard count > 0, underWay == 0 || (underWay < batching.mostAtOnce && count >= batching.leastBesides) else {
            return nil
        }
        underWay += 1
        var batch = Batch()
        swap(&batch, &waiting)
        if count > batching.largest {
            waiting.requests = Array(batch.requests[batching.largest...])
            waiting.owners = Array(batch.owners[batching.largest...])
            batch.requests.removeSubrange(batching.largest...)
            batch.owners.removeSubrange(batching.largest...)
        } else {
            waiting.requests.reserveCapacity(count)
            waiting.owners.reserveCapacity(count)
        }
        return batch
    }

    mutating func end(_ batch: Batch) {
        underWay -= 1
        for request in batch.requests { octets -= request.wire.count }
    }
}
