import OwnThread
import TerminalEmulator
import Testing

/// One operator's day through the real programs: registration to paid service, on the screen.
@Suite(.serialized, .ownThread) struct StoryTests {
    @Test(.timeLimit(.minutes(5))) func aCustomerGoesFromRegistrationToAPaidService() async throws {
        let system = try RunningSystem()
        defer { system.remove() }

        // 1. The demo comes up from nothing. Then it is the spring of 2027.
        let admin = try system.open(as: "op_admin")
        try system.moveClock(to: "2027-03-20")

        // 2. A customer calls, is not there yet, and is registered.
        let anna = try system.open(as: "op_anna")
        try register(on: anna)
        #expect(anna.screen.contains("C-2027-000001"))
        #expect(anna.screen.contains("Survey"))

        // 3. The ticket goes from step to step, once back with a resolution.
        let karen = try system.open(as: "op_karen")
        try openTicket(on: karen)
        karen.press("TAB")
        karen.type("20")
        try push(karen, "F8", expecting: "Port assignment")
        try push(karen, "F8", expecting: "Device hand-over")
        let suren = try system.open(as: "op_suren")
        try openTicket(on: suren)
        try pushBack(suren, comment: "wrong splitter")
        try openTicket(on: karen)
        #expect(karen.screen.contains("wrong splitter"))
        try push(karen, "F8", expecting: "Device hand-over")
        try openTicket(on: suren)
        suren.type("4857-5443-A000-0001")
        suren.press("ENTER")
        try suren.wait(forText: "OK  Huawei HG8245H")
        try suren.settle()
        try push(suren, "F8", expecting: "Activation")
        let aram = try system.open(as: "op_aram")
        try openTicket(on: aram)
        aram.type("ani-net")
        try push(aram, "F8", expecting: "Closed")

        // 4. The daemon charges the first fee, 12 of 31 days, and money stops the service: seen without a key.
        try anna.wait(forText: "-2 322,58")
        try anna.wait(forText: "suspended")

        // 5 and 6. The cashier takes a payment; the open card changes by itself and the service runs again.
        let lilit = try system.open(as: "op_lilit")
        try pay(on: lilit, account: "1000040", amount: "10000")
        try anna.wait(forText: "7 677,42")
        try anna.wait(forText: "active")

        // The next billing days: whole fees, until the money is gone in May.
        try system.moveClock(to: "2027-04-01")
        try anna.wait(forText: "1 677,42")
        try system.moveClock(to: "2027-05-01")
        try anna.wait(forText: "-4 322,58")
        try anna.wait(forText: "suspended")
        try pay(on: lilit, account: "1000040", amount: "20000")
        try anna.wait(forText: "15 677,42")
        try anna.wait(forText: "active")

        // 7. A call arrives by Diameter, twice; it is charged once and stands in the card.
        let line =
            system.run(
                "/usr/bin/psql",
                ["-XAtc", "SELECT identifier FROM catalog.subscription WHERE service_type_id = 2 LIMIT 1"],
                environment: system.superuser
            ).output.split(separator: "\n").first.map(String.init) ?? ""
        // 1 May 2027, 11:00 in Yerevan: 61 seconds to a mobile at 25,00 a minute, the first minute whole.
        let call = "e2e;1,\(line),37477101234,1809154800,61"
        let sent = system.sendCalls([call, call])
        #expect(sent.status == 0, "\(sent.output)")
        #expect(sent.output == "e2e;1 2 2001\ne2e;1 4 2001\ne2e;1 2 2001\ne2e;1 4 2001\n")
        anna.press("F2")
        anna.press("C-u")
        anna.type(line)
        try anna.wait(for: "the customer found") { $0.contains("D-") && $0.contains("AMD") }
        try anna.settle()
        anna.press("ENTER")
        try anna.settle()
        anna.press("8")
        try anna.wait(forText: "25,42")
        let calls = system.psql(
            as: "op_anna", "SELECT count(*), sum(amount) FROM usage.call WHERE session_id = 'e2e;1'")
        #expect(calls.output == "1|2542\n")
        anna.press("7")
        try anna.wait(forText: "Call to 37477101234")
        // The next one appears in the open card by itself, soon after the switch has its answer.
        anna.press("8")
        try anna.settle()
        try await system.sendCall(
            session: "e2e;2", from: line, to: "37410654321", answeredAt: 1_809_155_000, seconds: 125)
        // It rang for nine seconds, which are not charged.
        try anna.wait(for: "the call with its price") { screen in
            screen.text.split(separator: "\n").contains {
                $0.contains("37410654321") && $0.contains("2:05") && $0.contains("15,00")
            }
        }

        // 8. Everything is in the history, with old and new values; a role without a permission cannot act.
        anna.press("F2")
        anna.press("C-u")
        anna.type("C-2027-000001")
        try anna.settle()
        anna.press("ENTER")
        try anna.settle()
        anna.press("7")
        try anna.settle()
        anna.resize(columns: 160, rows: 60)
        try anna.wait(for: "the larger screen") { $0.line(59).contains("F1 Help") }
        for (who, what, values) in [
            ("Anna Karapetyan", "Profile", ""), ("Suren Hakobyan", "Device", "state: in stock -> at"),
            ("Daemon", "Service", "suspended -> active"),
            ("Lilit Grigoryan", "Payment", "balance: -2 322,58 -> 7 677,42"),
            ("Daemon", "Home 50 -6 000,00", "balance: 7 677,42 -> 1 677,42"),
        ] {
            let isThere = anna.screen.text.split(separator: "\n").contains {
                $0.contains(who) && $0.contains(what) && $0.contains(values)
            }
            #expect(isThere, "\(who): \(what), \(values)\n\(anna.screen)")
        }
        #expect(!lilit.screen.contains("F6 New"))
        let refused = system.psql(as: "op_lilit", "SELECT api.customer_register('{}', 'x')")
        #expect(refused.status != 0 && refused.output.contains("Register customers"), "\(refused.output)")
        let proof = system.run(
            "/usr/bin/psql", ["-XAtc", "SELECT count(*) FROM accounts.proof()"], environment: system.superuser)
        #expect(proof.output == "0\n")

        // Leaving stops what was started; removing leaves nothing.
        for terminal in [anna, karen, suren, aram, lilit, admin] {
            terminal.press("C-q")
            #expect(try terminal.waitForExit(seconds: 30) == 0)
            #expect(terminal.emulator.isClean && terminal.isTerminalSane)
        }
        #expect(!system.leavesProcesses)
        #expect(system.remove().status == 0)
    }

    private func register(on anna: PseudoTerminal) throws {
        anna.type("Պետրոսյան Անի")
        try anna.settle()
        anna.press("F6")
        try anna.wait(forText: "New customer")
        // What was typed to find her is in the form, and the cursor stands behind it.
        for (text, tabs) in [
            ("077 55-66-77", 3), ("Երևան", 1), ("Մաշտոցի", 1), ("12", 1), ("7", 3),
        ] {
            anna.type(text)
            for _ in 0..<tabs { anna.press("TAB") }
        }
        try anna.wait(forText: "Home 50")
        try anna.settle()
        anna.press("TAB")
        anna.type("ani-home")
        try anna.settle()
        #expect(anna.screen.contains("2 322,58"), "the first fee is shown before anything is saved")
        anna.press("F9")
        try anna.wait(forText: "Registered")
        try anna.settle()
    }

    /// The last ticket of the operator's queues.
    private func openTicket(on terminal: PseudoTerminal) throws {
        terminal.press("C-t")
        try terminal.wait(forText: "All tickets")
        try terminal.settle()
        terminal.press("F5")
        try terminal.settle()
        terminal.press("END")
        terminal.press("ENTER")
        try terminal.wait(forText: "Պետրոսյան Անի")
        try terminal.settle()
    }

    /// Pushes with the first resolution.
    private func push(_ terminal: PseudoTerminal, _ key: String, expecting step: String) throws {
        try terminal.settle()
        terminal.press(key)
        try terminal.wait(forText: "ENTER does it")
        terminal.press(key)
        try terminal.wait(for: "the ticket's next step") {
            $0.contains("the ticket is now") || $0.contains("the ticket is finished")
        }
        try terminal.settle()
        #expect(terminal.screen.contains(step), "\(terminal.screen)")
    }

    private func pushBack(_ terminal: PseudoTerminal, comment: String) throws {
        terminal.press("F7")
        try terminal.wait(forText: "ENTER does it")
        terminal.type(comment)
        try terminal.settle()
        terminal.press("F7")
        try terminal.wait(forText: "the ticket is now")
        try terminal.settle()
    }

    private func pay(on terminal: PseudoTerminal, account: String, amount: String) throws {
        terminal.press("F2", "C-u")
        terminal.type("$ \(account) \(amount)")
        terminal.press("ENTER")
        try terminal.wait(forText: "ENTER checks the figures")
        try terminal.settle()
        terminal.press("ENTER")
        try terminal.wait(forText: "ENTER posts")
        try terminal.settle()
        terminal.press("ENTER")
        try terminal.wait(forText: "Receipt")
        try terminal.settle()
    }
}
