import Glibc
import TerminalEmulator

/// What only shows on a bad line, or after hours.
extension ClientFigures {
    // MARK: A slow line

    /// A line over which 300 ms go there and back and 4,096 octets a second come (32 kbit/s): when the last octet of what
    /// the client wrote is there, worked out from when it wrote each. Nothing holds the client up: sshd takes all it
    /// writes, and the line carries it later.
    private struct SlowLine {
        static let octetsPerSecond = 4_096.0
        static let roundTrip = 300.0

        private(set) var isFreeAt: Double?

        mutating func carry(_ octets: Int, writtenAt moment: Double) {
            isFreeAt = max(isFreeAt ?? moment, moment) + Double(octets) / Self.octetsPerSecond * 1_000
        }

        /// Milliseconds until it is seen, from a moment on.
        func seen(since moment: Double) -> Double { (isFreeAt ?? moment) - moment + Self.roundTrip }
    }

    /// Notes what comes over the line, until the program has been quiet for a while.
    private func listen(
        _ terminal: PseudoTerminal, _ line: inout SlowLine, since begun: ContinuousClock.Instant, quiet: Int32
    ) {
        var seen = terminal.emulator.octets
        while terminal.pump(milliseconds: quiet) {
            guard terminal.emulator.octets > seen else { continue }
            line.carry(terminal.emulator.octets - seen, writtenAt: (ContinuousClock.now - begun).milliseconds)
            seen = terminal.emulator.octets
        }
    }

    func slowLine(_ size: String, columns: Int, rows: Int) throws -> [Figure] {
        let begun = ContinuousClock.now
        var home = SlowLine()
        let terminal = try PseudoTerminal(
            program, environment: environment.merging(connected) { $1 }, columns: columns, rows: rows)
        home.carry(terminal.emulator.octets, writtenAt: 0)
        listen(terminal, &home, since: begun, quiet: 400)
        try terminal.settle()
        try list(terminal)
        // The key repeats 20 times a second.
        var moves = SlowLine()
        var last = 0.0
        let start = ContinuousClock.now
        for _ in 0..<10 {
            last = (ContinuousClock.now - start).milliseconds
            terminal.press("DOWN")
            listen(terminal, &moves, since: start, quiet: 50)
        }
        listen(terminal, &moves, since: start, quiet: 400)
        try leave(terminal)
        return [
            Figure(
                name: "client home screen over 300 ms and 32 kbit/s, \(size)", value: home.seen(since: 0), unit: "ms",
                limit: 2_000),
            Figure(
                name: "client 10 moves seen after the last, such a line, \(size)", value: moves.seen(since: last),
                unit: "ms", limit: 1_500),
        ]
    }

    // MARK: Hours

    /// An hour of work is 6,000 keys: customers looked for and opened, their tabs, tickets, the palette, help. What the
    /// client holds after two such hours more than after a quarter of one.
    func hours() throws -> [Figure] {
        let terminal = try openConnected(columns: 80, rows: 24)
        let keysOfHour = 6_000
        var keys = try work(terminal, keys: keysOfHour / 4, from: 0)
        let before = terminal.residentMegabytes
        keys = try work(terminal, keys: keysOfHour * 2, from: keys)
        let after = terminal.residentMegabytes
        terminal.press("F12")
        try leave(terminal)
        return [
            Figure(
                name: "client memory more after an hour's 6,000 keys", value: max(after - before, 0) / 2, unit: "MB",
                limit: 1)
        ]
    }

    /// Works until so many keys more were pressed; how many were pressed in all.
    private func work(_ terminal: PseudoTerminal, keys: Int, from done: Int) throws -> Int {
        let names = ["petros", "arm", "sargs", "anna", "hak", "gri", "mar", "kar"]
        let tabs = ["2", "3", "4", "5", "6", "7", "8", "1"]
        var pressed = 0
        while pressed < keys {
            let name = names[(done + pressed) % names.count]
            terminal.press("F2", "C-u")
            terminal.type(name)
            try terminal.settle()
            let moves = (done + pressed) % 7
            for _ in 0..<moves { terminal.press("DOWN") }
            terminal.press("ENTER")
            try terminal.settle()
            for tab in tabs {
                terminal.press(tab, "DOWN")
                try terminal.settle()
            }
            terminal.press("F1", "PGDN", "ESC", "C-p", "DOWN", "ESC")
            try terminal.settle()
            terminal.press("ESC", "C-t", "DOWN", "ENTER")
            try terminal.settle()
            terminal.press("ESC", "ESC")
            try terminal.settle()
            pressed += 2 + name.count + moves + 1 + tabs.count * 2 + 6 + 6
        }
        return done + pressed
    }
}
