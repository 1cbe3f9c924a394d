import OwnThread
import TerminalEmulator
import Testing

/// A profile through the real programs: two operators change it at once, a file goes in and out, technical support only
/// looks.
@Suite(.serialized, .ownThread) struct ProfileWalkTests {
    @Test(.timeLimit(.minutes(5))) func aProfileIsKeptByTwoOperatorsAndSeenByAThird() async throws {
        let system = try RunningSystem()
        defer { system.remove() }
        let anna = try system.open(as: "op_anna")
        let aram = try system.open(as: "op_aram", columns: 120, rows: 40)
        for terminal in [anna, aram] { try open("D-0000007", on: terminal, expecting: "Overview") }

        // Anna adds a phone; Aram's open card shows it without a key, and his selection stays.
        for terminal in [anna, aram] {
            terminal.press("9")
            try terminal.wait(forText: "Contract")
        }
        aram.press("j", "j")
        anna.press("n")
        try anna.wait(forText: "Add what?")
        anna.press("ENTER")
        try anna.wait(forText: "New phone")
        anna.type("010 55-66-77")
        anna.press("TAB")
        anna.type("accountant")
        anna.press("F9")
        try anna.wait(forText: "Added.")
        try aram.wait(forText: "accountant")

        // Both change the same field: the second sees both values, and who and when.
        for terminal in [anna, aram] {
            try terminal.settle()
            terminal.press("<", "e")
            try terminal.wait(forText: "F9 saves")
        }
        for _ in 0..<3 {
            anna.press("TAB")
            aram.press("TAB")
        }
        aram.type("Арам пишет")
        aram.press("F9")
        try aram.wait(forText: "Changed.")
        anna.type("Անին գրում է")
        anna.press("F9")
        try anna.wait(forText: "Aram Petrosyan changed Name in Armenian")
        #expect(anna.screen.contains("Անին գրում է") && anna.screen.contains("Арам пишет"), "\(anna.screen)")
        anna.press("F7")
        anna.press("ESC")
        try anna.settle()

        // A file goes in, is read on the screen, and comes out the same.
        let path = "\(system.folder)/letter.txt"
        system.write("first line\nsecond line of the letter\n", to: path)
        anna.press("0", "a")
        try anna.wait(forText: "TAB completes")
        anna.type(String(path.dropLast(4)))
        anna.press("TAB")
        try anna.wait(forText: "letter.txt")
        anna.press("F9")
        try anna.wait(forText: "letter.txt is kept")
        try anna.settle()
        anna.press("ENTER")
        try anna.wait(forText: "second line of the letter")
        anna.press("w")
        try anna.wait(forText: "Save the file")
        anna.press("C-u")
        anna.type(path)
        anna.press("F9")
        try anna.wait(forText: "is there already")
        anna.press("ENTER", "C-u")
        anna.type("\(path).2")
        anna.press("F9")
        try anna.wait(forText: "Written to")
        #expect(system.text(of: "\(path).2") == "first line\nsecond line of the letter\n")
        anna.press("ESC")
        try anna.settle()
        anna.press("7")
        try anna.wait(forText: "File letter.txt added")

        // Technical support sees the same card, marked, and neither keys nor SQL change anything.
        let sona = try system.open(as: "op_sona")
        try open("D-0000007", on: sona, expecting: "RO")
        sona.press("9", "n", "e", "x")
        try sona.settle()
        #expect(sona.screen.contains("accountant") && !sona.screen.contains("F6 Add"), "\(sona.screen)")
        let refused = system.psql(
            as: "op_sona", "SELECT api.customer_part_save(1, 'phone', NULL, NULL, '{\"number\":\"010556678\"}', 'x')")
        #expect(refused.status != 0 && refused.output.contains("customer.edit"), "\(refused.output)")

        for terminal in [anna, aram, sona] {
            terminal.press("C-q")
            #expect(try terminal.waitForExit(seconds: 30) == 0)
            #expect(terminal.emulator.isClean && terminal.isTerminalSane)
        }
    }

    private func open(_ contract: String, on terminal: PseudoTerminal, expecting words: String) throws {
        terminal.type(contract)
        try terminal.wait(for: "the customer found") { $0.contains("AMD") && $0.contains(contract) }
        try terminal.settle()
        terminal.press("ENTER")
        try terminal.wait(forText: words)
        try terminal.settle()
    }
}
