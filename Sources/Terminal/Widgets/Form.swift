/// The values of a form while it is being filled in: which field has the focus, what was typed, what is wrong.
/// Which fields there are is the screen's to say, since it may depend on the values.
public struct Form: Equatable {
    public var values: [String: String] = [:]
    public var errors: [String: String] = [:]
    public private(set) var focus: String
    public private(set) var editor: InputLine
    /// What was typed of a choice's label, letter by letter.
    private var typed = ""
    /// What the last ENTER ended.
    private var ended = ""

    public init(focus: String, values: [String: String] = [:]) {
        self.focus = focus
        self.values = values
        editor = InputLine(values[focus] ?? "")
    }

    public subscript(name: String) -> String {
        get { values[name] ?? "" }
        set {
            values[name] = newValue
            if name == focus { editor = InputLine(newValue) }
        }
    }

    public mutating func moveFocus(to name: String) {
        focus = name
        typed = ""
        editor = InputLine(self[name])
    }

    /// The next or previous field, round the ends.
    public mutating func moveFocus(by step: Int, in fields: [FormField]) {
        guard !fields.isEmpty else { return }
        if step != 0, let field = fields.first(where: { $0.name == focus }) { judge(field, isLeft: true) }
        guard let index = fields.firstIndex(where: { $0.name == focus }) else {
            moveFocus(to: fields[0].name)
            return
        }
        let next = fields[(index + step + fields.count) % fields.count]
        moveFocus(to: next.name)
        if next.isProposed { editor.selectAll() }
    }

    /// Puts the focus on a field that exists, when the form changed under it.
    public mutating func keepFocus(in fields: [FormField]) {
        if !fields.contains(where: { $0.name == focus }), let first = fields.first { moveFocus(to: first.name) }
    }

    /// What keeps the form from being sent, field by field in their order: what is missing, unfinished or wrong.
    public func complaints(in fields: [FormField]) -> [(field: String, words: String)] {
        fields.compactMap { field in
            let value = self[field.name]
            if case .choice(let choices) = field.kind {
                // Where nothing can be chosen, the screen knows whether it is still read.
                let isOpen = !field.isRequired || choices.isEmpty || choices.contains { $0.code == value }
                return isOpen ? nil : (field.name, "must be filled in")
            }
            if field.isRequired, value.allSatisfy(\.isWhitespace) { return (field.name, "must be filled in") }
            switch field.verdict(value) {
            case .right: return nil
            case .unfinished(let words), .wrong(let words): return (field.name, words)
            }
        }
    }

    /// As it is typed only what more typing cannot mend is told; what is unfinished when the field is left.
    private mutating func judge(_ field: FormField, isLeft: Bool = false) {
        switch field.verdict(self[field.name]) {
        // What was said from outside about a text is the screen's to take back.
        case .right: break
        case .unfinished(let words): if isLeft { errors[field.name] = words }
        case .wrong(let words): errors[field.name] = words
        }
    }

    /// Typed or pasted text: into a text field, or to the choice that begins with it; letters that follow narrow that, and
    /// one that fits no more begins anew. True when a value changed.
    public mutating func type(_ text: String, in fields: [FormField]) -> Bool {
        guard let field = fields.first(where: { $0.name == focus }) else { return false }
        errors[focus] = nil
        switch field.kind {
        case .text, .checked, .secret, .number, .amount, .date:
            let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            // A paste is taken whole and judged; a single character that cannot be there is not taken.
            guard line.count > 1 || line.allSatisfy({ field.admits($0) }) else {
                judge(field)
                return false
            }
            editor.insert(line)
            values[focus] = editor.text
            judge(field)
            return true
        case .check:
            guard text == " " else { return false }
            return toggle()
        case .choice(let choices):
            if text == " " { return step(1, among: choices) }
            let letters = text.lowercased()
            let present = choices.firstIndex { $0.code == self[focus] }
            // What goes on may be what is there already; what begins anew is the next one.
            let goesOn = typed.isEmpty ? nil : Self.choice(typed + letters, among: choices, from: present ?? 0)
            guard let found = goesOn ?? Self.choice(letters, among: choices, from: present.map { $0 + 1 } ?? 0) else {
                return false
            }
            typed = goesOn == nil ? letters : typed + letters
            values[focus] = choices[found].code
            return true
        }
    }

    private static func choice(_ beginning: String, among choices: [FormField.Choice], from start: Int) -> Int? {
        choices.indices.map { (start + $0) % choices.count }
            .first { choices[$0].label.lowercased().hasPrefix(beginning) }
    }

    /// Whether ENTER only ends the focused field and is not to send the form: what stands in it may be a scan, and a scanner
    /// presses ENTER by itself. The second ENTER is the operator's.
    public mutating func endsScan(in fields: [FormField]) -> Bool {
        guard let field = fields.first(where: { $0.name == focus }) else { return false }
        switch field.kind {
        case .text, .checked: return ScannedText.ends(self[focus], &ended)
        case .secret, .choice, .number, .amount, .date, .check: return false
        }
    }

    /// An editing or focus action. Nil: not one of a form's.
    public mutating func perform(_ action: ActionID, in fields: [FormField]) -> Change? {
        switch action {
        case .focusNext, .moveDown:
            moveFocus(by: 1, in: fields)
            return .focus
        case .focusPrevious, .moveUp:
            moveFocus(by: -1, in: fields)
            return .focus
        default: break
        }
        guard let field = fields.first(where: { $0.name == focus }) else { return nil }
        if field.kind == .check {
            switch action {
            case .editLeft, .editRight: return toggle() ? .value : .focus
            default: return InputLine.isEdit(action) ? .focus : nil
            }
        }
        if case .choice(let choices) = field.kind {
            switch action {
            case .editLeft: return step(-1, among: choices) ? .value : .focus
            case .editRight: return step(1, among: choices) ? .value : .focus
            case .editHome: return step(to: 0, among: choices) ? .value : .focus
            case .editEnd: return step(to: choices.count - 1, among: choices) ? .value : .focus
            default: return InputLine.isEdit(action) ? .focus : nil
            }
        }
        guard InputLine.isEdit(action) else { return nil }
        let before = editor.text
        editor.perform(action)
        guard editor.text != before else { return .focus }
        values[focus] = editor.text
        errors[focus] = nil
        judge(field)
        return .value
    }

    public enum Change: Equatable {
        case focus
        case value
    }

    private mutating func toggle() -> Bool {
        values[focus] = self[focus] == FormField.yes ? "" : FormField.yes
        return true
    }

    private mutating func step(_ step: Int, among choices: [FormField.Choice]) -> Bool {
        guard !choices.isEmpty else { return false }
        let index = choices.firstIndex { $0.code == self[focus] }
        return self.step(to: index.map { ($0 + step + choices.count) % choices.count } ?? 0, among: choices)
    }

    private mutating func step(to place: Int, among choices: [FormField.Choice]) -> Bool {
        guard choices.indices.contains(place) else { return false }
        typed = ""
        let before = self[focus]
        values[focus] = choices[place].code
        return before != choices[place].code
    }
}
