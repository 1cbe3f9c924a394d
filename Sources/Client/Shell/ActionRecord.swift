import Domain
import Terminal

/// Something an operator can do. Help, key bar, palette, `bcrm keys` and the error messages are all made of
/// these records and the merged keymap, so they cannot disagree.
struct ActionRecord {
    let id: ActionID
    /// What the palette and the help say: an order, "Push the ticket forward".
    let label: String
    /// What the key bar says, where there are ten cells: "Forward".
    let shortLabel: String
    /// Without it the action is not shown at all.
    let permission: Permission?
    /// Each of these is enough as well: of who supervises what others do.
    var orPermissions: [Permission] = []
    /// The keymap contexts it belongs to; `global` is everywhere.
    let contexts: [String]
    /// A sentence when the action exists here but cannot be done at this moment.
    let whyNotNow: (any Screen, ScreenContext) -> String?

    init(
        _ id: ActionID, _ label: String, short: String, permission: Permission? = nil, in contexts: [String],
        whyNotNow: @escaping (any Screen, ScreenContext) -> String? = { _, _ in nil }
    ) {
        self.id = id
        self.label = label
        self.shortLabel = short
        self.permission = permission
        self.contexts = contexts
        self.whyNotNow = whyNotNow
    }

    /// The same for those who hold one of other permissions, too.
    func also(_ permissions: Permission...) -> ActionRecord {
        var record = self
        record.orPermissions = permissions
        return record
    }

    /// Whether the operator's role has it.
    func isAllowed(in context: ScreenContext) -> Bool {
        guard let permission else { return true }
        return context.may(permission) || orPermissions.contains { context.may($0) }
    }

    /// The same with the screen's own type, for reasons that depend on its state.
    init<Owner: Screen>(
        _ id: ActionID, _ label: String, short: String, permission: Permission? = nil, in contexts: [String],
        on owner: Owner.Type, whyNotNow: @escaping (Owner, ScreenContext) -> String?
    ) {
        self.init(id, label, short: short, permission: permission, in: contexts) { screen, context in
            guard let screen = screen as? Owner else { return nil }
            return whyNotNow(screen, context)
        }
    }
}
