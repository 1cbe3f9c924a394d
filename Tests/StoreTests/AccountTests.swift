import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Several accounts of a customer, moves between them, credit limits (features F3.1, F3.2).
@Suite struct AccountTests {
    @Test func moneyMovesBetweenAccountsOfOneCustomerInTwoLinkedTransfers() async throws {
        try await TillStory.run { story in
            try await story.pay(5_000)
            let second = try await story.acting("op_aram") {
                try await $0.openAccount(customer: story.customer, key: .make())
            }
            #expect(!second.isDefault && second.balance == drams(0))
            let move = try await story.acting("op_aram") {
                try await $0.moveMoney(
                    customer: story.customer, from: story.account, to: second.id, amount: drams(2_000), note: "for tv",
                    key: .make())
            }
            #expect(move.fromBalance == drams(3_000) && move.toBalance == drams(2_000))
            let linked = try await story.text(
                """
                SELECT string_agg(amount::text, ' ' ORDER BY amount) FROM accounts.transfer
                WHERE kind = 'move' AND source_id = \(move.number)
                    AND house_account_id = accounts.house('suspense.move')
                """)
            #expect(linked == "-2000 2000")
            #expect(try await story.number("SELECT accounts.till_balance(accounts.house('suspense.move'))") == 0)
        }
    }

    @Test func aMoveTakesAtMostWhatTheAccountHoldsAndStaysWithTheCustomer() async throws {
        try await TillStory.run { story in
            try await story.pay(5_000)
            let second = try await story.acting("op_aram") {
                try await $0.openAccount(customer: story.customer, key: .make())
            }
            let other = try await ServiceStory(story.installation).acting("op_anna") {
                var registration = plausibleRegistration()
                registration.documentNumber = "AN7654321"
                return try await $0.registerCustomer(registration, key: .make())
            }
            _ = try await story.acting("op_aram") {
                try await $0.setCreditLimit(
                    customer: story.customer, account: second.id, limit: drams(9_000), reason: "known", key: .make())
            }
            for (from, to, amount, expected) in [
                (story.account, second.id, 5_001, "Amount: account \(story.account) holds only 50,00."),
                (second.id, story.account, 1, "Amount: account \(second.id) holds only 0,00."),
                (story.account, story.account, 1, "To: choose another account"),
                (story.account, other.account, 1, "There is no account \(other.account)"),
                (other.account, story.account, 1, "There is no account \(other.account)"),
                (story.account, second.id, 0, "Amount: must be more than nothing"),
                (story.account, second.id, -5, "Amount: must be more than nothing"),
            ] as [(AccountID, AccountID, Int64, String)] {
                let refused = try await story.refusal("op_aram") {
                    _ = try await $0.moveMoney(
                        customer: story.customer, from: from, to: to, amount: drams(amount), note: "", key: .make())
                }
                #expect(refused?.hasPrefix(expected) == true, "\(refused ?? "done")")
            }
            #expect(try await story.balance() == 5_000)
        }
    }

    @Test func movesInBothDirectionsAtOnceNeitherLoseNorLock() async throws {
        try await TillStory.run { story in
            try await story.pay(100_000)
            let second = try await story.acting("op_aram") {
                try await $0.openAccount(customer: story.customer, key: .make())
            }
            _ = try await story.acting("op_aram") {
                try await $0.moveMoney(
                    customer: story.customer, from: story.account, to: second.id, amount: drams(50_000), note: "",
                    key: .make())
            }
            let moved = await withTaskGroup(of: Int64?.self) { group in
                for n in 0..<20 {
                    let (from, to) = n % 2 == 0 ? (story.account, second.id) : (second.id, story.account)
                    let amount = Int64(100 + n)
                    group.addTask {
                        let move = try? await story.acting("op_aram") {
                            try await $0.moveMoney(
                                customer: story.customer, from: from, to: to, amount: drams(amount), note: "",
                                key: .make())
                        }
                        return move == nil ? nil : (n % 2 == 0 ? -amount : amount)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(moved.compactMap(\.self).count == 20)
            #expect(try await story.balance() == 50_000 + moved.compactMap(\.self).reduce(0, +))
        }
    }

    @Test func aChangedCreditLimitIsLookedAtAndRemembered() async throws {
        try await TillStory.run { story in
            try await story.script("DELETE FROM accounts.review")
            let changed = try await story.acting("op_aram") {
                try await $0.setCreditLimit(
                    customer: story.customer, account: story.account, limit: drams(70_000), reason: "good payer",
                    key: .make())
            }
            #expect(changed.creditLimit == drams(70_000))
            #expect(try await story.text("SELECT string_agg(cause, ' ') FROM accounts.review") == "limit")
            let event = try await story.text(
                """
                SELECT concat_ws(' ', old ->> 'credit_limit', new ->> 'credit_limit', note) FROM hist.event
                WHERE object = 'accounts.account' AND actor = 'op_aram' ORDER BY event_id DESC LIMIT 1
                """)
            #expect(event == "0 70000 good payer")
            for (limit, reason, expected) in [
                (-1, "x", "Credit limit: must be nothing or more"), (1, " ", "Reason: must be filled in."),
                (Int64.max, "x", "Credit limit: must be nothing or more"),
            ] as [(Int64, String, String)] {
                let refused = try await story.refusal("op_aram") {
                    _ = try await $0.setCreditLimit(
                        customer: story.customer, account: story.account, limit: drams(limit), reason: reason,
                        key: .make())
                }
                #expect(refused?.hasPrefix(expected) == true, "\(refused ?? "done")")
            }
        }
    }

    @Test func theCardAndTheHistoryTellOfEverythingDoneToTheMoney() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare", 9_000)
            let payment = try await story.pay(5_000, by: "op_nare")
            let second = try await story.acting("op_nare") { session in
                let second = try await session.openAccount(customer: story.customer, key: .make())
                _ = try await session.moveMoney(
                    customer: story.customer, from: story.account, to: second.id, amount: drams(200), note: "",
                    key: .make())
                _ = try await session.payRefund(
                    customer: story.customer, account: story.account, amount: drams(300), reason: "too much",
                    key: .make())
                _ = try await session.reversePayment(
                    customer: story.customer, account: story.account, payment: payment.payment, reason: "wrong one",
                    key: .make())
                _ = try await session.setCreditLimit(
                    customer: story.customer, account: second.id, limit: drams(400), reason: "known", key: .make())
                _ = try await session.givePromise(
                    customer: story.customer, account: second.id, amount: drams(500), days: 1, note: "", key: .make())
                return second
            }
            let card = try await story.acting("op_anna") { try await $0.customerCard(story.customer) }
            #expect(Set(card.accounts.map(\.id)) == [story.account, second.id])
            #expect(
                card.movements.map(\.kind.rawValue).sorted() == ["move", "move", "payment", "refund", "reversal"])
            let titles = try await story.acting("op_anna") {
                try await $0.customerHistory(story.customer, limit: 50)
            }.map(\.title)
            for title in [
                "Payment \(payment.payment) taken", "Payment \(payment.payment) taken back",
                "Account \(second.id) added",
                "Account \(second.id) changed",
            ] {
                #expect(titles.contains(title), "\(title): \(titles)")
            }
            for start in ["Promise ", "Refund "] {
                #expect(titles.filter { $0.hasPrefix(start) }.count == 1, "\(start): \(titles)")
            }
        }
    }

    @Test func aPaymentAtTheMomentOfTheClosingIsInTheShiftOrRefused() async throws {
        try await TillStory.run { story in
            let shift = try await story.open("op_mane")
            let paid = await withTaskGroup(of: Int64.self) { group in
                for n in 1...20 {
                    group.addTask { (try? await story.pay(Int64(n), by: "op_mane")) == nil ? 0 : Int64(n) }
                }
                group.addTask {
                    _ = try? await story.close("op_mane", 100)
                    return 0
                }
                return await group.reduce(0, +)
            }
            let report = try await story.acting("op_mane") { try await $0.shiftReport(shift.id) }
            #expect(report.shift.expected == drams(paid) && report.shift.difference == drams(100 - paid))
            #expect(try await story.balance() == paid)
        }
    }

    @Test func theSameCommandSentTenTimesAtOncePaysOnce() async throws {
        try await TillStory.run { story in
            let key = CommandKey.make()
            let receipts = await withTaskGroup(of: PaymentReceipt?.self) { group in
                for _ in 0..<10 { group.addTask { try? await story.pay(500, key: key) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(receipts.compactMap(\.self).count == 10 && Set(receipts).count == 1)
            let balance = try await story.balance()
            #expect(balance == 500)
        }
    }

    @Test func fiftyDebitsAndPaymentsAtOnceOnOneAccountLoseNothing() async throws {
        try await TillStory.run { story in
            try await story.open("op_mane")
            try await story.open("op_nare", 1_000_000)
            try await story.pay(1_000_000)
            let done = await withTaskGroup(of: Int64?.self) { group in
                for n in 1...50 {
                    let amount = Int64(n)
                    let login = ["op_lilit", "op_mane", "op_nare"][n % 3]
                    group.addTask {
                        if n.isMultiple(of: 2) {
                            return (try? await story.pay(amount, by: login)) == nil ? nil : amount
                        }
                        let refund = try? await story.acting("op_nare") {
                            try await $0.payRefund(
                                customer: story.customer, account: story.account, amount: drams(amount), reason: "back",
                                key: .make())
                        }
                        return refund == nil ? nil : -amount
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(done.compactMap(\.self).count == 50)
            #expect(try await story.balance() == 1_000_000 + done.compactMap(\.self).reduce(0, +))
            #expect(
                try await story.number("SELECT count(*) FROM accounts.transfer WHERE account_id = \(story.account)")
                    == 51)
        }
    }
}
