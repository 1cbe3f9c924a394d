import Domain
import Terminal

/// What one command did: everything the history tells of it, what it was about first.
struct HistoryDeed: Equatable {
    private(set) var entries: [HistoryEntry]

    /// Entries as they are read, newest first; those of one command stand together.
    static func grouped(_ entries: [HistoryEntry]) -> [HistoryDeed] {
        var deeds: [HistoryDeed] = []
        for entry in entries {
            if let command = entry.command, deeds.last?.main.command == command {
                deeds[deeds.count - 1].add(entry)
            } else {
                deeds.append(HistoryDeed(entry))
            }
        }
        return deeds
    }

    private init(_ entry: HistoryEntry) { entries = [entry] }

    /// Of those that say as much, what happened first comes first; they are read the newest first.
    private mutating func add(_ entry: HistoryEntry) {
        entries.insert(entry, at: entries.firstIndex { $0.weight >= entry.weight } ?? entries.count)
    }

    /// What the command was about.
    var main: HistoryEntry { entries[0] }
    var at: Instant { main.at }
    var actor: String { main.actor }

    var id: String { main.command ?? "\(main.at.microseconds) \(main.actor) \(main.title)" }

    /// "Service Internet Home 100 activated (+4)".
    var title: String { main.title + more }

    /// How much more the command did.
    var more: String { entries.count == 1 ? "" : " (+\(entries.count - 1))" }
}

extension HistoryEntry.Change {
    /// One side of it, the local way.
    static func shown(_ value: String?, _ clock: BusinessClock) -> String {
        value.map(clock.shown) ?? "(nothing)"
    }

    /// "street: Abovyan -> Mashtots"; what came new has nothing before it.
    func words(_ clock: BusinessClock) -> String {
        old == nil ? "\(field): \(Self.shown(new, clock))" : "\(field): \(change(clock))"
    }

    private func change(_ clock: BusinessClock) -> String {
        "\(Self.shown(old, clock)) -> \(Self.shown(new, clock))"
    }

    /// The same in so many cells: of a long value its end goes, never the other value.
    func words(_ clock: BusinessClock, width: Int, ellipsis: String) -> String {
        let whole = words(clock)
        guard old != nil, TextMeasure.width(whole) > width else { return whole }
        let room = max(width - TextMeasure.width(field) - 6, 4)
        let (before, after) = (Self.shown(old, clock), Self.shown(new, clock))
        let own = TextMeasure.width(before)
        let other = TextMeasure.width(after)
        // What the shorter one leaves is the other's.
        let half = room / 2
        let first = own <= half ? own : max(half, room - other)
        let cut = { TextMeasure.fit($0, width: $1, ellipsis: ellipsis) }
        return "\(field): \(cut(before, first)) -> \(cut(after, room - first))"
    }
}

/// A row of the history whole: everything the command did, each field with what it was and what it is.
struct HistoryDeedScreen: Screen {
    let deed: HistoryDeed
    private var viewer = TextViewer()

    init(deed: HistoryDeed) { self.deed = deed }

    var keyContexts: [String] { ["list"] }
    var isDialog: Bool { true }
    var crumb: String { "What happened" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .action(.cancel), .action(.listOpen): return [.close]
        case .action(let action):
            let text = text(context.clock)
            let room = room(of: text, columns: context.columns, rows: context.rows)
            _ = viewer.perform(action, in: text, width: room.width, height: room.height)
            return []
        default: return []
        }
    }

    /// One paragraph an entry, its fields indented below it.
    func text(_ clock: BusinessClock) -> String {
        deed.entries.map { entry in
            ([entry.title] + entry.changes.map { "  \($0.words(clock))" }).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Cells of the words within the box.
    private func room(of text: String, columns: Int, rows: Int) -> (width: Int, height: Int) {
        let width = min(columns - 4, 110) - 6
        return (width, min(TextWrap.lines(text, width: width).count, rows - 5))
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let text = text(context.clock)
        let (width, rows) = room(of: text, columns: sheet.width, rows: sheet.height)
        let title = "\(context.clock.dateAndTime(of: deed.at)), \(deed.actor)"
        Dialog(title: title, height: rows + 4, width: width + 6).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: rows, width: width) { viewer.draw(text, on: &$0) }
            let extent = viewer.extent(of: text, width: width, height: rows)
            area.write(extent, row: rows + 1, column: 1, width: area.width - 2, .dim, isRight: true)
        }
    }
}
