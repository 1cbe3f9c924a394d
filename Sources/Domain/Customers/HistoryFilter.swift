/// Which lines of a customer's history are wanted.
package struct HistoryFilter: Hashable, Sendable {
    package enum Group: String, Hashable, Sendable, CaseIterable {
        case all
        case profile
        case services
        case tickets
        case devices
        case money
        // Of the money, as the list of postings calls them.
        case charges
        case payments
        case calls
        case reversals
    }

    package var group: Group
    /// Part of the name of who did it, in any case.
    package var actor: String
    /// Part of what is told, in any case.
    package var text: String
    /// Moments, the second not included.
    package var from: Instant?
    package var to: Instant?

    package init(
        group: Group = .all, actor: String = "", text: String = "", from: Instant? = nil, to: Instant? = nil
    ) {
        self.group = group
        self.actor = actor
        self.text = text
        self.from = from
        self.to = to
    }

    package var isEmpty: Bool { self == HistoryFilter() }
}

/// Where a page of the history ended. Changes and movements of money are kept apart, each with its own order.
package struct HistoryPosition: Hashable, Sendable {
    package var event: Int64
    /// Nil: no movement was reached yet.
    package var bookedAt: Instant?
    package var account: AccountID
    package var posting: Int64

    package init(event: Int64, bookedAt: Instant?, account: AccountID, posting: Int64) {
        self.event = event
        self.bookedAt = bookedAt
        self.account = account
        self.posting = posting
    }

    package static let newest = HistoryPosition(
        event: .max, bookedAt: nil, account: AccountID(.max), posting: .max)
}

/// A page of the history, newest first, and where the next one begins; nil: that was all.
package struct HistoryPage: Hashable, Sendable {
    package var entries: [HistoryEntry]
    package var next: HistoryPosition?

    package init(entries: [HistoryEntry], next: HistoryPosition?) {
        self.entries = entries
        self.next = next
    }
}
