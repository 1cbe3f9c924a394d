import Domain
import Terminal

/// The parts of a card's overview, and how many rows each has: as many as there is room for, the most needed first.
struct OverviewSections {
    enum Kind: CaseIterable {
        // In the order in which room is given.
        case services
        case tickets
        case movements
        case devices
        case calls
        case accounts
        case addresses
        case notes
    }

    struct Section: Equatable {
        var kind: Kind
        /// With its heading.
        var rows: Int
    }

    let card: CustomerCard
    let context: ScreenContext

    /// What the operator's role shows, in the order in which it stands on the screen.
    private static let left: [Kind] = [.services, .accounts, .addresses, .devices, .calls, .notes]
    private static let right: [Kind] = [.tickets, .movements]
    private static let single: [Kind] = [
        .services, .tickets, .accounts, .movements, .devices, .calls, .addresses, .notes,
    ]

    private func isSeen(_ kind: Kind) -> Bool {
        switch kind {
        case .services, .devices, .addresses: true
        case .tickets: context.may(.ticketView)
        case .accounts, .movements: context.may(.accountView)
        case .calls: context.may(.usageView)
        case .notes: !notes.isEmpty
        }
    }

    /// Those not pinned: the pinned ones stand on top already.
    var notes: [ProfileEntry] { card.parts.filter { $0.part == .note && $0["is_pinned"] != "true" } }

    /// Open ones first, each newest first.
    static func tickets(_ card: CustomerCard) -> [TicketSummary] {
        card.tickets.filter { $0.state == .open } + card.tickets.filter { $0.state != .open }
    }

    private func count(_ kind: Kind) -> Int {
        switch kind {
        case .services: card.subscriptions.count
        case .tickets: card.tickets.count
        case .movements: card.movements.count
        case .devices: card.devices.count
        case .calls: card.calls.count
        case .accounts: card.accounts.count
        case .addresses: card.profile.addresses.count
        case .notes: notes.count
        }
    }

    /// Rows without which it says nothing.
    private func least(_ kind: Kind) -> Int {
        let rows =
            switch kind {
            case .services: 3
            case .tickets: min(card.tickets.count { $0.state == .open }, 4)
            case .movements: 3
            case .devices, .calls, .accounts, .addresses, .notes: 1
            }
        return 1 + max(min(rows, count(kind)), 1)
    }

    /// In one column.
    func one(rows: Int) -> [Section] { Self.fit(Self.single.filter(isSeen).map(wish), rows: rows) }

    /// In two columns beside each other.
    func two(rows: Int) -> (left: [Section], right: [Section]) {
        (
            Self.fit(Self.left.filter(isSeen).map(wish), rows: rows),
            Self.fit(Self.right.filter(isSeen).map(wish), rows: rows)
        )
    }

    private struct Wish {
        var kind: Kind
        var least: Int
        var most: Int
        /// It only says that there is nothing, or what the head says already.
        var saysLittle: Bool
    }

    private func wish(_ kind: Kind) -> Wish {
        let saysLittle =
            switch kind {
            case .services, .tickets, .movements: false
            case .accounts, .addresses: count(kind) < 2
            case .devices, .calls, .notes: count(kind) == 0
            }
        return Wish(kind: kind, least: least(kind), most: 1 + max(count(kind), 1), saysLittle: saysLittle)
    }

    private static func fit(_ wishes: [Wish], rows: Int) -> [Section] {
        // On a high screen a row stays free between two of them.
        var left = rows >= 20 ? rows - wishes.count + 1 : rows
        var given: [Kind: Int] = [:]
        let byNeed = Kind.allCases.compactMap { kind in wishes.first { $0.kind == kind } }
        func begin(_ some: [Wish]) {
            for wish in some where wish.least <= left {
                given[wish.kind] = wish.least
                left -= wish.least
            }
        }
        // One row each in turn, so that none starves another.
        func grow(to most: Int) {
            var isAsked = true
            while left > 0, isAsked {
                isAsked = false
                for wish in byNeed where left > 0 && given[wish.kind, default: .max] < min(wish.most, most) {
                    given[wish.kind, default: 0] += 1
                    left -= 1
                    isAsked = true
                }
            }
        }
        begin(byNeed.filter { !$0.saysLittle })
        grow(to: 4)
        begin(byNeed.filter(\.saysLittle))
        grow(to: .max)
        return wishes.compactMap { wish in given[wish.kind].map { Section(kind: wish.kind, rows: $0) } }
    }
}
