import Terminal

/// The roles of text that only this product has.
nonisolated extension TextRole {
    static let title: TextRole = "title"
    static let titleGood: TextRole = "title.good"
    static let titleBad: TextRole = "title.bad"
    static let moneyNegative: TextRole = "money.negative"
    static let moneyPositive: TextRole = "money.positive"
    static let stateActive: TextRole = "state.active"
    static let stateSuspended: TextRole = "state.suspended"
    static let stateEnded: TextRole = "state.ended"
    static let stateNew: TextRole = "state.new"
    static let scanGood: TextRole = "scan.good"
    static let scanAgain: TextRole = "scan.again"
    static let scanBad: TextRole = "scan.bad"
    static let old: TextRole = "history.old"
    static let new: TextRole = "history.new"

    /// Every role a theme has to know.
    static let all: [TextRole] =
        ofToolkit + [
            .title, .titleGood, .titleBad, .moneyNegative, .moneyPositive, .stateActive,
            .stateSuspended, .stateEnded, .stateNew, .scanGood, .scanAgain, .scanBad, .old, .new,
        ]
}
