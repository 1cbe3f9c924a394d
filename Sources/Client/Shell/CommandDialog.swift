import Domain
import Terminal

/// A dialog that is one form ending in one command: what all of them answer alike.
protocol CommandDialog: Screen {
    var command: CommandForm { get set }
    var fields: [FormField] { get }
}

extension CommandDialog {
    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    /// Puts the question, unless something is wrong.
    mutating func ask(unless wrong: [(field: String, words: String)] = []) -> [Effect] {
        guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
        command.ask()
        return [.clearMessage]
    }

    /// The part of the dialog that is its form.
    func drawForm(on sheet: inout Sheet, row: Int, labelWidth: Int = 9) {
        let fields = fields
        sheet.within(row: row, column: 0, height: Form.rows(fields), width: sheet.width) { area in
            command.form.draw(on: &area, fields: fields, labelWidth: labelWidth, hasFocus: command.stage == .typing)
        }
    }
}

/// A dialog that puts the question before it sends.
protocol AskingDialog: CommandDialog {
    /// The form is right field by field: puts the question, or tells what is wrong all the same.
    mutating func check(in context: ScreenContext) -> [Effect]
    mutating func send(in context: ScreenContext) -> [Effect]
}

extension AskingDialog {
    mutating func check(in context: ScreenContext) -> [Effect] { ask() }

    /// What is not the dialog's own: the form's editing, and the way from F9 to the command.
    mutating func answer(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): effects
        // What may have been done already is not asked about again: what it came to may be in the way by now.
        case .submit: command.isUnconfirmed ? send(in: context) : check(in: context)
        case .confirmed: send(in: context)
        case nil: []
        }
    }
}
