/// What a bank says a group of entries adds up to.
package struct BankTotals: Hashable, Sendable {
    package enum Group: Hashable, Sendable {
        case all
        case credits
        case debits

        var name: String {
            switch self {
            case .all: "entries"
            case .credits: "credits"
            case .debits: "debits"
            }
        }
    }

    package var group: Group
    package var count: Int?
    /// Sum of the amounts without their signs.
    package var sum: Money?
    /// Sum of the amounts with their signs.
    package var net: Money?

    package init(group: Group, count: Int? = nil, sum: Money? = nil, net: Money? = nil) {
        self.group = group
        self.count = count
        self.sum = sum
        self.net = net
    }
}

extension BankStatement {
    /// Why a statement is not taken.
    package enum Discrepancy: Error, Hashable, Sendable {
        case balances(statement: String, expected: Money, stated: Money)
        case count(statement: String, group: String, found: Int, stated: Int)
        case sum(statement: String, group: String, found: Money, stated: Money)
        case overflow(statement: String)
        case currency(statement: String, expected: String, found: String, line: Int)
        /// Nothing in the file would show that its end is missing.
        case unproved(statement: String)

        package var sentence: String {
            switch self {
            case .balances(let statement, let expected, let stated):
                "Statement \(statement): the opening balance and the entries make \(expected.textWithCode), and the closing balance is \(stated.textWithCode). Entries are missing or changed: get the whole file again."
            case .count(let statement, let group, let found, let stated):
                "Statement \(statement): it holds \(found) \(group), and the bank counted \(stated). Get the whole file again."
            case .sum(let statement, let group, let found, let stated):
                "Statement \(statement): its \(group) add up to \(found.textWithCode), and the bank says \(stated.textWithCode). Get the whole file again."
            case .overflow(let statement): "Statement \(statement): the amounts are too large."
            case .currency(let statement, let expected, let found, let line):
                "Statement \(statement), line \(line): an amount in \(found) in a statement in \(expected). Import accounts in \(found) by a statement of their own."
            case .unproved(let statement):
                "Statement \(statement): nothing in it shows that it is whole. Give the balances from the bank's page (--opening-balance and --closing-balance), or their place in the file (see the mapping's [closing] and [total])."
            }
        }
    }

    /// Compares the entries with the balances and with what the bank counted; a statement that does not agree with
    /// itself is refused whole.
    /// - Returns: whether anything was there to compare with that a missing entry would have changed.
    @discardableResult
    package func check(against totals: [BankTotals] = []) throws(Discrepancy) -> Bool {
        for entry in entries where entry.amount.currency != currency {
            throw .currency(
                statement: identifier, expected: currency.code, found: entry.amount.currency.code, line: entry.line)
        }
        for balance in [opening, closing].compactMap(\.self) where balance.currency != currency {
            throw .currency(statement: identifier, expected: currency.code, found: balance.currency.code, line: 1)
        }
        var isProved = false
        if let opening, let closing {
            let expected = try money(booked.reduce(Int128(opening.minorUnits)) { $0 + Int128($1.amount.minorUnits) })
            if expected != closing { throw .balances(statement: identifier, expected: expected, stated: closing) }
            isProved = true
        }
        for stated in totals {
            // Some banks count what is pending, some do not.
            do throws(Discrepancy) {
                try compare(stated, with: booked)
            } catch let discrepancy {
                guard booked.count < entries.count else { throw discrepancy }
                try compare(stated, with: entries)
            }
            if stated.count != nil || stated.net != nil || (stated.group == .all && stated.sum != nil) {
                isProved = true
            }
        }
        let sums = Set(totals.filter { $0.sum != nil }.map(\.group))
        return isProved || sums.isSuperset(of: [.credits, .debits])
    }

    private func compare(_ stated: BankTotals, with entries: [BankEntry]) throws(Discrepancy) {
        let group = entries.filter { entry in
            switch stated.group {
            case .all: true
            case .credits: !entry.amount.isNegative
            case .debits: entry.amount.isNegative
            }
        }
        if let count = stated.count, count != group.count {
            throw .count(statement: identifier, group: stated.group.name, found: group.count, stated: count)
        }
        if let sum = stated.sum {
            let found = try money(group.reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits.magnitude) })
            if found != sum {
                throw .sum(statement: identifier, group: stated.group.name, found: found, stated: sum)
            }
        }
        if let net = stated.net {
            let found = try money(group.reduce(Int128(0)) { $0 + Int128($1.amount.minorUnits) })
            if found != net {
                throw .sum(statement: identifier, group: stated.group.name, found: found, stated: net)
            }
        }
    }

    private func money(_ minorUnits: Int128) throws(Discrepancy) -> Money {
        guard let minor = Int64(exactly: minorUnits) else { throw .overflow(statement: identifier) }
        return Money(minorUnits: minor, currency: currency)
    }
}
