import Glibc
import TerminalEmulator

/// What only shows on a bad line, with a server far away, with many customers, or after hours.
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

    // MARK: A server far away, and many customers

    /// With the database 20 ms away: the screen is there at once, who is signed in and what waits follows.
    func distance() throws -> [Figure] {
        let distant = DistantServer(
            folder: folder + "/distant", server: connected["PGHOST"] ?? "", milliseconds: 10)
        distant.start()
        defer { distant.stop() }
        var screens: [Double] = []
        var filled: [Double] = []
        for _ in 0..<10 {
            let begun = ContinuousClock.now
            let terminal = try open(
                connected.merging(["PGHOST": distant.folder]) { $1 }, columns: 80, rows: 24)
            screens.append((ContinuousClock.now - begun).milliseconds)
            // The title has who it is and what the connection is, the screen what this operator may begin.
            try terminal.wait(for: "what the operator may begin") {
                $0.contains(" connected") && $0.contains("Bench Operator") && $0.contains("any action by its name")
            }
            filled.append((ContinuousClock.now - begun).milliseconds)
            try terminal.settle()
            try leave(terminal)
        }
        return [
            Figure(name: "client start, database 20 ms away, p50", value: screens.median, unit: "ms", limit: 40),
            Figure(name: "client filled, database 20 ms away, p50", value: filled.median, unit: "ms", limit: 300),
        ]
    }

    /// Customers by their contract, one after the other, from ENTER on.
    func cards(of customers: Int) throws -> [Figure] {
        let terminal = try openConnected(columns: 80, rows: 24)
        var cards: [Reaction] = []
        for number in 0..<100 {
            let digits = String(1 + number * 7_919 % customers)
            terminal.press("F2", "C-u")
            terminal.type("D-" + String(repeating: "0", count: 7 - digits.count) + digits)
            try terminal.settle()
            cards.append(terminal.react(quietFor: 40) { terminal.press("ENTER") })
            try terminal.settle()
        }
        try leave(terminal)
        let filled = cards.map(\.milliseconds).sorted()
        return [
            Figure(
                name: "client ENTER to the frame of a card, \(customers / 1_000) k", value: cards.map(\.first).median,
                unit: "ms", limit: 10),
            Figure(
                name: "client ENTER to the card filled, p95, \(customers / 1_000) k", value: filled[94], unit: "ms",
                limit: 150),
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
