import Domain
import Testing

@Suite struct BankPurposeTests {
    @Test(arguments: [
        "վճարում պայմանագիր C-2026-000001", "оплата дог. C-2026-000001 за март", "C-2026-000001", "c2026000001",
        "C 2026 000001", "C/2026/000001", "C2026-000001", "С-2026-000001", "дог. №С2026/000001", "contract 2026-000001",
        "по договору 2026/000001 от 01.03.2026", "(C–2026–000001)", "C - 2026 - 000001", "C-2026-000 001",
        "C_2026_000001,март", "պայմ.C-2026-000001-ի համար", "C-2026/000001;077101234", "Պայմանագիր 2026.000001",
    ])
    func aContractIsFoundInAnyScriptAndWithAnySeparators(_ text: String) {
        #expect(BankPurpose([text]).contracts["C-2026-000001"] == .clear)
    }

    @Test(arguments: [
        "acc 1000300", "account: 1000300", "Acc.1000300", "л/с 1000300", "лицевой счет № 1000300", "счёт 1000300 март",
        "հաշիվ 1000300", "հաշվեհամար N 1000300", "հ/հ 1000300", "բաժանորդ 1000300", "1000300", " 1000300. ",
        "абонент 1000300",
        "a/c no 1000300", "hashiv 1000300",
    ])
    func anAccountIsFoundWhenItIsCalledOneOrStandsAlone(_ text: String) {
        #expect(BankPurpose([text]).accounts == [AccountID(1_000_300): .clear])
    }

    @Test(arguments: ["internet 1000300 march", "invoice 1000300", "1000300 2000300", "за 1000300"])
    func aNumberThatNothingCallsAnAccountIsOnlyAPossibility(_ text: String) {
        #expect(BankPurpose([text]).accounts[AccountID(1_000_300)] == .bare)
    }

    @Test(arguments: [
        "", "за март 2026", "тел 077101234", "01.03.2026", "2026-03-01", "C-1026-000001", "invoice 12", "C-2026",
        "99999999999999999999", "№", "C-2026-00000001", "INV2026-1", "\u{202E}", "١٢٣٤٥٦٧",
    ])
    func whatIsNoNumberOfOursIsNotTakenForOne(_ text: String) {
        let purpose = BankPurpose([text])
        #expect(purpose.contracts == [:])
        #expect(purpose.accounts == [:])
    }

    @Test(arguments: ["D-0000012", "оплата д0000012", "contract D/0000012.", "Д-0000012 за март"])
    func aContractOfAnotherSeriesIsTakenAsWritten(_ text: String) {
        #expect(BankPurpose([text]).contracts == ["D-0000012": .written])
        #expect(BankPurpose([text]).accounts == [:])
    }

    @Test(arguments: ["2026-000001", "C-2026-1", "INV-2026-000001"])
    func halfANumberIsOnlyAPossibility(_ text: String) {
        #expect(BankPurpose([text]).contracts == ["C-2026-000001": .bare])
    }
}

@Suite struct BankMatchingTests {
    private let ani = BankCandidate(
        customer: CustomerID(1), account: AccountID(1_000_001), name: "Պետրոսյան Անի", balance: Self.money(-500_000),
        contracts: ["C-2026-000001"], payerAccounts: ["1570001"], payerNames: ["ANI PETROSYAN"])
    private let karen = BankCandidate(
        customer: CustomerID(2), account: AccountID(1_000_002), name: "Սարգսյան Կարեն", balance: Self.money(0),
        contracts: ["C-2026-000002"], payerNames: ["KAREN SARGSYAN"])

    private static func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .amd) }

    private func entry(
        _ amount: Int64 = 500_000, _ purpose: String = "", payer: String = "", from account: String = "",
        endToEnd: String = "", isReversal: Bool = false, reference: String = ""
    ) -> BankEntry {
        let day = CivilDate(dayNumber: 20_500)
        return BankEntry(
            reference: reference, bookedOn: day, valueOn: day, amount: Self.money(amount), payerName: payer,
            payerAccount: account, purpose: purpose, endToEnd: endToEnd, isReversal: isReversal)
    }

    private func proposal(_ entry: BankEntry, _ more: BankCandidate...) -> BankProposal {
        BankMatching(candidates: [ani, karen] + more).proposal(for: entry)
    }

    @Test func aContractOrAnAccountThatIsNamedIsExact() {
        for purpose in ["дог. C-2026-000001", "acc 1000001", "C-2026-000001 account 1000001"] {
            let found = proposal(entry(1, purpose))
            #expect(found.confidence == .exact, "\(purpose)")
            #expect(found.account == ani.account)
            #expect(found.reason.contains("Պետրոսյան Անի"))
        }
        #expect(proposal(entry(1, endToEnd: "C-2026-000001")).confidence == .exact)
        // Somebody else may pay.
        #expect(proposal(entry(1, "C-2026-000001", payer: "KAREN SARGSYAN")).account == ani.account)
    }

    @Test(arguments: [
        ("C-2026-000001 C-2026-000002", BankProposal.Confidence.doubtful, "several customers"),
        ("C-2026-000001 acc 1000002", .doubtful, "several customers"),
        ("C-2026-000001 C-2026-999999", .probable, "which is not known"),
        ("C-2026-000001 for 1000002", .probable, "could also be account 1000002"),
        ("C-2026-999999", .doubtful, "Nothing in it names a customer. It also says C-2026-999999"),
        ("for 1000001", .probable, "could be account 1000001"),
        ("1000001 or 1000002", .doubtful, "those of several customers"),
        ("internet", .doubtful, "Nothing in it names"),
    ])
    func whatContradictsItselfIsLeftToAPerson(
        _ purpose: String, _ confidence: BankProposal.Confidence, _ words: String
    ) {
        let found = proposal(entry(1, purpose))
        #expect(found.confidence == confidence)
        #expect(found.reason.contains(words), "\(found.reason)")
    }

    @Test func aContractOfAnySeriesIsExactWhenThereIsOneAndNoHindranceWhenThereIsNone() {
        var other = karen
        other.contracts = ["D-0000012"]
        other.customer = CustomerID(5)
        other.account = AccountID(1_000_005)
        #expect(proposal(entry(1, "D-0000012"), other).account == other.account)
        #expect(proposal(entry(1, "D-0000012"), other).confidence == .exact)
        #expect(proposal(entry(1, "C-2026-000001, order A-1234567")).confidence == .exact)
    }

    @Test func aBareNumberIsExactOnlyWhenThePayerIsTheCustomer() {
        #expect(proposal(entry(1, "for 1000001", payer: "ANI PETROSYAN")).confidence == .exact)
        #expect(proposal(entry(1, "for 1000001", payer: "KAREN SARGSYAN")).confidence == .probable)
    }

    @Test func aPayerIsProbableByTheAccountOrByNameAndSum() {
        #expect(proposal(entry(1, from: "1570001")).confidence == .probable)
        #expect(proposal(entry(500_000, from: "1570001")).score > proposal(entry(1, from: "1570001")).score)
        #expect(proposal(entry(500_000, payer: "ANI PETROSYAN")).confidence == .probable)
        #expect(proposal(entry(500_001, payer: "ANI PETROSYAN")).confidence == .doubtful)
        #expect(proposal(entry(500_000, payer: "NOBODY")).confidence == .doubtful)
    }

    @Test func severalOfOneNameAreDoubtfulUnlessOneOwesTheSum() {
        var other = ani
        other.customer = CustomerID(3)
        other.account = AccountID(1_000_003)
        other.contracts = []
        #expect(proposal(entry(payer: "ANI PETROSYAN"), other).confidence == .doubtful)
        #expect(proposal(entry(from: "1570001"), other).confidence == .doubtful)
        other.payerAccounts = []
        other.balance = Self.money(0)
        let found = proposal(entry(payer: "ANI PETROSYAN"), other)
        #expect(found.confidence == .probable)
        #expect(found.account == ani.account)
    }

    @Test func ofSeveralAccountsTheNamedOneIsExactAndTheMainOneOnlyProposed() {
        var second = ani
        second.account = AccountID(1_000_009)
        second.isDefault = false
        let byContract = proposal(entry(1, "C-2026-000001"), second)
        #expect(byContract.confidence == .probable)
        #expect(byContract.account == ani.account)
        let byAccount = proposal(entry(1, "C-2026-000001 acc 1000009"), second)
        #expect(byAccount.confidence == .exact)
        #expect(byAccount.account == second.account)
    }

    @Test func aClosedAccountOrOneInAnotherCurrencyIsNeverExact() {
        var closed = karen
        closed.customer = CustomerID(4)
        closed.account = AccountID(1_000_004)
        closed.contracts = ["C-2026-000004"]
        closed.isClosed = true
        #expect(proposal(entry(1, "C-2026-000004"), closed).confidence == .probable)
        closed.isClosed = false
        closed.balance = Money(minorUnits: 0, currency: Currency(code: "EUR", fractionDigits: 2))
        #expect(proposal(entry(1, "C-2026-000004"), closed).confidence == .doubtful)
    }

    @Test func moneyThatWentOutIsNobodysUnlessItTakesAPaymentBack() {
        #expect(proposal(entry(-100, "C-2026-000001")).confidence == .outgoing)
        #expect(proposal(entry(0, "C-2026-000001")).confidence == .doubtful)
        let posted = PostedBankEntry(
            id: BankEntryID(7), customer: ani.customer, account: ani.account, name: ani.name, reference: "R1",
            endToEnd: "",
            payerAccount: "1570001", amount: Self.money(100), bookedOn: CivilDate(dayNumber: 20_499))
        let matching = BankMatching(candidates: [ani], posted: [posted])
        for back in [entry(-100, reference: "R1"), entry(-100, from: "1570001")] {
            var back = back
            back.isReversal = true
            let found = matching.proposal(for: back)
            #expect(found.confidence == .returned)
            #expect(found.returns == BankEntryID(7))
            #expect(found.account == ani.account)
        }
        #expect(matching.proposal(for: entry(-101, isReversal: true, reference: "R1")).confidence == .doubtful)
        #expect(matching.proposal(for: entry(100, "C-2026-000001", isReversal: true)).confidence == .doubtful)
    }

    @Test(arguments: [
        ("1 234,50", Money.Notation(decimal: ",", grouping: " "), 123_450),
        ("-1.234.567,5", .init(decimal: ",", grouping: "."), -123_456_750),
        ("1\u{A0}234\u{202F}567.00", .init(decimal: ".", grouping: " "), 123_456_700),
        ("+7.500", .plain, 750), ("0.5", .plain, 50), ("\u{2212}5", .plain, -500),
        ("-92233720368547758.08", .plain, Int64.min),
    ])
    func anAmountIsReadByItsNotation(_ text: String, _ notation: Money.Notation, _ minorUnits: Int64) throws {
        #expect(try Money(written: text, notation: notation, currency: .amd).minorUnits == minorUnits)
    }

    @Test(arguments: ["", "-", ".5", "5.", "1,5", "1.2.3", "NaN", "inf", "1e3", "٣", "0x10", "--5", "5-", "1 000"])
    func whatIsNoAmountInTheNotationIsRefused(_ text: String) {
        #expect(throws: Money.Failure.notANumber(text)) {
            try Money(written: text, notation: .plain, currency: .amd)
        }
    }

    @Test func tooFineAndTooLargeAreRefusedAndNeverRounded() {
        #expect(throws: Money.Failure.tooFine("1.005", digits: 2)) {
            try Money(written: "1.005", notation: .plain, currency: .amd)
        }
        #expect(throws: Money.Failure.overflow) {
            try Money(written: "92233720368547758.08", notation: .plain, currency: .amd)
        }
        #expect(throws: Money.Failure.notANumber("1,23,456")) {
            try Money(written: "1,23,456", notation: .init(decimal: ".", grouping: ","), currency: .amd)
        }
    }
}
