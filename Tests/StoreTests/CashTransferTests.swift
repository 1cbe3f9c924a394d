import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Cash between tills and to the bank is in transit until its receiver confirms (business-rules section 8).
@Suite struct CashTransferTests {
    @Test func sentCashIsInNobodysTillUntilItsReceiverConfirms() async throws {
        try await TillStory.run { story in
            try await story.pay(9_000)
            let sent = try await story.send(4_000, from: "op_lilit", to: "op_mane")
            #expect(sent.state == .inTransit && sent.isMine && !sent.isMineToReceive)
            #expect(try await story.holds("op_lilit") == 5_000)
            let inTransit = try await story.number("SELECT accounts.till_balance(accounts.house('suspense.transit'))")
            #expect(inTransit == 4_000)
            try await story.expectExactBooks()

            let mine = try await story.acting("op_mane") { try await $0.cashInTransit() }
            #expect(mine.map(\.id) == [sent.id] && mine.first?.isMineToReceive == true)
            let closed = try await story.refusal("op_mane") {
                _ = try await $0.confirmCash(sent.id, counted: drams(4_000), key: .make())
            }
            #expect(closed?.hasPrefix("Open your shift first") == true)
            try await story.open("op_mane")
            let confirmed = try await story.acting("op_mane") {
                try await $0.confirmCash(sent.id, counted: drams(4_000), key: .make())
            }
            #expect(confirmed.state == .confirmed && confirmed.difference == drams(0))
            #expect(try await story.holds("op_mane") == 4_000)
            #expect(try await story.acting("op_mane") { try await $0.cashInTransit() } == [])
            let again = try await story.refusal("op_mane") {
                _ = try await $0.refuseCash(sent.id, reason: "second thoughts", key: .make())
            }
            #expect(
                again?.hasPrefix("This cash was confirmed by Mane Harutyunyan already") == true, "\(again ?? "done")")
        }
    }

    @Test(arguments: [3_900, 4_150] as [Int64])
    func whatTheReceiverCountsOtherwiseIsADifferenceWithBothNames(_ counted: Int64) async throws {
        try await TillStory.run { story in
            try await story.pay(4_000)
            try await story.open("op_mane", 1_000)
            let sent = try await story.send(4_000, from: "op_lilit", to: "op_mane")
            let confirmed = try await story.acting("op_mane") {
                try await $0.confirmCash(sent.id, counted: drams(counted), key: .make())
            }
            #expect(confirmed.difference == drams(counted - 4_000))
            #expect(confirmed.sentBy == "Lilit Grigoryan" && confirmed.receivedBy == "Mane Harutyunyan")
            #expect(try await story.holds("op_mane") == 1_000 + counted)
            #expect(try await story.holds("op_lilit") == 0)
            let note = try await story.text("SELECT note FROM accounts.house_transfer WHERE about_id = \(sent.id)")
            #expect(
                note
                    == "Lilit Grigoryan sent 40,00, Mane Harutyunyan counted \(counted / 100),\(counted % 100 == 0 ? "00" : "50")"
            )
            let report = try await story.acting("op_lilit") { session in
                try await session.shiftReport(try #require(try await session.currentShift()).id)
            }
            let line = try #require(report.lines.first { $0.kind == .sent })
            #expect(line.title.contains("Mane Harutyunyan counted"), "\(line.title)")
        }
    }

    @Test func refusedCashComesBackToTheSendersOpenShift() async throws {
        try await TillStory.run { story in
            try await story.pay(4_000)
            let sent = try await story.send(4_000, from: "op_lilit", to: "op_mane")
            let refused = try await story.acting("op_mane") {
                try await $0.refuseCash(sent.id, reason: "counted twice, not here", key: .make())
            }
            #expect(refused.state == .refused && !refused.waitsForSender && refused.reason == "counted twice, not here")
            #expect(try await story.holds("op_lilit") == 4_000)
        }
    }

    @Test func refusedCashWaitsForASenderWithoutAShift() async throws {
        try await TillStory.run { story in
            try await story.pay(4_000)
            let sent = try await story.send(4_000, from: "op_lilit", to: "op_mane")
            try await story.close("op_lilit", 0)
            let refused = try await story.acting("op_mane") {
                try await $0.refuseCash(sent.id, reason: "no", key: .make())
            }
            #expect(refused.waitsForSender)
            #expect(try await story.acting("op_lilit") { try await $0.cashInTransit() }.map(\.id) == [sent.id])
            try await story.expectExactBooks()
            let next = try await story.open("op_lilit", 0)
            #expect(next.openingExpected == drams(0) && next.expected == drams(4_000))
            #expect(try await story.acting("op_lilit") { try await $0.cashInTransit() } == [])
        }
    }

    @Test func cashForTheBankIsConfirmedByASupervisorAndNeverByItsSender() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare", 9_000)
            let sent = try await story.send(9_000, from: "op_nare", to: "bank.main")
            #expect(sent.isToBank && sent.toName == "Main bank account")
            let own = try await story.refusal("op_nare") {
                _ = try await $0.confirmCash(sent.id, counted: drams(9_000), key: .make())
            }
            #expect(own == "Cash for the bank is confirmed by somebody else than its sender.")
            let other = try await story.refusal("op_lilit") {
                _ = try await $0.confirmCash(sent.id, counted: drams(9_000), key: .make())
            }
            #expect(other == "There is no transfer \(sent.id) of yours.")
            let confirmed = try await story.acting("op_aram") {
                try await $0.confirmCash(sent.id, counted: drams(8_990), key: .make())
            }
            #expect(confirmed.state == .confirmed && confirmed.difference == drams(-10))
            #expect(try await story.number("SELECT accounts.till_balance(accounts.house('bank.main'))") == 8_990)
        }
    }

    @Test func cashGoesOnlyWhereThereIsATill() async throws {
        try await TillStory.run { story in
            try await story.pay(1_000)
            for (to, expected) in [
                ("op_lilit", "To: this is your own till"), ("op_anna", "There is no operator with a till"),
                ("gateway.card", "There is no operator with a till"), ("", "There is no operator with a till"),
            ] {
                let refused = try await story.refusal("op_lilit") {
                    _ = try await $0.sendCash(to: to, amount: drams(100), note: "", key: .make())
                }
                #expect(refused?.hasPrefix(expected) == true, "\(to): \(refused ?? "done")")
            }
            let names = try await story.acting("op_lilit") { try await $0.cashDestinations() }
            #expect(names.map(\.code) == ["op_mane", "op_nare", "bank.main"])
            #expect(names.map(\.isOpen) == [false, false, true])
        }
    }

    @Test func onlyTheReceiverConfirmsAndTheSenderDoesNotRefuse() async throws {
        try await TillStory.run { story in
            try await story.open("op_nare")
            try await story.pay(1_000)
            let sent = try await story.send(1_000, from: "op_lilit", to: "op_mane")
            let confirming = try await story.refusal("op_nare") {
                _ = try await $0.confirmCash(sent.id, counted: drams(1_000), key: .make())
            }
            #expect(confirming == "Only Mane Harutyunyan can confirm this: it was sent to that till.")
            let refusing = try await story.refusal("op_lilit") {
                _ = try await $0.refuseCash(sent.id, reason: "mine again", key: .make())
            }
            #expect(refusing?.hasPrefix("You sent this") == true)
            let nothing = try await story.refusal("op_mane") {
                _ = try await $0.confirmCash(sent.id, counted: drams(0), key: .make())
            }
            #expect(nothing == "Counted: if nothing came, refuse the transfer.")
            let reason = try await story.refusal("op_mane") {
                _ = try await $0.refuseCash(sent.id, reason: " ", key: .make())
            }
            #expect(reason == "Reason: must be filled in.")
            // A supervisor frees what a receiver does not answer.
            let freed = try await story.acting("op_aram") {
                try await $0.refuseCash(sent.id, reason: "ill", key: .make())
            }
            #expect(freed.state == .refused)
        }
    }

    @Test func confirmedAndRefusedAtOnceHappensOnce() async throws {
        try await TillStory.run { story in
            try await story.open("op_mane")
            try await story.pay(10_000)
            for _ in 0..<5 {
                let sent = try await story.send(1_000, from: "op_lilit", to: "op_mane")
                let done = await withTaskGroup(of: Bool.self) { group in
                    group.addTask {
                        (try? await story.acting("op_mane") {
                            try await $0.confirmCash(sent.id, counted: drams(990), key: .make())
                        }) != nil
                    }
                    group.addTask {
                        (try? await story.acting("op_aram") {
                            try await $0.refuseCash(sent.id, reason: "x", key: .make())
                        })
                            != nil
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(done == 1)
                try await story.expectExactBooks()
            }
        }
    }
}
