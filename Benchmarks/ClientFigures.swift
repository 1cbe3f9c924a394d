import Glibc
import TerminalEmulator

/// The client as its operator feels it: the real program on a pseudo-terminal. It starts without a database, which it
/// never waits for; everything else is measured connected.
struct ClientFigures {
    let program: String
    let folder: String
    /// What libpq needs to be connected.
    let connected: [String: String]

    private var environment: [String: String] {
        ["HOME": folder, "XDG_STATE_HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "bench"]
    }

    private func open(_ libpq: [String: String], columns: Int, rows: Int) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            program, environment: environment.merging(libpq) { $1 }, columns: columns, rows: rows)
        try terminal.wait(for: "the home screen") { $0.contains("Find:") && $0.contains("F1") }
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) throws {
        terminal.press("C-q")
        _ = try terminal.waitForExit()
    }

    func measure(columns: Int, rows: Int) throws -> [Figure] {
        let size = "\(columns)x\(rows)"
        let start = try startTime(columns: columns, rows: rows)
        let terminal = try open(connected, columns: columns, rows: rows)
        try terminal.wait(for: "the connection") { $0.contains(" connected") }
        try terminal.settle()
        let (key, octets) = try keyTimes(terminal)
        let frames = terminal.idle.frames
        terminal.type(String(repeating: "ab", count: 150))
        try terminal.settle()
        // The answer to the search is painted once; the keys have the other frames.
        let paints = terminal.idle.frames - frames
        let idle = idleOctets(terminal)
        let memory = residentMegabytes(of: terminal.process)
        try leave(terminal)
        return [
            Figure(name: "client start to usable screen, p50, \(size)", value: start, unit: "ms", limit: 40),
            Figure(name: "client key to painted, p50, \(size)", value: key, unit: "ms", limit: 1.5),
            Figure(name: "client octets a typed letter, p50, \(size)", value: octets, unit: "octets", limit: 30),
            Figure(
                name: "client paints for 300 keys at once, \(size)", value: Double(paints), unit: "paints", limit: 3),
            Figure(
                name: "client octets sent in 3 idle seconds, \(size)", value: Double(idle), unit: "octets", limit: 0),
            Figure(name: "client resident memory, \(size)", value: memory, unit: "MB", limit: 35),
        ]
    }

    /// From before the program is executed until its screen can be typed into.
    private func startTime(columns: Int, rows: Int) throws -> Double {
        let nowhere = ["PGHOST": folder, "PGUSER": "op_bench"]
        var times: [Double] = []
        for _ in 0..<15 {
            var terminal: PseudoTerminal?
            times.append(
                try ContinuousClock().measure { terminal = try open(nowhere, columns: columns, rows: rows) }
                    .milliseconds)
            if let terminal { try leave(terminal) }
        }
        return times.median
    }

    /// From a key sent until what it changed on the screen has come, and how many octets that was.
    private func keyTimes(_ terminal: PseudoTerminal) throws -> (milliseconds: Double, octets: Double) {
        var times: [Double] = []
        var octets: [Double] = []
        terminal.type("Armen")
        try terminal.settle()
        for number in 0..<200 {
            let before = terminal.emulator.octets
            let time = ContinuousClock().measure {
                if number.isMultiple(of: 2) { terminal.type("a") } else { terminal.press("BS") }
                while terminal.emulator.octets == before { terminal.pump(milliseconds: 1_000) }
            }
            times.append(time.milliseconds)
            octets.append(Double(terminal.emulator.octets - before))
            try terminal.settle()
        }
        return (times.median, octets.median)
    }

    /// Nothing is typed and nothing happens: not one octet may come. The title's clock changes once a minute, so the
    /// seconds are taken after it did.
    private func idleOctets(_ terminal: PseudoTerminal) -> Int {
        let second = time(nil) % 60
        if second > 55 { sleep(UInt32(61 - second)) }
        terminal.pump(milliseconds: 0)
        let before = terminal.emulator.octets
        let end = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end { terminal.pump(milliseconds: 100) }
        return terminal.emulator.octets - before
    }

    private func residentMegabytes(of process: Int32) -> Double {
        guard let file = fopen("/proc/\(process)/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 200)
        guard fgets(&buffer, 200, file) != nil else { return 0 }
        let fields = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
            separator: " ")
        return fields.count > 1 ? (Double(fields[1]) ?? 0) * 4_096 / 1_048_576 : 0
    }
}
