/// What a lesson can see of the client: enough to notice that a step is done, however it was done.
struct TutorialSight: Equatable {
    enum Place: Equatable {
        case find
        case card
        case payment
        case newService
        case ticket
        /// The dialog that asks how a step ends.
        case push
        case queue
        case serviceChange
        case warehouse
        /// The form that begins a stock document.
        case stockOpening
        case scanning
        case palette
        case help
        case other
    }

    /// What the database did.
    enum Deed: Equatable {
        case paid
        case ticketOpened
        case ticketPushed
        case serviceChanged
        case scanned
    }

    var place = Place.other
    /// Of a card that is read.
    var tab: CardTab?
    /// Customers found for what stands in the line; nil while they are searched.
    var found: Int?
    /// From 0.
    var selectedRow: Int?
    /// What is typed in the line or the palette.
    var typed = ""
    /// The figures are on the screen, and the next key does it.
    var isAsking = false
}
