import Domain
import Terminal

/// Catches a scan anywhere in the program: what comes between STX and the end of a line (facts/terminal.md section 5, way
/// 2). STX is a key as well (Control and B): when no code follows at once, the keys are given back as they were.
struct ScanCatcher: Equatable {
    enum Outcome: Equatable {
        case plain(InputEvent)
        case scan(String)
        /// More is awaited, so many milliseconds.
        case wait(Int)
        case stopWaiting
    }

    private var caught: [InputEvent] = []
    private var text = ""

    static let purpose = "scan"
    /// A scanner on a slow Bluetooth line sends a character each 50 ms.
    static let pause = 120
    static let longest = 400
    static let least = 3

    private static let start = KeyStroke(.character("b"), .control)
    private static let end = KeyStroke(.character("c"), .control)
    private static let separator = KeyStroke(.character("]"), .control)
    private static let ends: Set<KeyStroke> = [KeyStroke(.named(.enter)), KeyStroke(.named(.tab)), end]

    mutating func take(_ input: InputEvent) -> [Outcome] {
        guard case .key(let stroke) = input else { return release() + [.plain(input)] }
        guard !caught.isEmpty else {
            guard stroke == Self.start else { return [.plain(input)] }
            caught = [input]
            return [.wait(Self.pause)]
        }
        if stroke == Self.start {
            let before = release()
            caught = [input]
            return before + [.wait(Self.pause)]
        }
        if Self.ends.contains(stroke), text.count >= Self.least {
            let scan = text
            (caught, text) = ([], "")
            return [.stopWaiting, .scan(scan)]
        }
        let character = stroke == Self.separator ? "\u{241D}" : stroke.text
        guard let character, text.count < Self.longest else { return release() + [.plain(input)] }
        caught.append(input)
        text += character
        return [.wait(Self.pause)]
    }

    /// Nothing followed: they were keys.
    mutating func timeout() -> [Outcome] { release() }

    private mutating func release() -> [Outcome] {
        guard !caught.isEmpty else { return [] }
        let keys = caught
        (caught, text) = ([], "")
        return [.stopWaiting] + keys.map { .plain($0) }
    }
}

extension Shell {
    mutating func carryOut(_ outcome: ScanCatcher.Outcome) -> [Order] {
        let slot = RequestSlot(layer: Self.ownLayer, purpose: ScanCatcher.purpose)
        switch outcome {
        case .plain(let input): return plain(input)
        case .scan(let text): return scanned(text)
        case .wait(let milliseconds): return [.timer(slot, milliseconds: milliseconds)]
        case .stopWaiting: return [.cancelTimer(slot)]
        }
    }

    /// To the screen that takes scans; into the field of a form; else the device itself is looked up.
    private mutating func scanned(_ text: String) -> [Order] {
        guard let top else { return [] }
        if top.screen.takesScans { return deliver(.scan(text), to: top.id) }
        let isHome = top.screen is FindScreen
        if top.screen.takesText, !isHome || !context.may(.warehouseView) { return deliver(.text(text), to: top.id) }
        guard context.may(.warehouseView) else {
            say(.bad("A scan has no meaning here: \(text)"))
            return [.ring]
        }
        if isHome || !top.screen.isDialog {
            return push(screen(.deviceSearch(text: text)))
        }
        return [.ring]
    }
}
