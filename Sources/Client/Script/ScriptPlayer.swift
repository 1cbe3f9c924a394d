import Terminal

/// Goes through a script: a value without a clock or a screen of its own. It is asked again and again what is next; a
/// step is given only when nothing that an earlier one started is still under way, so nothing has to be waited for by
/// the clock.
struct ScriptPlayer {
    enum Action: Equatable {
        case input([InputEvent])
        case resize(columns: Int, rows: Int)
        /// The settled screen goes out.
        case dump(String)
        /// Ask again when something has changed, and after so many milliseconds at the latest.
        case wait(milliseconds: Int)
        case finished
        /// What was expected of which line, in a sentence.
        case failed(String)
    }

    private let lines: [Script.Line]
    private let name: String
    private var position = 0
    /// Milliseconds that a step may take.
    private var limit: Int
    /// When the present step was first asked for.
    private var since: UInt64?

    /// - Parameter name: what the script is called in sentences: its file.
    init(_ script: Script, name: String, seconds: Int = 10) {
        lines = script.lines
        self.name = name
        limit = seconds * 1_000
    }

    /// Set when the client was left before the last line.
    var unplayed: String? {
        guard position < lines.count, lines[position].step != .quit else { return nil }
        return "\(name), line \(lines[position].number): the client was left before this step."
    }

    /// - Parameters:
    ///   - rows: the screen as it is painted.
    ///   - busyWith: what is still under way, in words; nil when nothing is.
    ///   - now: milliseconds of a clock that is never set.
    mutating func next(rows: () -> [String], busyWith: String?, now: UInt64) -> Action {
        while true {
            let begun = since ?? now
            since = begun
            let left = limit - Int(clamping: now - min(begun, now))
            guard position < lines.count else {
                guard let busyWith else { return .finished }
                guard left <= 0 else { return .wait(milliseconds: left) }
                return .failed("\(name), at its end: after \(limit / 1_000) s there is still \(busyWith).")
            }
            let line = lines[position]
            if let isThere = Self.isMet(line.step, on: rows) {
                guard isThere else {
                    guard left <= 0 else { return .wait(milliseconds: left) }
                    return .failed("\(place(line)): \(Self.complaint(line.step)) after \(limit / 1_000) s.")
                }
                advance()
                continue
            }
            if let busyWith {
                guard left <= 0 else { return .wait(milliseconds: left) }
                return .failed("\(place(line)): after \(limit / 1_000) s there is still \(busyWith).")
            }
            switch line.step {
            case .expect(let words):
                guard Self.contains(words, rows()) else {
                    return .failed("\(place(line)): \(Self.complaint(line.step)).")
                }
            case .expectNot(let words):
                guard !Self.contains(words, rows()) else {
                    return .failed("\(place(line)): \(Self.complaint(line.step)).")
                }
            case .timeout(let seconds): limit = seconds * 1_000
            case .input(let pieces):
                advance()
                return .input(pieces.flatMap(\.events))
            case .paste(let text):
                advance()
                return .input([.paste(text)])
            case .resize(let columns, let rows):
                advance()
                return .resize(columns: columns, rows: rows)
            case .screen(let name):
                advance()
                return .dump(name)
            case .quit: return .finished
            case .wait, .waitGone: break
            }
            advance()
        }
    }

    private mutating func advance() {
        position += 1
        since = nil
    }

    private func place(_ line: Script.Line) -> String { "\(name), line \(line.number)" }

    /// Whether what a waiting step waits for is so; nil for the steps that wait for nothing.
    private static func isMet(_ step: Script.Step, on rows: () -> [String]) -> Bool? {
        switch step {
        case .wait(let words): contains(words, rows())
        case .waitGone(let words): !contains(words, rows())
        default: nil
        }
    }

    private static func complaint(_ step: Script.Step) -> String {
        switch step {
        case .wait(let words), .expect(let words): "\u{201C}\(words)\u{201D} is not on the screen"
        case .waitGone(let words), .expectNot(let words): "\u{201C}\(words)\u{201D} is on the screen"
        default: ""
        }
    }

    private static func contains(_ words: String, _ rows: [String]) -> Bool { rows.contains { $0.contains(words) } }
}

extension Script.Piece {
    /// What a keyboard delivers for it.
    var events: [InputEvent] {
        switch self {
        case .key(let stroke): [.key(stroke)]
        case .text(let text):
            text.map { character in
                switch character {
                case "\n", "\r", "\r\n": .key(KeyStroke(.named(.enter)))
                case "\t": .key(KeyStroke(.named(.tab)))
                default: .key(KeyStroke(.character(character)))
                }
            }
        }
    }
}
