import Domain
import Store

extension DemoCustomerWriter {
    /// The last three months: fees on the first, a payment after each, and a few calls of those who have a phone.
    /// A debtor has not paid since the last fee.
    func writeMoney(
        _ customer: DemoCustomerRows, _ tariffs: [DemoReference.Tariff], activated: CivilDate, isDebtor: Bool,
        _ random: inout DemoRandom, _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        for (month, first) in calendar.monthStarts.enumerated() where activated < first {
            let next = month + 1 < calendar.monthStarts.count ? calendar.monthStarts[month + 1] : nil
            var due = 0
            for (number, tariff) in tariffs.enumerated() {
                due += tariff.fee
                addFee(
                    tariff, subscriptionNumber(customer, number), from: first, to: next ?? calendar.nextMonth, &ledger)
            }
            let isLast = month == calendar.monthStarts.count - 1
            if isLast && isDebtor { continue }
            let day = min(first.dayNumber + Int32(random.below(5)), calendar.today.dayNumber)
            addPayment(
                customer, number: month, amount: roundedUp(due), on: CivilDate(dayNumber: day),
                minute: random.below(540), &ledger, into: &tables)
        }
        if let phone = tariffs.firstIndex(where: { $0.serviceType == 2 }), activated < calendar.monthStarts[1] {
            let calls = random.below(Self.callsPerCustomer)
            // What the calls cost is paid for first, so that they never push a paying customer below the limit.
            if calls > 0 {
                addPayment(
                    customer, number: 3, amount: 200_000, on: calendar.monthStarts[1], minute: 1, &ledger,
                    into: &tables)
            }
            for number in 0..<calls {
                addCall(
                    customer, subscriptionNumber(customer, phone), number, &random, &ledger, into: &tables)
            }
        }
        writePostings(customer, &ledger, into: &tables)
    }

    private func roundedUp(_ amount: Int) -> Int { (amount + 99_999) / 100_000 * 100_000 }

    /// A fee as the standard tax scheme takes it apart: the price contains 20 % VAT.
    private func addFee(
        _ tariff: DemoReference.Tariff, _ subscription: Int, from: CivilDate, to: CivilDate, _ ledger: inout DemoLedger
    ) {
        let tax = tariff.fee / 6
        var posting = DemoPosting(
            day: from, moment: calendar.moment(from, minute: 0), kind: "fee", amount: -(tariff.fee - tax),
            houseAccount: tariff.revenueAccount, actor: "bcrm_daemon", tag: tariff.tag)
        posting.subscription = subscription
        posting.component = tariff.component
        posting.tariff = tariff.id
        posting.periodEndsOn = to
        ledger.postings.append(posting)
        posting.amount = -tax
        posting.leg = DemoReference.taxLeg
        posting.legSource = DemoReference.taxRate
        posting.houseAccount = DemoReference.taxAccount
        ledger.postings.append(posting)
    }

    private func addPayment(
        _ customer: DemoCustomerRows, number: Int, amount: Int, on day: CivilDate, minute: Int,
        _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        let payment = start.payment + customer.index * Self.paymentsPerCustomer + number
        let moment = calendar.moment(day, minute: minute)
        var posting = DemoPosting(
            day: day, moment: moment, kind: "payment", amount: amount, houseAccount: DemoReference.gatewayAccount,
            actor: "terminal", tag: "terminal")
        posting.source = payment
        ledger.postings.append(posting)
        tables.row(.payment) {
            $0.add(payment)
            $0.add("terminal")
            $0.add("demo-\(payment)")
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add(amount)
            $0.add(DemoReference.gatewayAccount)
            $0.add(calendar.text(day))
            $0.add(moment)
            $0.add("terminal")
        }
    }

    private func addCall(
        _ customer: DemoCustomerRows, _ subscription: Int, _ number: Int, _ random: inout DemoRandom,
        _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        let call = start.call + customer.index * Self.callsPerCustomer + number
        let destination = random.pick(DemoReference.destinations)
        let beginning = destination.beginning ?? destination.prefix
        // Eleven digits in all.
        let called = beginning + padded(random.below(1_000_000), 11 - beginning.count)
        let seconds = 5 + random.below(420)
        let charged = destination.chargedSeconds(of: seconds)
        let amount = destination.price(ofCharged: charged)
        let span = calendar.today.dayNumber - calendar.monthStarts[1].dayNumber
        let day = CivilDate(dayNumber: calendar.monthStarts[1].dayNumber + Int32(random.below(Int(max(span, 1)))))
        let moment = calendar.moment(day, minute: random.below(540))
        let session = "demo;\(call)"
        let tax = amount / 6
        var posting = DemoPosting(
            day: day, moment: moment, kind: "call", amount: -(amount - tax),
            houseAccount: DemoReference.callRevenueAccount, actor: "bcrm_daemon", tag: "call")
        posting.subscription = subscription
        posting.component = DemoReference.callComponent
        posting.tariff = DemoReference.phone.id
        posting.source = call
        posting.note = called
        ledger.postings.append(posting)
        posting.amount = -tax
        posting.leg = DemoReference.taxLeg
        posting.legSource = DemoReference.taxRate
        posting.houseAccount = DemoReference.taxAccount
        ledger.postings.append(posting)
        tables.row(.call) {
            $0.add(customer.id)
            $0.add(subscription)
            $0.add(moment)
            $0.add(call)
            $0.add(session)
            $0.add(landline(customer))
            $0.add(called)
            $0.add(seconds)
            $0.add(charged)
            $0.add(destination.name)
            $0.add(destination.group)
            $0.add(destination.prefix)
            $0.add(DemoReference.phone.id)
            $0.add(customer.account)
            $0.add(amount)
            $0.add(tax)
            $0.add(arithmetic(destination, charged: charged, amount: amount))
        }
        tables.row(.usageSession) {
            $0.add(session)
            $0.add(0)
            $0.add("rated")
            $0.add(moment)
            $0.add(moment)
            $0.add(customer.id)
            $0.add(subscription)
            $0.add(call)
        }
    }

    /// How the price was found, as the rater writes it (`CallArithmetic`).
    private func arithmetic(_ destination: DemoReference.Destination, charged: Int, amount: Int) -> String {
        let perMinute = destination.perMinute * 1_000_000
        let fee = destination.connectionFee * 1_000_000
        return "1|\(DemoReference.priceList)|\(destination.prefix)|\(fee)|\(fee * 60 + perMinute * charged)||\(amount)|"
            + ":0+\(charged)@\(perMinute)||\(destination.group)|\(destination.name)"
    }

    /// The postings in the order of their moments, each with its number and the balance it leaves.
    func writePostings(
        _ customer: DemoCustomerRows, _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        ledger.postings.sort { ($0.moment, $0.kind, $0.leg) < ($1.moment, $1.kind, $1.leg) }
        for (index, posting) in ledger.postings.enumerated() {
            ledger.balance += posting.amount
            let balance = ledger.balance
            tables.row(.transfer) {
                $0.add(customer.id)
                $0.add(customer.account)
                $0.add(posting.day)
                $0.add(posting.kind)
                $0.add(posting.subscription)
                $0.add(posting.component)
                $0.add(posting.source)
                $0.add(posting.leg)
                $0.add(optional: posting.legSource)
                $0.add(optional: posting.periodEndsOn?.description)
                $0.add(posting.amount)
                $0.add(balance)
                $0.add(index + 1)
                $0.add(posting.houseAccount)
                $0.add(optional: posting.tariff)
                $0.add(posting.day)
                $0.add(posting.moment)
                $0.add(posting.actor)
                $0.add(posting.tag)
                $0.add(posting.note)
            }
        }
    }
}

/// A transfer to be, before its place among the others is known.
struct DemoPosting {
    let day: CivilDate
    let moment: String
    let kind: String
    var amount: Int
    var houseAccount: Int
    let actor: String
    let tag: String
    var subscription = 0
    var component = 0
    var source = 0
    var leg = 0
    var legSource: Int?
    var tariff: Int?
    var periodEndsOn: CivilDate?
    var note = ""

    init(day: CivilDate, moment: String, kind: String, amount: Int, houseAccount: Int, actor: String, tag: String) {
        self.day = day
        self.moment = moment
        self.kind = kind
        self.amount = amount
        self.houseAccount = houseAccount
        self.actor = actor
        self.tag = tag
    }
}
