package import Terminal

/// A script for the client: what is pressed and typed, and what must be on the screen; one step a line, `#` begins a
/// comment line. The client plays it by itself with ``ScriptPlayer``; a test may type the same steps into a terminal.
package nonisolated struct Script: Equatable, Sendable {
    /// A part of what is typed in one burst.
    package enum Piece: Equatable, Sendable {
        case key(KeyStroke)
        /// Letter by letter, as from a keyboard.
        case text(String)
    }

    package enum Step: Equatable, Sendable {
        /// All of it at once: nothing is answered between two keys.
        case input([Piece])
        case paste(String)
        case resize(columns: Int, rows: Int)
        /// Until the words are on the screen.
        case wait(String)
        /// Until they are gone.
        case waitGone(String)
        case expect(String)
        case expectNot(String)
        /// The settled screen goes out under this name.
        case screen(String)
        /// How long the following steps may take.
        case timeout(seconds: Int)
        /// Leaves without a question.
        case quit
    }

    package struct Line: Equatable, Sendable {
        package var number: Int
        package var step: Step
    }

    /// Why a text is no script.
    package struct Failure: Error, Equatable, Sendable {
        package var line: Int
        package var sentence: String
    }

    package let lines: [Line]

    /// - Throws: what is wrong in the first line that is.
    package init(_ text: String) throws(Failure) {
        var lines: [Line] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var words = ScriptWords(line)
            guard let verb = words.word(), !verb.hasPrefix("#") else { continue }
            do throws(ScriptWords.Failure) {
                lines.append(Line(number: index + 1, step: try Self.step(verb, &words)))
            } catch {
                throw Failure(line: index + 1, sentence: error.sentence)
            }
        }
        self.lines = lines
    }

    private static func step(_ verb: String, _ words: inout ScriptWords) throws(ScriptWords.Failure) -> Step {
        switch verb {
        case "key": return .input(try words.pieces())
        case "type": return .input([.text(try words.text())])
        case "paste": return .paste(try words.text())
        case "wait": return .wait(try words.text())
        case "wait-not": return .waitGone(try words.text())
        case "expect": return .expect(try words.text())
        case "expect-not": return .expectNot(try words.text())
        case "screen": return .screen(try words.name())
        case "resize":
            let size = try words.size()
            return .resize(columns: size.columns, rows: size.rows)
        case "timeout": return .timeout(seconds: try words.seconds())
        case "quit":
            try words.end()
            return .quit
        default:
            throw ScriptWords.Failure(
                "\u{201C}\(verb)\u{201D} is no step: key, type, paste, resize, wait, wait-not, expect, expect-not, screen, "
                    + "timeout, quit.")
        }
    }

    /// A size as it is written on the command line: 80x24. Nil when it is none.
    package static func size(_ text: String) -> (columns: Int, rows: Int)? {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1_000).contains(columns),
            (1...1_000).contains(rows)
        else { return nil }
        return (columns, rows)
    }
}
