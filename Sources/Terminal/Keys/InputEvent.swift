/// What the keyboard, or what pretends to be one, delivers.
public nonisolated enum InputEvent: Hashable, Sendable {
    case key(KeyStroke)
    /// Text between the marks of a bracketed paste; never commands, whatever it holds.
    case paste(String)
}
