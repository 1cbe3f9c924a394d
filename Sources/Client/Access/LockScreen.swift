import Domain
import Terminal

/// Covers everything until the password is typed again (facts/terminal.md section 6, session).
struct LockScreen: Screen {
    let login: String
    let name: String
    var form = Form(focus: "password")
    var reason = ""
    var isTrying = false

    init(login: String, name: String) {
        self.login = login
        self.name = name
    }

    static let fields = [FormField(name: "password", label: "Password", kind: .secret, width: 24)]

    var keyContexts: [String] { ["sign_in", "text"] }
    var takesText: Bool { true }
    var crumb: String { "Locked" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            guard !isTrying else { return [] }
            _ = form.type(text, in: Self.fields)
            return []
        case .action(.formAccept), .action(.formSave):
            // An empty one could be taken for a password that lies on the disk.
            guard !isTrying, !form["password"].isEmpty else { return [.ring] }
            isTrying = true
            reason = ""
            return [.unlock(Credentials(login: login, password: form["password"]))]
        case .action(.cancel):
            form["password"] = ""
            return []
        case .action(let action):
            _ = form.perform(action, in: Self.fields)
            return []
        default: return []
        }
    }

    mutating func refused(_ sentence: String) {
        isTrying = false
        reason = sentence
        form["password"] = ""
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Locked", height: 8, width: min(sheet.width - 4, 64)).draw(on: &sheet) { area in
            area.write("\(name) (\(login)) is at work here.", row: 0, column: 1, width: area.width - 2)
            area.within(row: 2, column: 0, height: 1, width: area.width) {
                form.draw(on: &$0, fields: Self.fields, labelWidth: 10)
            }
            area.write(
                isTrying ? "Looking whether it is right\u{2026}" : reason, row: 4, column: 1, width: area.width - 2,
                isTrying ? .dim : .fieldError)
        }
    }
}
