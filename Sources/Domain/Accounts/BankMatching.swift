/// Finds for each entry of a statement whose payment it is (features F3.8). Money must never reach the wrong customer by
/// itself: exact is only what names one customer clearly and contradicts itself nowhere.
package struct BankMatching: Sendable {
    private let candidates: [BankCandidate]
    private let posted: [PostedBankEntry]
    private let byContract: [String: [Int]]
    private let byAccount: [AccountID: Int]
    private let byCustomer: [CustomerID: [Int]]
    private let byPayerAccount: [String: [Int]]
    private let byPayerName: [String: [Int]]

    package init(candidates: [BankCandidate], posted: [PostedBankEntry] = []) {
        self.candidates = candidates
        self.posted = posted
        var byContract: [String: [Int]] = [:]
        var byAccount: [AccountID: Int] = [:]
        var byCustomer: [CustomerID: [Int]] = [:]
        var byPayerAccount: [String: [Int]] = [:]
        var byPayerName: [String: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            byAccount[candidate.account] = index
            byCustomer[candidate.customer, default: []].append(index)
            for contract in candidate.contracts { byContract[contract, default: []].append(index) }
            for account in candidate.payerAccounts { byPayerAccount[account, default: []].append(index) }
            for name in candidate.payerNames { byPayerName[name, default: []].append(index) }
        }
        self.byContract = byContract
        self.byAccount = byAccount
        self.byCustomer = byCustomer
        self.byPayerAccount = byPayerAccount
        self.byPayerName = byPayerName
    }

    package func proposal(for entry: BankEntry) -> BankProposal {
        if entry.isReversal { return returned(entry) }
        if entry.amount.minorUnits == 0 {
            return BankProposal(confidence: .doubtful, score: 0, reason: "No money moved.")
        }
        if entry.amount.isNegative {
            return BankProposal(confidence: .outgoing, score: 0, reason: "Money that went out.")
        }
        let purpose = BankPurpose([entry.purpose, entry.endToEnd])
        return byNumber(entry, purpose) ?? byPayerAccount(entry) ?? byName(entry)
            ?? BankProposal(
                confidence: .doubtful, score: 0, reason: "Nothing in it names a customer." + unknown(in: purpose))
    }

    // MARK: By a number in the text

    private func byNumber(_ entry: BankEntry, _ purpose: BankPurpose) -> BankProposal? {
        let clear = named(purpose) { $0 >= .written }
        let customers = Set(clear.map { candidates[$0.index].customer })
        if customers.count > 1 {
            let words = clear.map(\.words).sorted().joined(separator: " and ")
            return BankProposal(confidence: .doubtful, score: 40, reason: "It names several customers: \(words).")
        }
        if let customer = customers.first { return clearly(customer, clear, entry, purpose) }
        let bare = named(purpose) { $0 == .bare }
        guard let first = bare.first else { return nil }
        let bareCustomers = Set(bare.map { candidates[$0.index].customer })
        guard bareCustomers.count == 1 else {
            return BankProposal(
                confidence: .doubtful, score: 30, reason: "Numbers in it could be those of several customers.")
        }
        let candidate =
            chosen(bare.first { $0.isAccount }?.index, of: candidates[first.index].customer) ?? candidates[first.index]
        let isPayer =
            candidate.payerNames.contains(entry.payerName) || candidate.payerAccounts.contains(entry.payerAccount)
        if isPayer, bare.count == 1, !candidate.isClosed, isSameCurrency(candidate, entry), unknown(in: purpose).isEmpty
        {
            return BankProposal(
                .exact, candidate, 85, "The number of \(first.words) stands in it, and the payer is theirs.")
        }
        return BankProposal(
            .probable, candidate, 60, "A number in it could be \(first.words); nothing says so." + unknown(in: purpose))
    }

    /// One customer is named clearly: exact, unless something speaks against it.
    private func clearly(
        _ customer: CustomerID, _ clear: [(index: Int, isAccount: Bool, words: String)], _ entry: BankEntry,
        _ purpose: BankPurpose
    ) -> BankProposal {
        let accounts = Set(clear.filter(\.isAccount).map(\.index))
        let words = clear.map(\.words).sorted().joined(separator: " and ")
        guard let candidate = chosen(accounts.count == 1 ? accounts.first : nil, of: customer) else {
            return BankProposal(
                confidence: .doubtful, customer: customer, score: 40, reason: "It names \(words), which has no account."
            )
        }
        if !isSameCurrency(candidate, entry) {
            return BankProposal(
                .doubtful, candidate, 40, "It names \(words), whose account is in \(candidate.balance.currency.code).")
        }
        if candidate.isClosed {
            return BankProposal(.probable, candidate, 70, "It names \(words), whose account is closed.")
        }
        let open = (byCustomer[customer] ?? []).filter { !candidates[$0].isClosed }
        if accounts.count != 1, open.count > 1 {
            return BankProposal(
                .probable, candidate, 80, "It names \(words), who has \(open.count) accounts; the main one is proposed."
            )
        }
        let unknown = unknown(in: purpose)
        if !unknown.isEmpty { return BankProposal(.probable, candidate, 75, "It names \(words)." + unknown) }
        let bare = named(purpose) { $0 == .bare }
        if let other = bare.first(where: { candidates[$0.index].customer != customer }) {
            return BankProposal(
                .probable, candidate, 75, "It names \(words). A number in it could also be \(other.words).")
        }
        return BankProposal(.exact, candidate, clear.count > 1 ? 100 : 95, "It names \(words).")
    }

    /// The account that is named, or else the customer's main one.
    private func chosen(_ named: Int?, of customer: CustomerID) -> BankCandidate? {
        if let named { return candidates[named] }
        let own = (byCustomer[customer] ?? []).map { candidates[$0] }
        let open = own.filter { !$0.isClosed }
        return open.first(where: \.isDefault) ?? open.first ?? own.first
    }

    private func isSameCurrency(_ candidate: BankCandidate, _ entry: BankEntry) -> Bool {
        candidate.balance.currency == entry.amount.currency
    }

    private func named(
        _ purpose: BankPurpose, with clarity: (BankPurpose.Clarity) -> Bool
    ) -> [(index: Int, isAccount: Bool, words: String)] {
        var found: [(index: Int, isAccount: Bool, words: String)] = []
        for (contract, degree) in purpose.contracts.sorted(by: { $0.key < $1.key }) where clarity(degree) {
            // A customer's accounts all hang on the contract; one of them stands for it.
            for customer in Set((byContract[contract] ?? []).map { candidates[$0].customer }).sorted() {
                guard let index = byCustomer[customer]?.first else { continue }
                found.append((index, false, "contract \(contract) of \(candidates[index].name)"))
            }
        }
        for (account, degree) in purpose.accounts.sorted(by: { $0.key < $1.key }) where clarity(degree) {
            guard let index = byAccount[account] else { continue }
            found.append((index, true, "account \(account) of \(candidates[index].name)"))
        }
        return found
    }

    /// Numbers that were clearly meant as ours and are not: a slip of the pen may have named another customer.
    private func unknown(in purpose: BankPurpose) -> String {
        let contracts = purpose.contracts.filter { $0.value == .clear && byContract[$0.key] == nil }.map(\.key)
        let accounts = purpose.accounts.filter { $0.value == .clear && byAccount[$0.key] == nil }.map(\.key.description)
        let numbers = contracts.sorted() + accounts.sorted()
        return numbers.isEmpty ? "" : " It also says \(numbers.joined(separator: ", ")), which is not known."
    }

    // MARK: By the payer

    private func byPayerAccount(_ entry: BankEntry) -> BankProposal? {
        guard !entry.payerAccount.isEmpty else { return nil }
        let found = usable(byPayerAccount[entry.payerAccount], for: entry)
        guard let candidate = found.first else { return nil }
        guard found.count == 1 else {
            return BankProposal(
                confidence: .doubtful, score: 35,
                reason: "\(found.count) accounts were paid from \(entry.payerAccount) before.")
        }
        let isWhole = owes(candidate, entry)
        return BankProposal(
            .probable, candidate, isWhole ? 80 : 70,
            "\(entry.payerAccount) paid for \(candidate.name) before" + (isWhole ? ", and this is what is owed." : "."))
    }

    private func byName(_ entry: BankEntry) -> BankProposal? {
        guard !entry.payerName.isEmpty else { return nil }
        let found = usable(byPayerName[entry.payerName], for: entry)
        guard let first = found.first else { return nil }
        let owing = found.filter { owes($0, entry) }
        if owing.count == 1 {
            let others = found.count == 1 ? "" : " \(found.count - 1) more of that name do not."
            return BankProposal(
                .probable, owing[0], others.isEmpty ? 65 : 55,
                "The payer's name is \(owing[0].name)'s, who owes exactly this." + others)
        }
        if Set(found.map(\.customer)).count == 1 {
            return BankProposal(
                .doubtful, chosen(nil, of: first.customer) ?? first, 30,
                "The payer's name is \(first.name)'s, who owes another sum.")
        }
        return BankProposal(
            confidence: .doubtful, score: 20,
            reason: "\(Set(found.map(\.customer)).count) customers have the payer's name.")
    }

    private func usable(_ indices: [Int]?, for entry: BankEntry) -> [BankCandidate] {
        (indices ?? []).map { candidates[$0] }.filter { !$0.isClosed && isSameCurrency($0, entry) }
    }

    private func owes(_ candidate: BankCandidate, _ entry: BankEntry) -> Bool {
        candidate.balance.isNegative && candidate.balance == entry.amount.negated
    }

    // MARK: Returns

    private func returned(_ entry: BankEntry) -> BankProposal {
        guard entry.amount.isNegative else {
            return BankProposal(
                confidence: .doubtful, score: 0, reason: "Money of ours that came back; it is no customer's payment.")
        }
        let same = posted.filter { original in
            original.amount == entry.amount.negated && original.bookedOn <= entry.bookedOn
                && ((!entry.reference.isEmpty && original.reference == entry.reference)
                    || (!entry.endToEnd.isEmpty && original.endToEnd == entry.endToEnd)
                    || (!entry.payerAccount.isEmpty && original.payerAccount == entry.payerAccount))
        }
        guard let original = same.max(by: { $0.bookedOn < $1.bookedOn }) else {
            return BankProposal(
                confidence: .doubtful, score: 0, reason: "It takes back an entry that was not posted to a customer.")
        }
        let isOne = Set(same.map(\.account)).count == 1
        return BankProposal(
            confidence: .returned, customer: isOne ? original.customer : nil, account: isOne ? original.account : nil,
            score: isOne ? 90 : 40,
            reason: isOne
                ? "Returned payment: \(original.name), booked \(original.bookedOn.localText)."
                : "Returned payment; several posted ones could be meant.",
            returns: isOne ? original.id : nil)
    }
}

extension BankProposal {
    fileprivate init(_ confidence: Confidence, _ candidate: BankCandidate, _ score: Int, _ reason: String) {
        self.init(
            confidence: confidence, customer: candidate.customer, account: candidate.account, score: score,
            reason: reason)
    }
}
