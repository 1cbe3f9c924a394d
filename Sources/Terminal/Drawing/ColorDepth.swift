import Glibc

/// How deep the colours of a terminal go.
public nonisolated enum ColorDepth: Int, Sendable, CaseIterable {
    /// Attributes only.
    case mono
    case eight
    case sixteen
    /// The 256 of xterm.
    case many
    /// 24 bits.
    case direct

    /// From what the terminal says; `NO_COLOR` wins.
    public init(colors: Int, noColor: Bool) {
        if noColor || colors < 8 {
            self = .mono
        } else if colors < 16 {
            self = .eight
        } else if colors < 256 {
            self = .sixteen
        } else {
            self = colors >= 1 << 24 ? .direct : .many
        }
    }

    /// As people name them: `mono`, `8`, `16`, `256`, `24bit`.
    public init?(named name: String) {
        switch name {
        case "mono", "0", "1": self = .mono
        case "8": self = .eight
        case "16": self = .sixteen
        case "256": self = .many
        case "24bit", "truecolor": self = .direct
        default: return nil
        }
    }

    public var name: String {
        switch self {
        case .mono: "mono"
        case .eight: "8 colours"
        case .sixteen: "16 colours"
        case .many: "256 colours"
        case .direct: "24 bit"
        }
    }
}

/// A colour as a theme names it, once for each depth.
nonisolated struct ThemeColor: Equatable, Sendable {
    var rgb: Int32 = -1
    var many: Int32 = -1
    var sixteen: Int32 = -1

    /// The terminal's number for it at a depth; -1 is the terminal's own colour. What a theme leaves out is taken from
    /// the depth next to it.
    func number(_ depth: ColorDepth) -> Int32 {
        switch depth {
        case .mono: -1
        case .eight: sixteen >= 8 ? sixteen - 8 : sixteen
        case .sixteen: sixteen
        case .many: many >= 0 ? many : rgb >= 0 ? Self.nearest(rgb) : sixteen
        // The first eight numbers mean the palette there.
        case .direct: rgb >= 0 ? max(rgb, 8) : Self.rgb(of: many >= 0 ? many : sixteen)
        }
    }

    /// It is one of the bright eight, which a terminal of eight colours shows as bold.
    var isBright: Bool { sixteen >= 8 }

    // MARK: The colours behind the numbers

    /// xterm's own sixteen; others differ a little.
    private static let first: [Int32] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00,
        0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    private static let steps: [Int32] = [0, 95, 135, 175, 215, 255]

    /// What xterm shows for a number below 256.
    static func rgb(of number: Int32) -> Int32 {
        switch number {
        case 0..<16: return first[Int(number)]
        case 16..<232:
            let cube = Int(number) - 16
            return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6]
        case 232..<256:
            let grey = 8 + (number - 232) * 10
            return grey << 16 | grey << 8 | grey
        default: return -1
        }
    }

    /// The nearest of the 240 that every terminal shows alike.
    static func nearest(_ rgb: Int32) -> Int32 {
        func distance(_ number: Int32) -> Int32 {
            let other = Self.rgb(of: number)
            var sum: Int32 = 0
            for shift: Int32 in [16, 8, 0] {
                let difference = (rgb >> shift & 0xFF) - (other >> shift & 0xFF)
                sum += difference * difference
            }
            return sum
        }
        return (Int32(16)..<256).min { distance($0) < distance($1) } ?? -1
    }
}

/// How well two colours can be told apart, as the Web Content Accessibility Guidelines 2 define it: 1 to 21.
nonisolated enum Contrast {
    static let least = 4.5

    static func ratio(_ one: Int32, _ other: Int32) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ rgb: Int32) -> Double {
        0.2126 * linear(rgb >> 16 & 0xFF) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF)
    }

    private static func linear(_ part: Int32) -> Double {
        let value = Double(part) / 255
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}
