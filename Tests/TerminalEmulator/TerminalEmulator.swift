/// A terminal: octets in, a screen out. The parser follows the state diagram of the VT500 family (ground, escape, CSI,
/// string), the repertoire is what ncurses sends for xterm, tmux, linux and vt100.
package struct TerminalEmulator: Sendable {
    package private(set) var screen: TerminalScreen
    package private(set) var bells = 0
    package private(set) var octets = 0
    package private(set) var isBracketingPastes = false
    package private(set) var areCursorKeysApplication = false
    /// What the terminal itself answers, to be written to the program.
    package private(set) var replies: [UInt8] = []

    private enum State {
        case ground
        case escape
        case charset
        case control
        case string
        case stringEscape
    }

    private var state = State.ground
    private var parameters = ""
    private var letter: [UInt8] = []
    private var isDrawingLines = false
    private var designated = "B"

    package init(columns: Int, rows: Int) { screen = TerminalScreen(columns: columns, rows: rows) }

    /// True when a program has left the terminal as it found it.
    package var isClean: Bool {
        !screen.isAlternate && screen.isCursorVisible && !isBracketingPastes && screen.style == ScreenStyle()
    }

    package mutating func resize(columns: Int, rows: Int) { screen.resize(columns: columns, rows: rows) }

    package mutating func takeReplies() -> [UInt8] {
        defer { replies = [] }
        return replies
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            octets += 1
            feed(byte)
        }
    }

    private mutating func feed(_ byte: UInt8) {
        switch state {
        case .ground: ground(byte)
        case .escape: escape(byte)
        case .charset:
            designated = String(UnicodeScalar(byte))
            if parameters == "(" { isDrawingLines = designated == "0" }
            state = .ground
        case .control:
            if (0x40...0x7E).contains(byte) {
                state = .ground
                control(byte)
            } else if byte >= 0x20 {
                parameters.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                execute(byte)
            }
        case .string:
            if byte == 0x07 { state = .ground }
            if byte == 0x1B { state = .stringEscape }
        case .stringEscape: state = byte == 0x5C ? .ground : .string
        }
    }

    private mutating func ground(_ byte: UInt8) {
        if byte < 0x20 || byte == 0x7F {
            letter = []
            return execute(byte)
        }
        if byte < 0x80 {
            letter = []
            let scalar = UnicodeScalar(byte)
            return screen.put(isDrawingLines ? Self.lineDrawing[scalar] ?? scalar : scalar)
        }
        letter.append(byte)
        let expected = letter[0] >= 0xF0 ? 4 : letter[0] >= 0xE0 ? 3 : letter[0] >= 0xC0 ? 2 : 1
        guard letter.count >= expected else { return }
        let text = String(decoding: letter, as: UTF8.self)
        letter = []
        for scalar in text.unicodeScalars { screen.put(scalar) }
    }

    private mutating func execute(_ byte: UInt8) {
        switch byte {
        case 0x07: bells += 1
        case 0x08: screen.move(row: screen.cursor.row, column: screen.cursor.column - 1)
        case 0x09: screen.tab()
        case 0x0A, 0x0B, 0x0C: screen.lineFeed()
        case 0x0D: screen.carriageReturn()
        case 0x0E: isDrawingLines = true
        case 0x0F: isDrawingLines = false
        case 0x1B:
            state = .escape
            parameters = ""
        default: break
        }
    }

    private mutating func escape(_ byte: UInt8) {
        state = .ground
        switch UnicodeScalar(byte) {
        case "[": state = .control
        case "]", "P", "_", "^": state = .string
        case "(", ")", "*", "+":
            parameters = String(UnicodeScalar(byte))
            state = .charset
        case "7": screen.save()
        case "8": screen.restore()
        case "D": screen.lineFeed()
        case "E":
            screen.carriageReturn()
            screen.lineFeed()
        case "M": screen.reverseLineFeed()
        case "c": screen = TerminalScreen(columns: screen.columns, rows: screen.rows)
        default: break
        }
    }

    private mutating func control(_ final: UInt8) {
        let isPrivate = parameters.hasPrefix("?")
        let numbers = parameters.drop { !$0.isNumber && $0 != ";" }.split(
            separator: ";", omittingEmptySubsequences: false
        ).map { Int($0.prefix { $0.isNumber }) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(first, 1)
        if isPrivate {
            guard final == UInt8(ascii: "h") || final == UInt8(ascii: "l") else { return }
            for number in numbers { setMode(number, final == UInt8(ascii: "h")) }
            return
        }
        let cursor = screen.cursor
        switch UnicodeScalar(final) {
        case "A": screen.move(row: cursor.row - count, column: cursor.column)
        case "B", "e": screen.move(row: cursor.row + count, column: cursor.column)
        case "C", "a": screen.move(row: cursor.row, column: cursor.column + count)
        case "D": screen.move(row: cursor.row, column: cursor.column - count)
        case "E": screen.move(row: cursor.row + count, column: 0)
        case "F": screen.move(row: cursor.row - count, column: 0)
        case "G", "`": screen.move(row: cursor.row, column: count - 1)
        case "d": screen.move(row: count - 1, column: cursor.column)
        case "H", "f":
            screen.move(row: count - 1, column: (numbers.count > 1 ? max(numbers[1], 1) : 1) - 1)
        case "I": screen.tab(count)
        case "Z": screen.move(row: cursor.row, column: max((cursor.column - 1) / 8 - count + 1, 0) * 8)
        case "J": screen.eraseInDisplay(first)
        case "K": screen.eraseInLine(first)
        case "X": screen.eraseCells(count)
        case "@": screen.insertCells(count)
        case "P": screen.deleteCells(count)
        case "L": screen.insertLines(count)
        case "M": screen.deleteLines(count)
        case "S": screen.scrollUp(count)
        case "T": screen.scrollDown(count)
        case "b": screen.repeatLast(count)
        case "r": screen.setRegion(top: count, bottom: numbers.count > 1 ? numbers[1] : 0)
        case "s": screen.save()
        case "u": screen.restore()
        case "h", "l": if first == 4 { screen.isInserting = final == UInt8(ascii: "h") }
        case "m": setStyle(numbers.isEmpty ? [0] : parameters.contains(":") ? Self.flattened(parameters) : numbers)
        case "n": if first == 6 { replies += Array("\u{1B}[\(cursor.row + 1);\(cursor.column + 1)R".utf8) }
        case "c": replies += Array("\u{1B}[?1;2c".utf8)
        default: break
        }
    }

    private mutating func setMode(_ number: Int, _ isOn: Bool) {
        switch number {
        case 1: areCursorKeysApplication = isOn
        case 7: screen.isAutowrapping = isOn
        case 25: screen.isCursorVisible = isOn
        case 47, 1047: screen.useAlternate(isOn)
        case 1049:
            if isOn { screen.save() }
            screen.useAlternate(isOn)
            if !isOn { screen.restore() }
        case 2004: isBracketingPastes = isOn
        default: break
        }
    }

    private mutating func setStyle(_ numbers: [Int]) {
        var index = 0
        while index < numbers.count {
            let number = numbers[index]
            switch number {
            case 0: screen.style = ScreenStyle()
            case 1: screen.style.isBold = true
            case 2: screen.style.isDim = true
            case 4: screen.style.isUnderlined = true
            case 7: screen.style.isReversed = true
            case 22:
                screen.style.isBold = false
                screen.style.isDim = false
            case 24: screen.style.isUnderlined = false
            case 27: screen.style.isReversed = false
            case 30...37: screen.style.foreground = number - 30
            case 39: screen.style.foreground = -1
            case 40...47: screen.style.background = number - 40
            case 49: screen.style.background = -1
            case 90...97: screen.style.foreground = number - 82
            case 100...107: screen.style.background = number - 92
            case 38, 48:
                let (color, used) = Self.color(numbers[(index + 1)...])
                if number == 38 { screen.style.foreground = color } else { screen.style.background = color }
                index += used
            default: break
            }
            index += 1
        }
    }

    /// ITU T.416 writes a colour with colons, and an empty colour space before its parts: as the others write it.
    private static func flattened(_ parameters: String) -> [Int] {
        parameters.split(separator: ";", omittingEmptySubsequences: false).flatMap { part -> [Int] in
            var numbers = part.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            if numbers.count == 6, numbers[1] == 2 { numbers.remove(at: 2) }
            return numbers
        }
    }

    /// "5;n" or "2;r;g;b" behind 38 or 48, and how many numbers that took.
    private static func color(_ rest: ArraySlice<Int>) -> (Int, Int) {
        let numbers = Array(rest)
        if numbers.count >= 2, numbers[0] == 5 { return (numbers[1], 2) }
        guard numbers.count >= 4, numbers[0] == 2 else { return (-1, numbers.count) }
        return (256 + (numbers[1] << 16 | numbers[2] << 8 | numbers[3]), 4)
    }

    /// The DEC special graphics that frames are made of.
    private static let lineDrawing: [UnicodeScalar: UnicodeScalar] = [
        "j": "┘", "k": "┐", "l": "┌", "m": "└", "n": "┼", "q": "─", "t": "├", "u": "┤", "v": "┴", "w": "┬", "x": "│",
        "a": "▒", "`": "◆", "~": "·",
    ]
}
