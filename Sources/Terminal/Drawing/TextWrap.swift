/// Text over several rows.
public nonisolated enum TextWrap {
    /// The lines of the text at a width: broken at blanks where there are some, inside a word where it is longer than
    /// a row, never inside a character. A line end of the text ends a line; blanks at a break go. Never none.
    public static func lines(_ text: String, width: Int) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).flatMap {
            paragraph($0, width: width)
        }
    }

    private static func paragraph(_ text: Substring, width: Int) -> [String] {
        guard width > 0 else { return [""] }
        var builder = Builder(width: width)
        for character in text {
            if character == " " { builder.blank() } else { builder.add(character) }
        }
        builder.endWord()
        return builder.lines + [builder.line]
    }

    private struct Builder {
        let width: Int
        var lines: [String] = []
        var line = ""
        private var used = 0
        private var word = ""
        private var wordCells = 0
        /// Blanks before the word; drawn only if it stays on the line. At the beginning they are the indent.
        private var gap = 0

        init(width: Int) { self.width = width }

        mutating func blank() {
            endWord()
            gap = min(gap + 1, width)
        }

        mutating func add(_ character: Character) {
            let cells = TextMeasure.cells(character)
            if wordCells + cells > width, !word.isEmpty {
                endWord()
                endLine()
            }
            word.append(character)
            wordCells += cells
        }

        mutating func endWord() {
            guard !word.isEmpty else { return }
            if used > 0, used + gap + wordCells > width { endLine() }
            gap = min(gap, max(width - used - wordCells, 0))
            line += String(repeating: " ", count: gap) + word
            used += gap + wordCells
            (word, wordCells, gap) = ("", 0, 0)
        }

        private mutating func endLine() {
            lines.append(line)
            (line, used, gap) = ("", 0, 0)
        }
    }
}
