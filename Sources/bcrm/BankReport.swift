import Domain
import Operations

/// What the bank command prints; texts from files are made plain, since they go to a terminal.
enum BankReport {
    private static func head(_ statement: BankStatement) -> String {
        let days = [statement.fromOn, statement.toOn].compactMap { $0?.localText }.joined(separator: " - ")
        return "Statement \(statement.identifier.plain) of \(statement.account), \(days)"
    }

    static func print(_ matched: MatchedBankStatement) {
        Swift.print(head(matched.statement))
        for (entry, proposal) in zip(matched.statement.entries, matched.proposals) { line(entry, proposal) }
        Swift.print(summary(matched))
    }

    static func print(_ receipt: BankImportReceipt, of matched: MatchedBankStatement) {
        if receipt.isRepeat {
            Swift.print(
                "\(head(matched.statement)): imported before as number \(receipt.statement); nothing was changed.")
            return
        }
        let known =
            receipt.known == 0 ? "" : " \(receipt.known) came with an earlier statement and were not taken again."
        Swift.print("\(head(matched.statement)): imported as number \(receipt.statement).\(known)")
        Swift.print(summary(matched))
    }

    private static func summary(_ matched: MatchedBankStatement) -> String {
        var counts: [BankProposal.Confidence: Int] = [:]
        for proposal in matched.proposals { counts[proposal.confidence, default: 0] += 1 }
        let words = BankProposal.Confidence.allCases.compactMap { confidence in
            counts[confidence].map { "\($0) \(confidence.rawValue)" }
        }
        let pending = matched.pending == 0 ? "" : "; \(matched.pending) pending, left for a later statement"
        return "\(matched.proposals.count) entries: \(words.joined(separator: ", "))\(pending)."
    }

    private static func line(_ entry: BankEntry, _ proposal: BankProposal) {
        Swift.print(
            "  \(entry.bookedOn.localText)  \(entry.amount)  \(proposal.confidence.rawValue)  "
                + "\(entry.payerName) / \(entry.purpose)".plain)
        Swift.print("      \(account(proposal.account))\(proposal.reason.plain)")
    }

    private static func account(_ account: AccountID?) -> String { account.map { "account \($0): " } ?? "" }

    static func print(_ statement: BankStatementSummary) {
        let days = [statement.fromOn, statement.toOn].compactMap { $0?.localText }.joined(separator: " - ")
        let states = BankEntryState.allCases.compactMap { state in
            statement.states[state].flatMap { $0 == 0 ? nil : "\($0) \(state.rawValue)" }
        }
        let exact = statement.exact == 0 ? "" : " (\(statement.exact) exact, to be posted)"
        Swift.print(
            "\(statement.id)  \(statement.account)  \(statement.identifier.plain)  \(days)  "
                + "\(states.joined(separator: ", "))\(exact)")
    }

    static func print(_ record: BankEntryRecord) {
        let what = record.state == .proposed ? record.proposal.confidence.rawValue : record.state.rawValue
        Swift.print(
            "\(record.id)  \(record.entry.bookedOn.localText)  \(record.entry.amount)  \(what)  "
                + "\(record.entry.payerName) / \(record.entry.purpose)".plain)
        let reason = record.decidedBy.isEmpty ? record.proposal.reason : "\(record.decidedBy): \(record.decision)"
        Swift.print(
            "      \(account(record.account ?? record.proposal.account))\(record.customerName.plain) \(reason.plain)")
    }
}
