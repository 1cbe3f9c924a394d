import Glibc
import TerminalEmulator

/// The client as its operator feels it: the real program on a pseudo-terminal, without a database, which it never
/// waits for.
struct ClientFigures {
    let program: String
    let folder: String

    private var environment: [String: String] {
        [
            "HOME": folder, "XDG_STATE_HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PGHOST": folder,
            "PGUSER": "op_bench", "USER": "bench",
        ]
    }

    private func open(columns: Int, rows: Int) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(program, environment: environment, columns: columns, rows: rows)
        try terminal.wait(for: "the home screen") { $0.contains("Find:") && $0.contains("F1") }
        return terminal
    }

    func measure(columns: Int, rows: Int) throws -> [Figure] {
        let size = "\(columns)x\(rows)"
        let clock = ContinuousClock()
        var starts: [Double] = []
        for _ in 0..<15 {
            var terminal: PseudoTerminal?
            starts.append(try clock.measure { terminal = try open(columns: columns, rows: rows) }.milliseconds)
            terminal?.press("C-q")
            _ = try terminal?.waitForExit()
        }
        let terminal = try open(columns: columns, rows: rows)
        try terminal.wait(forText: "cannot be reached")
        terminal.type("x")
        try terminal.settle()
        var keys: [Double] = []
        var octets: [Double] = []
        for number in 0..<200 {
            let before = terminal.emulator.octets
            keys.append(
                try clock.measure {
                    if number.isMultiple(of: 2) { terminal.type("a") } else { terminal.press("BS") }
                    try terminal.settle()
                }.milliseconds)
            octets.append(Double(terminal.emulator.octets - before))
        }
        let frames = terminal.idle.frames
        terminal.type(String(repeating: "ab", count: 150))
        try terminal.settle()
        let paints = terminal.idle.frames - frames
        let quiet = terminal.emulator.octets
        // Nothing is typed and nothing happens: not one octet may come.
        let end = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end { terminal.pump(milliseconds: 100) }
        let idle = terminal.emulator.octets - quiet
        let memory = residentMegabytes(of: terminal.process)
        terminal.press("C-q")
        _ = try terminal.waitForExit()
        return [
            Figure(name: "client start to usable screen, p50, \(size)", value: starts.median, unit: "ms", limit: 40),
            Figure(name: "client key to painted and idle, p50, \(size)", value: keys.median, unit: "ms", limit: 1.5),
            Figure(name: "client octets a typed letter, p50, \(size)", value: octets.median, unit: "octets", limit: 30),
            Figure(
                name: "client paints for 300 keys at once, \(size)", value: Double(paints), unit: "paints", limit: 3),
            Figure(
                name: "client octets sent in 3 idle seconds, \(size)", value: Double(idle), unit: "octets", limit: 0),
            Figure(name: "client resident memory, \(size)", value: memory, unit: "MB", limit: 35),
        ]
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
