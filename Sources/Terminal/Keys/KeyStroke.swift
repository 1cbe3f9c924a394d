/// One press of a key, as keymap files write it: `F1`, `C-p`, `M-5`, `S-TAB`, `ENTER`, `g`.
public nonisolated struct KeyStroke: Hashable, Sendable, CustomStringConvertible {
    public enum Base: Hashable, Sendable {
        case character(Character)
        case named(Name)
        case function(Int)
    }

    public enum Name: String, Hashable, Sendable, CaseIterable {
        case enter = "ENTER"
        case escape = "ESC"
        case tab = "TAB"
        case backspace = "BS"
        case delete = "DEL"
        case insert = "INS"
        case up = "UP"
        case down = "DOWN"
        case left = "LEFT"
        case right = "RIGHT"
        case home = "HOME"
        case end = "END"
        case pageUp = "PGUP"
        case pageDown = "PGDN"
        case space = "SPACE"
    }

    public struct Modifiers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let control = Modifiers(rawValue: 1)
        public static let alt = Modifiers(rawValue: 2)
        public static let shift = Modifiers(rawValue: 4)
    }

    public var base: Base
    public var modifiers: Modifiers

    /// The number of a function key; nil of any other.
    // Inlined into loops over keys, it kills the optimiser of Swift 6.3.1 (CopyPropagation, a use outside of a lifetime).
    @inline(never)
    public var functionNumber: Int? {
        if case .function(let number) = base { number } else { nil }
    }

    /// Normalises what terminals cannot tell apart: C-i is TAB, C-m ENTER, C-[ ESC, C-h BS, C-/ C-_; a letter with Shift
    /// is its capital; a control letter is small; F13 to F24 are Shift with F1 to F12.
    public init(_ base: Base, _ modifiers: Modifiers = []) {
        self.base = base
        self.modifiers = modifiers
        if case .function(let number) = base, (13...24).contains(number), !modifiers.contains(.shift) {
            (self.base, self.modifiers) = (.function(number - 12), modifiers.union(.shift))
        }
        guard case .character(let character) = base else { return }
        if character == " " { self.base = .named(.space) }
        if modifiers.contains(.control) {
            switch character.lowercased() {
            case "i": (self.base, self.modifiers) = (.named(.tab), modifiers.subtracting(.control))
            case "m", "j": (self.base, self.modifiers) = (.named(.enter), modifiers.subtracting(.control))
            case "[": (self.base, self.modifiers) = (.named(.escape), modifiers.subtracting(.control))
            case "@": self.base = .named(.space)
            case "/": self.base = .character("_")
            case "?": (self.base, self.modifiers) = (.named(.backspace), modifiers.subtracting(.control))
            case "h": (self.base, self.modifiers) = (.named(.backspace), modifiers.subtracting(.control))
            default: if let small = character.lowercased().first { self.base = .character(small) }
            }
        } else if modifiers.contains(.shift), let capital = character.uppercased().first {
            self.base = .character(capital)
            self.modifiers.remove(.shift)
        }
    }

    /// The text it types into a field; nil when it is a command key.
    public var text: String? {
        guard modifiers.isEmpty else { return nil }
        switch base {
        case .character(let character): return String(character)
        case .named(.space): return " "
        case .named, .function: return nil
        }
    }

    public var description: String {
        var text = ""
        if modifiers.contains(.control) { text += "C-" }
        if modifiers.contains(.alt) { text += "M-" }
        if modifiers.contains(.shift) { text += "S-" }
        switch base {
        case .character(let character): text.append(character)
        case .named(let name): text += name.rawValue
        case .function(let number): text += "F\(number)"
        }
        return text
    }

    /// Reads the form keymap files use. Nil when there is no such key.
    public init?(_ name: String) {
        var rest = name[...]
        var modifiers: Modifiers = []
        while rest.count > 2, rest.dropFirst().first == "-" {
            switch rest.first {
            case "C": modifiers.insert(.control)
            case "M": modifiers.insert(.alt)
            case "S": modifiers.insert(.shift)
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        if rest.count == 1, let character = rest.first {
            self.init(.character(character), modifiers)
        } else if let named = Name(rawValue: String(rest)) {
            self.init(.named(named), modifiers)
        } else if rest.first == "F", let number = Int(rest.dropFirst()), (1...24).contains(number) {
            self.init(.function(number), modifiers)
        } else {
            return nil
        }
    }

    /// A sequence of keys: names with blanks between.
    public static func sequence(_ text: String) -> [KeyStroke]? {
        let names = text.split(separator: " ")
        let strokes = names.compactMap { KeyStroke(String($0)) }
        return strokes.isEmpty || strokes.count != names.count ? nil : strokes
    }
}
