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
    /// This one is enough as well: of who supervises what others do.
    var orPermission: Permission?
    /// The keymap contexts it belongs to; `global` is everywhere.
    let contexts: [String]
    /// In one of these contexts it needs one of these permissions besides.
    var needs: [String: [Permission]] = [:]
    /// False: what the role lacks rules it out for what the screen shows; it is offered nowhere then.
    var suits: (any Screen, ScreenContext) -> Bool = { _, _ in true }
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

    /// The same for those who hold another permission, too.
    func also(_ permission: Permission) -> ActionRecord {
        var record = self
        record.orPermission = permission
        return record
    }

    /// The same where one of the permissions is needed besides, in one of its contexts.
    func needing(_ permissions: [Permission], in place: String) -> ActionRecord {
        var record = self
        record.needs[place] = permissions
        return record
    }

    /// The same, offered on such a screen only where the role can do it to what is shown.
    func suiting<Owner: Screen>(
        _ owner: Owner.Type, _ suits: @escaping (Owner, ScreenContext) -> Bool
    ) -> ActionRecord {
        var record = self
        record.suits = { screen, context in (screen as? Owner).map { suits($0, context) } ?? true }
        return record
    }

    /// Whether the operator's role has it.
    func isAllowed(in context: ScreenContext) -> Bool {
        for place in context.keyContexts {
            if let permissions = needs[place], !permissions.contains(where: { context.may($0) }) { return false }
        }
        guard let permission else { return true }
        return context.may(permission) || orPermission.map { context.may($0) } == true
    }

    /// Whether bar, palette and help have it.
    func isOffered(on screen: (any Screen)?, in context: ScreenContext) -> Bool {
        isAllowed(in: context) && screen.map { suits($0, context) } ?? true
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
