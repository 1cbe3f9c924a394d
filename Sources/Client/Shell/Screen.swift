import Domain
import Operations
import Terminal

/// One layer of what the operator sees: a value with a state, an `update` and a `draw`. It touches neither the
/// terminal nor the database; everything it wants done it returns as effects.
protocol Screen {
    /// The keymap contexts its keys are looked up in, nearest first; `global` follows by itself.
    var keyContexts: [String] { get }
    /// Printable keys are text for the focused field, not commands.
    var takesText: Bool { get }
    /// A code that comes between the marks of a scanner is given to it as a scan, wherever its focus is.
    var takesScans: Bool { get }
    /// What the row under the title calls this screen.
    var crumb: String { get }
    /// A dialog leaves what is beneath it visible.
    var isDialog: Bool { get }
    /// When what is shown was read, once that is worth saying.
    var readAt: Instant? { get }
    /// What is wrong with the focused field, whole.
    var complaint: String? { get }
    /// What leaving the client would lose or leave undone, in a sentence.
    var unsent: String? { get }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]
    func draw(on sheet: inout Sheet, in context: ScreenContext)
}

extension Screen {
    var isDialog: Bool { false }
    var takesText: Bool { false }
    var takesScans: Bool { false }
    var readAt: Instant? { nil }
    var unsent: String? { nil }
    var complaint: String? { nil }
}

/// What reaches a screen.
enum ScreenEvent {
    /// It has just become a layer; data is asked for here.
    case opened
    /// It is on top again, or the connection came back: look again at what may have changed.
    case resumed
    /// The work area has another size: what a wider one shows beside may have to be read.
    case resized
    case action(ActionID)
    /// Printable characters for the focused field.
    case text(String)
    /// A paste: text even where it holds line ends.
    case paste(String)
    /// A code as a scanner read it.
    case scan(String)
    case reply(DeskReply, purpose: String)
    case failure(DeskError, purpose: String)
    case changed(ChangedArea)
    case timer(String)
    /// A dialog opened by this screen was answered.
    case answer(DialogAnswer)
}

/// What a dialog gives back to the layer beneath it.
enum DialogAnswer: Equatable {
    case choice(purpose: String, index: Int)
    case confirmed(purpose: String)
    case dismissed(purpose: String)
    case push(transition: String, resolution: String, comment: String)
    /// A comment to keep as it stands.
    case comment(String)
    /// A comment to send by itself.
    case sendComment(String)
    /// A stock document was begun; it is opened after this.
    case began(StockDocumentID)
}

/// What every screen may know of the world outside it.
struct ScreenContext {
    var profile: OperatorProfile?
    var connection: ConnectionStatus
    /// Business time now.
    var clock: BusinessClock
    var drafts: [DraftID: Draft]
    /// What was looked for in this session, newest first.
    var searches: [String]
    var keys: KeyGuide
    /// The keymap contexts of the screen it is given to.
    var keyContexts: [String] = []
    var theme: TerminalTheme
    /// The work area's size, for page moves and panes.
    var columns: Int
    var rows: Int
    var scanner = ScannerSettings()

    /// Whether the operator holds the permission; nobody does before signing in.
    func may(_ permission: Permission) -> Bool { profile?.may(permission) ?? false }

    var currency: Currency { profile?.currency ?? .amd }
}
