import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// Ten thousand keys that nobody planned, at several sizes: the client lives, its memory stays, and what it painted bit
/// by bit is what it paints whole.
@Suite(.serialized, .ownThread, .sharedDemo) struct SoakTests {
    private static let sizes = [(80, 24), (120, 40), (200, 60), (81, 25), (80, 24), (20, 5), (132, 43)]
    private static let keys = [
        "ENTER", "ENTER", "ESC", "TAB", "S-TAB", "UP", "DOWN", "DOWN", "LEFT", "RIGHT", "HOME", "END", "PGUP", "PGDN",
        "BS", "DEL", "INS", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F12", "C-p", "C-t", "C-r", "C-y",
        "C-o", "C-u", "C-w", "C-k", "C-a", "C-e", "C-s", "C-x", "C-g", "C-b", "C-f", "M-d", "M-s", "M-t", "M-r", "M-g",
        "M-u", "M-w", "M-1", "M-5", "M-8", "SPACE", "C-c", "C-\\", "C-]",
    ]
    private static let texts = [
        "a", "1", "5", "j", "k", "p", "y", "/", ":", "#1", "$", "@", "!", "Պ", "petr", "1000001 500", "日本", "e\u{301}",
        "\u{202E}", "\u{1B}[999;999H", "\u{1B}]0;x\u{7}", "\u{1B}[<0;1;1M", "\u{1B}[I", "\u{FF}",
    ]

    @Test(.timeLimit(.minutes(5)), arguments: ["op_anna", "op_lilit"])
    func tenThousandKeysLeaveTheClientAlive(_ login: String) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        let system = try SharedDemo.system
        // The keys find their way to "write it in an editor" as well: one that leaves at once.
        let editor = ["VISUAL": "true"]
        var client = try system.client(as: login, environment: editor)
        var keys = 0
        var starts = 1
        var firstMemory = 0
        var largest = 0
        var round = 0
        while keys < 5_000 {
            round += 1
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                keys += 1
                if Int.random(in: 0..<12, using: &random) == 0 {
                    bytes += Array((Self.texts.randomElement(using: &random) ?? "").utf8)
                } else {
                    bytes += KeyBytes.bytes(
                        of: Self.keys.randomElement(using: &random) ?? "ESC",
                        application: client.emulator.areCursorKeysApplication)
                }
            }
            client.send(bytes)
            if Int.random(in: 0..<8, using: &random) == 0 {
                client.paste("pasted \u{1B}[31m\n\(round)\t\u{0}x")
            }
            if round.isMultiple(of: 10) {
                let (columns, rows) = Self.sizes.randomElement(using: &random) ?? (80, 24)
                client.resize(columns: columns, rows: rows)
            }
            try client.settleOrEnd()
            if client.hasEnded {
                // The menu and the question at the end let even nobody's keys leave; never in another way.
                let status = try client.waitForExit()
                try #require(status == 0, "seed \(seed), key \(keys): it ended with \(status)\n\(client.screen)")
                #expect(client.emulator.isClean && client.isTerminalSane)
                client = try system.client(as: login, environment: editor)
                starts += 1
                firstMemory = 0
                continue
            }
            let memory = client.residentMegabytes
            if firstMemory == 0 { firstMemory = memory }
            largest = max(largest, memory - firstMemory)
            if round.isMultiple(of: 5) { try compare(client, "seed \(seed), key \(keys)") }
        }
        // Less than a megabyte for every thousand keys, and some that every screen needs once.
        #expect(largest < 30, "seed \(seed): it grew by \(largest) MB")
        client.signal(SIGTERM)
        #expect(try client.waitForExit() == 128 + SIGTERM)
        #expect(client.emulator.isClean && client.isTerminalSane)
    }

    /// Painted whole the screen is what it was, cell by cell with its styles; but for the title, whose clock goes on, and
    /// the message, which the key takes away.
    private func compare(_ client: PseudoTerminal, _ place: String) throws {
        let before = client.screen
        client.press("C-l")
        try client.settleOrEnd()
        guard !client.hasEnded else { return }
        let after = client.screen
        // A message may take three rows; where none went, all rows are compared.
        let last = before.rows - 2
        let hadMessage = last > 0 && before.cells[last] != after.cells[last]
        let differing = (1..<max(before.rows, 1)).filter { row in
            !(hadMessage && (last - 2...last).contains(row)) && before.cells[row] != after.cells[row]
        }
        #expect(
            differing.isEmpty || before.rows < 24 || before.columns < 80,
            "\(place): rows \(differing) of what was painted bit by bit:\n\(before.text)\nand whole:\n\(after.text)")
    }
}

/// Numbers that come again with the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension PseudoTerminal {
    /// What the program holds of the machine's memory; 0 when it is gone.
    var residentMegabytes: Int {
        guard let file = fopen("/proc/\(process)/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 200)
        guard fgets(&buffer, 200, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 >> 20 : 0
    }
}
