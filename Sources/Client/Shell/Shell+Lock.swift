import Domain
import Operations
import Terminal

/// The lock: while it is on, nothing of what the operator works at is seen, copied or done; what is under way goes on
/// beneath it.
extension Shell {
    var isLocked: Bool { layers.last?.screen is LockScreen }

    /// Why the terminal cannot be locked; nil when it can.
    static func whyNoLock(_ profile: OperatorProfile?) -> String? {
        guard let profile else { return "Nobody is signed in: there is nothing to lock." }
        return profile.isDemo ? "Nobody knows the password of a demo's operator: it is not locked." : nil
    }

    mutating func lock() -> [Order] {
        guard let profile, Self.whyNoLock(profile) == nil, !isLocked,
            !layers.contains(where: { $0.screen is SignInScreen })
        else { return [] }
        prefix = []
        let orders = dropHeld()
        message = nil
        return orders + push(LockScreen(login: profile.login, name: profile.fullName))
    }

    /// Nil: the password is right; else why the lock stays.
    mutating func unlocked(_ refusal: String?) -> [Order] {
        guard let top, var screen = top.screen as? LockScreen else { return [] }
        guard let refusal else { return close(top.id) }
        screen.refused(refusal)
        layers[layers.count - 1].screen = screen
        return [.ring]
    }

    /// Only the password is typed; no other key does anything, but for leaving.
    mutating func lockedInput(_ input: InputEvent) -> [Order] {
        guard let top else { return [] }
        switch read(input) {
        case .text(let text): return deliver(.text(text), to: top.id)
        case .paste(let text): return deliver(.paste(text), to: top.id)
        case .action(.quit): return [.quit]
        case .action(.repaint): return [.repaint]
        case .action(let action)
        where [.formAccept, .formSave, .cancel].contains(action)
            || InputLine.isEdit(action) && action != .fieldEditor:
            return deliver(.action(action), to: top.id)
        case .action, .unknown, .prefix, .ignored:
            prefix = []
            return []
        }
    }
}
