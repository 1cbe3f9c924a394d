import Domain
import Terminal

/// The form a ticket's step shows, made from its kind of view (features F5.3).
struct StepForm: Equatable {
    let view: StepView

    struct Wrong: Equatable {
        var field: String
        var words: String
    }

    /// Metres; the database holds the same limit.
    static let longestCable = 5_000

    static let yesNo = [
        FormField.Choice(code: "yes", label: "yes"), FormField.Choice(code: "no", label: "no"),
    ]

    var fields: [FormField] {
        switch view {
        case .general, .closed: []
        case .survey:
            [
                FormField(
                    name: "feasible", label: "Can be connected", kind: .choice(Self.yesNo), isRequired: true, width: 14),
                FormField(
                    name: "metres", label: "Cable, metres", kind: .number(0...Self.longestCable),
                    hint: "0 to \(Self.longestCable)", isRequired: true, width: 11),
            ]
        case .port: [FormField(name: "filter", label: "Free port", kind: .text, hint: "node, port or site", width: 30)]
        case .device:
            [FormField(name: "scan", label: "Scan", kind: .text, hint: "the device's serial or MAC", width: 34)]
        case .activation:
            [
                FormField(
                    name: "identifier", label: "Number or login", kind: .text,
                    hint: "what the service is known by; empty when it has none", width: 30)
            ]
        }
    }

    static func defaultValue(of field: FormField) -> String { field.name == "feasible" ? "yes" : "" }

    /// What keeps the form from being pushed forward.
    func check(_ form: Form, port: PortID?) -> Wrong? {
        switch view {
        case .survey:
            if form["feasible"] == "no" {
                return Wrong(field: "feasible", words: "It cannot be connected: push it back and say why")
            }
            return form.complaints(in: fields).first.map { wrong in
                let label = fields.first { $0.name == wrong.field }?.label ?? wrong.field
                return Wrong(field: wrong.field, words: "\(label): \(wrong.words)")
            }
        case .port: return port == nil ? Wrong(field: "filter", words: "Choose a free port") : nil
        case .activation:
            let text = form["identifier"].trimmed
            let isGood =
                text.count <= 64
                && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-_.@".contains($0)) }
            return isGood
                ? nil
                : Wrong(field: "identifier", words: "An identifier has up to 64 Latin letters, digits and + - _ . @")
        case .general, .device, .closed: return nil
        }
    }

    /// What the push carries.
    func result(_ form: Form, port: PortID?) -> StepResult {
        switch view {
        case .survey: .survey(feasible: form["feasible"] != "no", cableMetres: form.number("metres") ?? 0)
        case .port: port.map { .port($0) } ?? .nothing
        case .device: .device
        case .activation: .activation(identifier: form["identifier"].trimmed)
        case .general, .closed: .nothing
        }
    }
}
