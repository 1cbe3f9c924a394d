import Domain
import Terminal

/// Asks for login and password when the server wants one. A wrong password says so and keeps the login.
struct SignInScreen: Screen {
    var form: Form
    var reason: String
    var isTrying = false

    init(login: String, reason: String) {
        form = Form(focus: login.isEmpty ? "login" : "password", values: ["login": login])
        self.reason = reason
    }

    static let fields = [
        FormField(name: "login", label: "Login", kind: .text, isRequired: true, width: 24),
        FormField(name: "password", label: "Password", kind: .secret, width: 24),
    ]

    var keyContexts: [String] { ["sign_in", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "Sign in" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            _ = form.type(text, in: Self.fields)
            return []
        case .action(.formAccept), .action(.formSave):
            guard !form["login"].trimmed.isEmpty else {
                form.errors["login"] = "type your login"
                form.moveFocus(to: "login")
                return [.ring]
            }
            if form.focus == "login", form["password"].isEmpty {
                form.moveFocus(to: "password")
                return []
            }
            isTrying = true
            return [.clearMessage, .signIn(Credentials(login: form["login"].trimmed, password: form["password"]))]
        case .action(.cancel):
            form["password"] = ""
            form.moveFocus(to: "password")
            return []
        case .action(let action):
            _ = form.perform(action, in: Self.fields)
            return []
        default: return []
        }
    }

    /// The server refused: the login stays, the password goes.
    mutating func refused(_ sentence: String) {
        isTrying = false
        reason = sentence
        form["password"] = ""
        form.moveFocus(to: "password")
    }
}
