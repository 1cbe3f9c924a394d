/// What a person may say about the terminal, where it does not tell itself or tells it wrongly.
public nonisolated struct TerminalOptions: Equatable, Sendable {
    /// Fewer colours than the terminal has, or 24 bits where COLORTERM is silent; nil: what the terminal says.
    public var colors: ColorDepth?
    /// Cells of the characters that East Asian terminals draw wide: 1 or 2.
    public var ambiguousWidth: Int

    public init(colors: ColorDepth? = nil, ambiguousWidth: Int = 1) {
        self.colors = colors
        self.ambiguousWidth = ambiguousWidth
    }

    /// The descriptions to try for a terminal, best first. Those of 24 bits have names of their own, and what most
    /// terminals claim to be says nothing of them: COLORTERM does.
    static func descriptions(of terminal: String, colors: ColorDepth?, colorTerm: String, noColor: Bool) -> [String] {
        let wantsDirect = colors == .direct || colors == nil && ["truecolor", "24bit"].contains(colorTerm)
        guard wantsDirect, !noColor, !terminal.hasSuffix("-direct") else { return [terminal] }
        let stem = terminal.hasSuffix("-256color") ? String(terminal.dropLast("-256color".count)) : terminal
        return ["\(stem)-direct", terminal]
    }
}
