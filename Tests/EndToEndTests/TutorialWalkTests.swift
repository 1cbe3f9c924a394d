import OwnThread
import TerminalEmulator
import Testing

/// The guided first hour, from its first step to its last, through the real programs.
@Suite(.serialized, .ownThread) struct TutorialWalkTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func open() throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            system.program("bcrm"), ["tutorial", "--customers", "300"], environment: system.environment, columns: 80,
            rows: 24)
        try terminal.wait(for: "the client to be connected", seconds: 60) { $0.contains(" connected") }
        try terminal.settle()
        return terminal
    }

    @Test(.timeLimit(.minutes(4))) func theWholeFirstHourIsDoneByWhatItSays() throws {
        defer { system.remove() }
        let terminal = try open()
        func at(_ step: String) throws { try terminal.wait(forText: step, seconds: 20) }
        func press(_ keys: String..., then step: String) throws {
            for key in keys {
                if key.count > 1, key.first == "'" {
                    terminal.type(String(key.dropFirst()))
                } else {
                    terminal.press(key)
                }
                try terminal.settle()
            }
            try at(step)
        }
        try at("1 Find a customer 1/3: F2 goes to the line at the top")
        try press("F2", "'pet", then: "1 Find a customer 2/3")
        try press("DOWN", then: "1 Find a customer 3/3")
        try press("UP", "ENTER", then: "2 Read the card 1/3")
        try press("2", then: "2 Read the card 2/3")
        try press("4", then: "2 Read the card 3/3")
        try press("1", then: "3 Take a payment 2/5: F8 takes a payment")
        try press("F8", then: "3 Take a payment 3/5")
        try press("'1000", "ENTER", then: "3 Take a payment 4/5")
        try press("ENTER", then: "3 Take a payment 5/5")

        // Left in the middle, it goes on where it was.
        terminal.press("C-q")
        #expect(try terminal.waitForExit(seconds: 30) == 0)
        let again = try open()
        defer { again.press("C-q") }
        func next(_ keys: String..., then step: String) throws {
            for key in keys {
                if key.count > 1, key.first == "'" { again.type(String(key.dropFirst())) } else { again.press(key) }
                try again.settle()
            }
            try again.wait(forText: step, seconds: 20)
        }
        try next("F2", "'pet", then: "4 Open a ticket and push it 1/6")
        try next("ENTER", then: "4 Open a ticket and push it 2/6")
        try next("F6", then: "4 Open a ticket and push it 3/6")
        try next("TAB", "'learners-net", "F9", then: "4 Open a ticket and push it 4/6")
        try next("TAB", "'20", "F8", then: "4 Open a ticket and push it 5/6")
        try next("ENTER", then: "4 Open a ticket and push it 6/6")
        try next("C-t", then: "5 Change a tariff 1/5")
        try next("F2", "C-u", "'pet", "ENTER", then: "5 Change a tariff 2/5")
        try next("2", then: "5 Change a tariff 3/5")
        try next("F4", then: "5 Change a tariff 4/5")
        try next("TAB", "'better-net", "F9", then: "5 Change a tariff 5/5")
        try next("y", then: "6 Scan a device 1/4")
        try next("C-r", then: "6 Scan a device 2/4")
        try next("F6", "ENTER", then: "6 Scan a device 3/4")
        try next("F9", then: "6 Scan a device 4/4")
        try next("'HWTC7E570001", "ENTER", then: "7 Find everything else 1/4")
        try next("F12", then: "7 Find everything else 2/4")
        try next("'tick", then: "7 Find everything else 3/4")
        try next("ESC", "F1", then: "7 Find everything else 4/4")
        try next("M-l", then: "Help")
        #expect(!again.screen.contains("7 Find everything else"))
    }
}
