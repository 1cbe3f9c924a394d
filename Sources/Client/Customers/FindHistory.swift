import Domain
import Terminal

/// What an operator used before and finds again in the next session: earlier input lines and the palette's last actions.
/// A text of one entry a line, newest first.
nonisolated struct FindHistory: Equatable, Sendable {
    enum Entry: Equatable, Sendable {
        case line(String)
        case action(ActionID)
    }

    private(set) var lines: [String] = []
    private(set) var actions: [ActionID] = []

    static let linesKept = 100
    static let actionsKept = 5
    /// Characters of a line that is kept on disk: longer ones are something else that was pasted.
    static let longest = 500

    init() {}

    /// Whatever of the text is understood; the rest is as if it had never been there.
    init(text: String) {
        for row in text.split(separator: "\n").reversed() {
            let parts = row.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "line": add(.line(parts[1]))
            case "action": add(.action(ActionID(parts[1])))
            default: break
            }
        }
    }

    var text: String {
        (lines.map { "line \($0)\n" } + actions.map { "action \($0.rawValue)\n" }).joined()
    }

    /// Puts the entry before the others; what is no line of text is left out.
    mutating func add(_ entry: Entry) {
        switch entry {
        case .line(let line):
            guard Self.isPlain(line) else { return }
            lines = Self.first(line, of: lines, Self.linesKept)
        case .action(let action):
            guard Self.isPlain(action.rawValue) else { return }
            actions = Self.first(action, of: actions, Self.actionsKept)
        }
    }

    /// These before the others: what was used since comes before what was read from the disk.
    func followed(by older: FindHistory) -> FindHistory {
        var both = older
        for line in lines.reversed() { both.add(.line(line)) }
        for action in actions.reversed() { both.add(.action(action)) }
        return both
    }

    private static func first<Element: Equatable>(_ new: Element, of old: [Element], _ count: Int) -> [Element] {
        Array(([new] + old.filter { $0 != new }).prefix(count))
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.trimmed.isEmpty && text.count <= longest
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && !$0.isLineEnd }
    }
}

private extension Unicode.Scalar {
    nonisolated var isLineEnd: Bool { self == "\u{2028}" || self == "\u{2029}" }
}

/// One operator's history on disk, replaced as a whole, readable by its owner only. A file that cannot be read is none,
/// a disk that cannot be written costs only the memory. An actor, so that it is written off the UI thread and in order.
actor FindHistoryFile {
    nonisolated let path: String

    /// What one operator looked for is nothing to the next at the same desk: each login has its file.
    init(stateFolder: String, login: String) {
        path = "\(stateFolder)/history/\(DraftFolder.plain(login)).history"
    }

    func load() -> FindHistory {
        TextFile.read(path).map { FindHistory(text: $0) } ?? FindHistory()
    }

    /// What other sessions of the operator wrote meanwhile stays.
    func add(_ entry: FindHistory.Entry) {
        var history = load()
        history.add(entry)
        _ = TextFile.replace(path, with: history.text)
    }
}
