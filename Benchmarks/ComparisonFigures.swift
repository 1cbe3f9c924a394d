import Glibc
import TerminalEmulator

/// The same actions of programs that people love, measured in the same run on the same terminal: mc on a folder of two
/// thousand files, mutt on a mailbox of five thousand messages. One that is not installed is left out with a word.
struct ComparisonFigures {
    let folder: String

    private struct Program {
        let name: String
        let path: String
        let arguments: [String]
        /// On the screen once it can be used.
        let ready: String
        let leaves: [String]
    }

    func measure(columns: Int, rows: Int) throws -> [Figure] {
        try prepare()
        let programs = [
            Program(
                name: "mc", path: "/usr/bin/mc", arguments: ["-u", "-d", folder + "/files", folder + "/files"],
                ready: "file-0000", leaves: ["F10", "ENTER"]),
            Program(
                name: "mutt", path: "/usr/bin/mutt",
                arguments: ["-n", "-F", "/dev/null", "-R", "-f", folder + "/mailbox"], ready: "Message 5000",
                leaves: ["x"]),
        ]
        var figures: [Figure] = []
        for program in programs {
            guard access(program.path, X_OK) == 0 else {
                let words = Array("\(program.name) is not installed: nothing to compare with.\n".utf8)
                _ = words.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
                continue
            }
            figures += try measure(program, columns: columns, rows: rows)
        }
        return figures
    }

    private func open(_ program: Program, columns: Int, rows: Int) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            program.path, program.arguments,
            environment: ["HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "bench"],
            columns: columns, rows: rows)
        try terminal.wait(forText: program.ready)
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal, _ program: Program) throws {
        for key in program.leaves where !terminal.hasEnded { _ = terminal.react { terminal.press(key) } }
        terminal.signal(SIGKILL)
        _ = try terminal.waitForExit()
    }

    private func measure(_ program: Program, columns: Int, rows: Int) throws -> [Figure] {
        let size = "\(columns)x\(rows)"
        var starts: [Double] = []
        for _ in 0..<5 {
            var terminal: PseudoTerminal?
            starts.append(
                try ContinuousClock().measure { terminal = try open(program, columns: columns, rows: rows) }
                    .milliseconds)
            if let terminal { try leave(terminal, program) }
        }
        let terminal = try open(program, columns: columns, rows: rows)
        _ = terminal.react(quietFor: 200) {}
        let move = terminal.reactions(60, to: [{ terminal.press("DOWN") }, { terminal.press("UP") }])
        let page = terminal.reactions(20, to: [{ terminal.press("PGDN") }, { terminal.press("PGUP") }])
        let paint = terminal.reactions(10, to: [{ terminal.press("C-l") }])
        let keys = Array(repeating: KeyBytes.bytes(of: "DOWN", application: true), count: 300).flatMap(\.self)
        let burst = terminal.react(quietFor: 40) { terminal.send(keys) }
        let memory = terminal.residentMegabytes
        try leave(terminal, program)
        let name = { (what: String) in "\(program.name) \(what), \(size)" }
        return [
            Figure(name: name("start to usable screen, p50"), value: starts.median, unit: "ms"),
            Figure(name: name("octets a list move"), value: move.octets, unit: "octets"),
            Figure(name: name("list move, p50"), value: move.milliseconds, unit: "ms"),
            Figure(name: name("octets a page"), value: page.octets, unit: "octets"),
            Figure(name: name("page, p50"), value: page.milliseconds, unit: "ms"),
            Figure(name: name("octets a whole repaint"), value: paint.octets, unit: "octets"),
            Figure(name: name("octets for 300 keys at once"), value: burst.octets, unit: "octets"),
            Figure(name: name("300 keys at once"), value: burst.milliseconds, unit: "ms"),
            Figure(name: name("resident memory"), value: memory, unit: "MB"),
        ]
    }

    // MARK: What they show

    private func prepare() throws {
        let files = folder + "/files"
        guard access(files, F_OK) != 0 else { return }
        mkdir(files, 0o755)
        for number in 0..<2_000 {
            write("x", to: "\(files)/file-\(padded(number, 4))-\(number.hashedWord)")
        }
        var mailbox = ""
        for number in 1...5_000 {
            mailbox += """
                From bench@example.org Mon Mar  1 12:00:00 2027
                From: Sender \(number.hashedWord) <bench@example.org>
                Date: Mon, 1 Mar 2027 12:00:00 +0400
                Message-ID: <\(number)@example.org>
                Subject: Message \(padded(number, 4)) \((number * 7).hashedWord)
                Status: RO

                text


                """
        }
        write(mailbox, to: folder + "/mailbox")
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(width - String(number).count, 0)) + String(number)
    }

    private func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }
}

extension Int {
    /// A word that differs from its neighbours' in most letters, the same every time.
    fileprivate var hashedWord: String {
        var state = UInt64(truncatingIfNeeded: self) &* 0x9E37_79B9_7F4A_7C15
        return String(
            (0..<8).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Character(Unicode.Scalar(UInt8(97 + (state >> 33) % 26)))
            })
    }
}
