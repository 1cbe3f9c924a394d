/// What a piece of text on the screen is; the theme says how it looks. The names are those of the theme files.
enum Role: String, CaseIterable {
    case text
    case dim = "text.dim"
    case strong = "text.strong"
    case title
    case titleGood = "title.good"
    case titleBad = "title.bad"
    case input = "input"
    case inputLabel = "input.label"
    case message
    case messageGood = "message.good"
    case messageBad = "message.bad"
    case barKey = "bar.key"
    case barLabel = "bar.label"
    case listHead = "list.head"
    case listSelected = "list.selected"
    case tab
    case tabSelected = "tab.selected"
    case label = "field.label"
    case value = "field.value"
    case fieldFocus = "field.focus"
    case fieldHint = "field.hint"
    case fieldError = "field.error"
    case moneyNegative = "money.negative"
    case moneyPositive = "money.positive"
    case stateActive = "state.active"
    case stateSuspended = "state.suspended"
    case stateEnded = "state.ended"
    case stateNew = "state.new"
    case scanGood = "scan.good"
    case scanAgain = "scan.again"
    case scanBad = "scan.bad"
    case dialog
    case dialogFrame = "dialog.frame"
    case dialogTitle = "dialog.title"
    case old = "history.old"
    case new = "history.new"
}
