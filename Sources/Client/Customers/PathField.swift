import Domain
import Operations
import Terminal

/// A field for a path of the terminal's own machine: TAB goes on with what is typed as far as it is clear, F4 lists what
/// it may be.
struct PathField: Equatable {
    static let name = "path"
    private static let purpose = "path"

    private var found: [String] = []
    /// What the names were asked for, and whether as a list.
    private var asked: (typed: String, asList: Bool)?

    static func == (left: PathField, right: PathField) -> Bool {
        left.found == right.found && left.asked?.typed == right.asked?.typed
            && left.asked?.asList == right.asked?.asList
    }

    init() {}

    /// The fields, with what its keys do in the path's hint.
    static func hinted(_ fields: [FormField], in context: ScreenContext) -> [FormField] {
        fields.map { field in
            guard field.name == name else { return field }
            var hinted = field
            hinted.hint = context.words("a path; \(key: .focusNext) completes, \(key: .valueChoose) lists")
            return hinted
        }
    }

    /// Nil: the event is the screen's own.
    mutating func update(_ event: ScreenEvent, form: inout Form, in fields: [FormField]) -> [Effect]? {
        switch event {
        case .action(.focusNext) where form.focus == Self.name && !form[Self.name].isEmpty:
            return ask(form[Self.name], asList: false)
        case .action(.valueChoose) where form.focus == Self.name: return ask(form[Self.name], asList: true)
        case .reply(.profile(.completions(let names)), Self.purpose): return arrived(names, form: &form, in: fields)
        case .failure(_, Self.purpose): return []
        case .answer(.choice(Self.purpose, let index)):
            guard found.indices.contains(index) else { return [] }
            form[Self.name] = found[index]
            return found[index].hasSuffix("/") ? ask(found[index], asList: true) : []
        default: return nil
        }
    }

    private mutating func ask(_ typed: String, asList: Bool) -> [Effect] {
        asked = (typed, asList)
        return [.ask(.profile(.complete(path: typed)), purpose: Self.purpose)]
    }

    private mutating func arrived(_ names: [String], form: inout Form, in fields: [FormField]) -> [Effect] {
        guard let asked, asked.typed == form[Self.name], form.focus == Self.name else { return [] }
        found = names
        guard let first = names.first else {
            return [.say(.plain("No file begins with \u{201C}\(asked.typed)\u{201D}.")), .ring]
        }
        if asked.asList {
            return [
                .open(
                    .choose(
                        ChoiceOpening(purpose: Self.purpose, title: "Which file?", choices: names, selected: 0)))
            ]
        }
        let common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        if common.count > asked.typed.count {
            form[Self.name] = common
            return names.count == 1
                ? []
                : [.say(.plain(Sentence("\(names.count) names go on from here; \(key: .valueChoose) lists them.")))]
        }
        if names.count == 1 || names.contains(asked.typed) {
            form.moveFocus(by: 1, in: fields)
            return []
        }
        return [
            .say(.plain(Sentence("\(names.count) names go on from here; \(key: .valueChoose) lists them."))), .ring,
        ]
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
