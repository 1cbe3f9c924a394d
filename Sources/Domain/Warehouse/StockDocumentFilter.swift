/// Which stock documents are looked for.
package struct StockDocumentFilter: Hashable, Sendable {
    /// Nil: every kind.
    package var kind: StockDocumentKind?
    /// Nil: in every state.
    package var state: StockDocumentState?
    /// Part of the name of who began it, in any case.
    package var actor: String
    /// Words of which each is part of the number, the note, a stock's or the customer's name, in any case.
    package var text: String
    /// When it was begun: moments, the second not included.
    package var from: Instant?
    package var to: Instant?

    package init(
        kind: StockDocumentKind? = nil, state: StockDocumentState? = nil, actor: String = "", text: String = "",
        from: Instant? = nil, to: Instant? = nil
    ) {
        self.kind = kind
        self.state = state
        self.actor = actor
        self.text = text
        self.from = from
        self.to = to
    }

    package var isEmpty: Bool { self == StockDocumentFilter() }
}
