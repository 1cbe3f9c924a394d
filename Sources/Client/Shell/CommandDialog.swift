import Domain
import Terminal

/// A dialog that is one form ending in one command: what all of them answer alike.
protocol CommandDialog: Screen {
    var command: CommandForm { get }
    var fields: [FormField] { get }
}

extension CommandDialog {
    var keyContexts: [String] { command.keyContexts }
    var takesText: Bool { command.takesText }
    var isDialog: Bool { true }
    var unsent: String? { command.unsent }
    var complaint: String? { command.form.complaint(in: fields) }

    /// The required fields that are empty.
    var missing: [(field: String, words: String)] {
        fields.filter { $0.isRequired && command.form[$0.name].trimmed.isEmpty }
            .map { (field: $0.name, words: "must be filled in") }
    }
}
