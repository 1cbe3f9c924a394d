import Glibc
import TerminalEmulator

/// The client as its operator feels it: the real program on a pseudo-terminal, times and octets of each action against
/// the goals of the field. It starts without a database, which it never waits for; everything else is measured
/// connected.
struct ClientFigures {
    let program: String
    let folder: String
    /// What libpq needs to be connected.
    let connected: [String: String]

    var environment: [String: String] {
        [
            "HOME": folder, "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder + "/config", "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8", "USER": "bench",
        ]
    }

    func open(_ libpq: [String: String], columns: Int, rows: Int) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            program, environment: environment.merging(libpq) { $1 }, columns: columns, rows: rows)
        try terminal.wait(for: "the home screen") { $0.contains("Find:") && $0.contains("F1") }
        return terminal
    }

    func openConnected(columns: Int, rows: Int) throws -> PseudoTerminal {
        let terminal = try open(connected, columns: columns, rows: rows)
        try terminal.wait(for: "the connection") { $0.contains(" connected") }
        try terminal.settle()
        return terminal
    }

    func leave(_ terminal: PseudoTerminal) throws {
        terminal.press("C-q")
        _ = try terminal.waitForExit()
    }

    func measure(columns: Int, rows: Int) throws -> [Figure] {
        let size = "\(columns)x\(rows)"
        let isSmall = columns == 80
        var figures = try start(size, columns: columns, rows: rows)
        let terminal = try openConnected(columns: columns, rows: rows)
        figures += try typing(terminal, size)
        figures += try moves(terminal, size, selection: "gutter", limit: 80)
        figures += try page(terminal, size, limit: isSmall ? 2_048 : 9_216)
        figures += try dialog(terminal, size)
        figures += whole(terminal, size, limit: isSmall ? 4_300 : 14_336)
        figures += try burst(terminal, size)
        figures += resize(terminal, size, columns, rows)
        figures += try scan(terminal, size)
        let idle = terminal.idleness(seconds: 3)
        figures += [
            Figure(name: "client octets sent in 3 idle seconds, \(size)", value: idle.octets, unit: "octets", limit: 0),
            Figure(
                name: "client processor time an idle second, \(size)", value: idle.milliseconds / 3, unit: "ms",
                limit: 2),
            Figure(
                name: "client resident memory, \(size)", value: terminal.residentMegabytes, unit: "MB", limit: 35),
        ]
        try leave(terminal)
        // The same moves with a bar, which is the user's own wish.
        setSelection("bar")
        defer { setSelection(nil) }
        let barred = try openConnected(columns: columns, rows: rows)
        figures += try moves(barred, size, selection: "bar", limit: 350)
        try leave(barred)
        setSelection(nil)
        return try figures + slowLine(size, columns: columns, rows: rows)
    }

    // MARK: Actions

    /// From before the program is executed until its screen can be typed into.
    private func start(_ size: String, columns: Int, rows: Int) throws -> [Figure] {
        let nowhere = ["PGHOST": folder, "PGUSER": "op_bench"]
        var times: [Double] = []
        var octets: [Double] = []
        for _ in 0..<100 {
            var terminal: PseudoTerminal?
            times.append(
                try ContinuousClock().measure { terminal = try open(nowhere, columns: columns, rows: rows) }
                    .milliseconds)
            if let terminal {
                octets.append(Double(terminal.emulator.octets))
                try leave(terminal)
            }
        }
        return [
            Figure(name: "client start to usable screen, p50, \(size)", value: times.median, unit: "ms", limit: 40),
            Figure(
                name: "client start to usable screen, p99, \(size)", value: times.share(99), unit: "ms", limit: 120),
            Figure(
                name: "client octets of the first screen, \(size)", value: octets.median, unit: "octets",
                limit: 4_300),
        ]
    }

    private func typing(_ terminal: PseudoTerminal, _ size: String) throws -> [Figure] {
        terminal.type("Armen")
        try terminal.settle()
        let typed = (0..<400).map { number in
            terminal.react { if number % 2 == 0 { terminal.type("a") } else { terminal.press("BS") } }
        }
        try terminal.settle()
        let painted = typed.map(\.milliseconds)
        return [
            Figure(name: "client key to painted, p50, \(size)", value: painted.median, unit: "ms", limit: 1.5),
            Figure(name: "client key to painted, p99, \(size)", value: painted.share(99), unit: "ms", limit: 10),
            Figure(
                name: "client octets a typed letter, p50, \(size)", value: typed.map(\.octets).median,
                unit: "octets", limit: 30),
        ]
    }

    /// Many customers are listed, and the selection goes from one to the next.
    func list(_ terminal: PseudoTerminal) throws {
        terminal.press("F2", "C-u")
        terminal.type("a")
        try terminal.settle()
    }

    private func moves(
        _ terminal: PseudoTerminal, _ size: String, selection: String, limit: Double
    ) throws -> [Figure] {
        try list(terminal)
        let move = terminal.reactions(60, to: [{ terminal.press("DOWN") }, { terminal.press("UP") }])
        try terminal.settle()
        return [
            Figure(
                name: "client octets a list move, \(selection), \(size)", value: move.octets, unit: "octets",
                limit: limit),
            Figure(
                name: "client list move, \(selection), p50, \(size)", value: move.milliseconds, unit: "ms", limit: 1.5),
        ]
    }

    /// Through a list of hundreds: a line beyond the last one seen, and pages.
    private func page(_ terminal: PseudoTerminal, _ size: String, limit: Double) throws -> [Figure] {
        for key in ["PGDN", "PGDN", "PGDN", "PGUP", "PGUP", "PGUP"] {
            terminal.press(key)
            try terminal.settle()
        }
        for _ in 0..<terminal.screen.rows { terminal.press("DOWN") }
        try terminal.settle()
        let scroll = terminal.reactions(20, to: [{ terminal.press("DOWN") }])
        terminal.press("PGUP", "PGUP")
        try terminal.settle()
        var pages: [Reaction] = []
        for _ in 0..<4 {
            pages.append(terminal.react { terminal.press("PGDN") })
            try terminal.settle()
        }
        return [
            Figure(name: "client octets a line scrolled, \(size)", value: scroll.octets, unit: "octets", limit: 400),
            Figure(
                name: "client octets a page, \(size)", value: pages.map(\.octets).median, unit: "octets", limit: limit),
            Figure(name: "client page, p50, \(size)", value: pages.map(\.milliseconds).median, unit: "ms", limit: 5),
        ]
    }

    private func dialog(_ terminal: PseudoTerminal, _ size: String) throws -> [Figure] {
        var opening: [Double] = []
        var closing: [Double] = []
        for _ in 0..<20 {
            opening.append(terminal.react { terminal.press("C-p") }.octets)
            closing.append(terminal.react { terminal.press("ESC") }.milliseconds)
            try terminal.settle()
        }
        return [
            Figure(
                name: "client octets the menu opens with, \(size)", value: opening.median, unit: "octets", limit: 900),
            Figure(name: "client ESC closes it after, p50, \(size)", value: closing.median, unit: "ms", limit: 35),
        ]
    }

    private func whole(_ terminal: PseudoTerminal, _ size: String, limit: Double) -> [Figure] {
        let paint = terminal.reactions(10, to: [{ terminal.press("C-l") }])
        return [
            Figure(
                name: "client octets a whole repaint, \(size)", value: paint.octets, unit: "octets", limit: limit),
            Figure(name: "client whole repaint, p50, \(size)", value: paint.milliseconds, unit: "ms", limit: 10),
        ]
    }

    private func burst(_ terminal: PseudoTerminal, _ size: String) throws -> [Figure] {
        terminal.press("F2", "C-u")
        try terminal.settle()
        let frames = terminal.idle.frames
        let reaction = terminal.react { terminal.type(String(repeating: "ab", count: 150)) }
        try terminal.settle()
        // The answer to the search is painted once; the keys have the other frames.
        return [
            Figure(
                name: "client paints for 300 keys at once, \(size)", value: Double(terminal.idle.frames - frames),
                unit: "paints", limit: 3),
            Figure(name: "client 300 keys at once, \(size)", value: reaction.milliseconds, unit: "ms", limit: 50),
            Figure(
                name: "client octets for 300 keys at once, \(size)", value: reaction.octets, unit: "octets",
                limit: 8_600),
        ]
    }

    private func resize(_ terminal: PseudoTerminal, _ size: String, _ columns: Int, _ rows: Int) -> [Figure] {
        let change = terminal.reactions(
            10, quietFor: 25,
            to: [
                { terminal.resize(columns: columns + 20, rows: rows + 6) },
                { terminal.resize(columns: columns, rows: rows) },
            ])
        return [Figure(name: "client resize, p50, \(size)", value: change.milliseconds, unit: "ms", limit: 30)]
    }

    /// Scans of new devices, each with its suffix, into a receipt: until the last octet of what it painted.
    private func scan(_ terminal: PseudoTerminal, _ size: String) throws -> [Figure] {
        terminal.press("C-u", "C-r")
        try terminal.wait(forText: "1 Scan")
        try terminal.settle()
        terminal.press("F6")
        try terminal.wait(forText: "What is it?")
        terminal.type("rec")
        terminal.press("ENTER")
        try terminal.settle()
        terminal.press("F9")
        try terminal.wait(forText: "READY")
        try terminal.settle()
        var reactions: [Reaction] = []
        for number in 0..<20 {
            // Others on each size: its receipts stay drafts.
            let own = Int32(number + 20 * terminal.screen.columns)
            let serial = "HWTC" + String(0x1000_0000 + getpid() % 0xFFFF * 4_096 + own, radix: 16).uppercased()
            reactions.append(terminal.react(quietFor: 60) { terminal.type(serial + "\r") })
            try terminal.settle()
        }
        terminal.press("F3")
        try terminal.settle()
        terminal.press("F3")
        try terminal.settle()
        return [
            Figure(
                name: "client octets a scan, p50, \(size)", value: reactions.map(\.octets).median, unit: "octets",
                limit: 600),
            Figure(
                name: "client scan to painted, p50, \(size)", value: reactions.map(\.milliseconds).median, unit: "ms",
                limit: 100),
        ]
    }

    // MARK: The user's theme

    private func setSelection(_ selection: String?) {
        let own = folder + "/config/bcrm"
        guard let selection else {
            unlink(own + "/theme.toml")
            return
        }
        mkdir(folder + "/config", 0o755)
        mkdir(own, 0o755)
        guard let file = fopen(own + "/theme.toml", "w") else { return }
        fputs("[meta]\nname = \"own\"\nselection = \"\(selection)\"\n", file)
        fclose(file)
    }
}
