import Domain

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
                writeFee(
                    customer, tariff, subscriptionNumber(customer, number), from: first,
                    to: next ?? calendar.nextMonth, &ledger, into: &tables)
            }
            let isLast = month == calendar.monthStarts.count - 1
            if isLast && isDebtor { continue }
            let day = min(first.dayNumber + Int32(random.below(5)), calendar.today.dayNumber)
            writePayment(
                customer, number: month, amount: roundedUp(due), on: CivilDate(dayNumber: day),
                minute: random.below(540), &ledger, into: &tables)
        }
        if let phone = tariffs.firstIndex(where: { $0.serviceType == 2 }), activated < calendar.monthStarts[1] {
            let calls = random.below(Self.callsPerCustomer)
            // What the calls cost is paid for first, so that they never push a paying customer below the limit.
            if calls > 0 {
                writePayment(
                    customer, number: 3, amount: 200_000, on: calendar.monthStarts[1], minute: 1, &ledger,
                    into: &tables)
            }
            for number in 0..<calls {
                writeCall(
                    customer, subscriptionNumber(customer, phone), number, &random, &ledger, into: &tables)
            }
        }
    }

    private func roundedUp(_ amount: Int) -> Int { (amount + 99_999) / 100_000 * 100_000 }

    private func writeFee(
        _ customer: DemoCustomerRows, _ tariff: DemoReference.Tariff, _ subscription: Int, from: CivilDate,
        to: CivilDate, _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        ledger.balance -= tariff.fee
        ledger.transfers += 1
        tables.row(.transfer) {
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add(calendar.text(from))
            $0.add("fee")
            $0.add(subscription)
            $0.add(tariff.component)
            $0.add(0)
            $0.add(calendar.text(to))
            $0.add(-tariff.fee)
            $0.add(tariff.revenueAccount)
            $0.add(tariff.id)
            $0.add(calendar.text(from))
            $0.add(calendar.moment(from, minute: 0))
            $0.add("bcrm_daemon")
            $0.add("fee")
            $0.add("")
        }
    }

    private func writePayment(
        _ customer: DemoCustomerRows, number: Int, amount: Int, on day: CivilDate, minute: Int,
        _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        let payment = start.payment + customer.index * Self.paymentsPerCustomer + number
        let moment = calendar.moment(day, minute: minute)
        ledger.balance += amount
        ledger.transfers += 1
        tables.row(.payment) {
            $0.add(payment)
            $0.add("terminal")
            $0.add("demo-\(payment)")
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add(amount)
            $0.add(calendar.text(day))
            $0.add(moment)
            $0.add("terminal")
        }
        tables.row(.transfer) {
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add(calendar.text(day))
            $0.add("payment")
            $0.add(0)
            $0.add(0)
            $0.add(payment)
            $0.addNull()
            $0.add(amount)
            $0.add(DemoReference.gatewayAccount)
            $0.addNull()
            $0.add(calendar.text(day))
            $0.add(moment)
            $0.add("terminal")
            $0.add("terminal")
            $0.add("")
        }
    }

    private func writeCall(
        _ customer: DemoCustomerRows, _ subscription: Int, _ number: Int, _ random: inout DemoRandom,
        _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        let call = start.call + customer.index * Self.callsPerCustomer + number
        let destination = random.pick(DemoReference.destinations)
        let called = destination.prefix + padded(random.below(10_000_000), 11 - destination.prefix.count)
        let seconds = 5 + random.below(420)
        let minutes = (seconds + 59) / 60
        let amount = minutes * destination.perMinute
        let span = calendar.today.dayNumber - calendar.monthStarts[1].dayNumber
        let day = CivilDate(dayNumber: calendar.monthStarts[1].dayNumber + Int32(random.below(Int(max(span, 1)))))
        let moment = calendar.moment(day, minute: random.below(540))
        let session = "demo;\(call)"
        ledger.balance -= amount
        ledger.transfers += 1
        tables.row(.call) {
            $0.add(customer.id)
            $0.add(subscription)
            $0.add(moment)
            $0.add(call)
            $0.add(session)
            $0.add(landline(customer))
            $0.add(called)
            $0.add(seconds)
            $0.add(minutes * 60)
            $0.add(destination.name)
            $0.add(destination.prefix)
            $0.add(DemoReference.phone.id)
            $0.add(customer.account)
            $0.add(amount)
        }
        tables.row(.ratedSession) {
            $0.add(session)
            $0.add(customer.id)
            $0.add(call)
        }
        tables.row(.transfer) {
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add(calendar.text(day))
            $0.add("call")
            $0.add(subscription)
            $0.add(DemoReference.callComponent)
            $0.add(call)
            $0.addNull()
            $0.add(-amount)
            $0.add(DemoReference.callRevenueAccount)
            $0.add(DemoReference.phone.id)
            $0.add(calendar.text(day))
            $0.add(moment)
            $0.add("bcrm_daemon")
            $0.add("call")
            $0.add(called)
        }
    }
}
