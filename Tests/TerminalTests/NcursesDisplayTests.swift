import Glibc
import TerminalEmulator
import Testing

@testable import Terminal

/// Pictures through ncurses into a terminal emulator: what is drawn is what is seen.
@Suite(.serialized) @MainActor struct NcursesDisplayTests {
    /// A display whose octets come to a file.
    @MainActor private final class Screen {
        let display: NcursesDisplay
        private let file: UnsafeMutablePointer<FILE>
        private let descriptor: Int32
        private(set) var emulator = TerminalEmulator(columns: 80, rows: 24)

        init(_ options: TerminalOptions = TerminalOptions(), terminal: String = "xterm-256color") throws {
            file = try #require(tmpfile())
            descriptor = fileno(file)
            display = try NcursesDisplay(
                options, terminal: terminal, output: file, input: fopen("/dev/null", "r"))
        }

        private var taken: off_t = 0

        /// Shows the picture; gives the octets that took.
        @discardableResult func show(_ canvas: Canvas) -> [UInt8] {
            display.show(canvas)
            return take()
        }

        func take() -> [UInt8] {
            fflush(file)
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = pread(descriptor, &buffer, buffer.count, taken), count > 0 {
                bytes += buffer[..<count]
                taken += off_t(count)
            }
            emulator.feed(bytes)
            return bytes
        }

        isolated deinit { fclose(file) }
    }

    private static let alphabet: [String] =
        ["a", "b", "7", " ", "Ա", "ք", "Ж", "й", "世", "界", "\u{1F468}", "─", "…", "é"]
        + [
            "\u{301}", "\u{200D}", "\u{202E}", "\u{200B}", "\u{1B}[2J", "\n", "\t", "\u{9B}1A", "\u{1F1E6}", "\u{93F}",
            "\u{915}",
            "\u{FE0F}", "\u{AD}", "\u{7F}", "\u{85}", "\u{FEFF}", "\u{1112}\u{1161}",
        ]

    private func sentence(_ state: inout UInt64, _ length: Int) -> String {
        var text = ""
        for _ in 0..<length {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += Self.alphabet[Int(state >> 33) % Self.alphabet.count]
        }
        return text
    }

    @Test func whateverTextIsDrawnTheTerminalShowsThePicture() throws {
        let screen = try Screen()
        defer { screen.display.leave() }
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for round in 0..<60 {
            var canvas = Canvas(width: 80, height: 24)
            for _ in 0..<40 {
                let text = sentence(&state, 30)
                let style = Style(attributes: round.isMultiple(of: 2) ? .bold : [])
                canvas.put(text, row: Int(state >> 40) % 24, column: Int(state >> 50) % 90 - 5, style: style)
                if round.isMultiple(of: 3) {
                    canvas.fill(row: Int(state >> 41) % 24, column: 9, width: 7, style: .plain)
                }
            }
            canvas.cursor = (row: round % 24, column: round % 80)
            screen.show(canvas)
            for row in 0..<24 {
                let (seen, drawn) = (screen.emulator.screen.line(row), canvas.text(row: row))
                #expect(seen == drawn, "seed \(seed), round \(round), row \(row)")
            }
            #expect(screen.emulator.screen.cursor == (round % 24, round % 80))
            #expect(screen.emulator.bells == 0)
        }
    }

    @Test func onlyWhatDiffersIsSent() throws {
        let screen = try Screen()
        defer { screen.display.leave() }
        var canvas = Canvas(width: 80, height: 24)
        for row in 0..<24 {
            canvas.put("row \(row) of a list with some words in it", row: row, column: 2, style: .plain)
        }
        canvas.put(">", row: 3, column: 0, style: .plain)
        screen.show(canvas)
        canvas.put(" ", row: 3, column: 0, style: .plain)
        canvas.put(">", row: 4, column: 0, style: .plain)
        #expect(screen.show(canvas).count <= 40, "a move of a mark in the gutter")
        #expect(screen.show(canvas).isEmpty)
    }

    @Test func ncursesCountsCellsAsWeDo() throws {
        let screen = try Screen(TerminalOptions(ambiguousWidth: 2))
        defer {
            screen.display.leave()
            CellWidth.chooseAmbiguous(1)
        }
        var canvas = Canvas(width: 80, height: 24)
        canvas.put("Ж─x世yԱz", row: 0, column: 0, style: .plain)
        // If ncurses took a wide one for a narrow one, it would put a blank behind it.
        let sent = String(decoding: screen.show(canvas), as: UTF8.self)
        #expect(sent.contains("Ж─x世yԱz"), "\(sent.debugDescription)")
        #expect(canvas.text(row: 0) == "Ж─x世yԱz" && TextMeasure.marker == "?")
    }

    @Test(
        arguments: [
            ("xterm-256color", nil, ColorDepth.many), ("xterm-256color", .sixteen, .sixteen),
            ("xterm-256color", .mono, .mono),
            ("linux", nil, .eight), ("linux", .many, .eight), ("vt100", nil, .mono), ("xterm-direct", nil, .direct),
            ("xterm-256color", .direct, .direct),
        ] as [(String, ColorDepth?, ColorDepth)])
    func coloursAreAsDeepAsTheTerminalAndAsTheOperatorWants(
        _ terminal: String, _ wanted: ColorDepth?, _ depth: ColorDepth
    ) throws {
        let screen = try Screen(TerminalOptions(colors: wanted), terminal: terminal)
        defer { screen.display.leave() }
        #expect(screen.display.depth == depth)
        #expect(screen.display.functionKeys == (terminal == "vt100" ? 4 : 12))
        var canvas = Canvas(width: 80, height: 24)
        var theme = Theme()
        theme.merge(
            "[palette]\nbad = { rgb = \"#ff8787\", c256 = 210, c16 = \"brightred\" }\n[style]\nbad = { fg = \"bad\" }",
            from: "test")
        canvas.put("red", row: 0, column: 0, style: theme.style("bad", depth: depth))
        screen.show(canvas)
        let color = [
            ColorDepth.mono: -1, .eight: 1, .sixteen: 9, .many: 210, .direct: 256 + 0xFF8787,
        ][depth]
        #expect(screen.emulator.screen.cells[0][0].style.foreground == color)
        #expect(screen.emulator.screen.cells[0][0].style.isBold == (depth == .eight))
    }

    @Test(arguments: ["dumb", "", "no-such-terminal"])
    func aTerminalThatCannotShowAPictureIsRefusedWithASentence(_ terminal: String) {
        do {
            _ = try Screen(terminal: terminal)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(terminal))
        }
    }
}
