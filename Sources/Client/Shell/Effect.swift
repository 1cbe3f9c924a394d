import Domain
import Operations
import Terminal

/// What a screen wants done. Values, so that a test reads what a key would do without doing it.
enum Effect: Equatable {
    /// Asks the desk; a later request of this layer for the same purpose cancels this one, down to the server.
    case ask(DeskRequest, purpose: String)
    /// Drops what is under way for the purpose.
    case cancel(purpose: String)
    /// The input cannot be understood before the reply under way has come: give it to me again then, and
    /// everything typed after it.
    case holdInput
    case open(Destination)
    case close
    /// Closes this layer and opens another in its place.
    case replace(Destination)
    /// Closes this dialog and hands its answer to the layer beneath it.
    case answer(DialogAnswer)
    case say(Message)
    case clearMessage
    /// What a message says of it is not so any more.
    case settled(Message.Topic)
    case ring
    case after(milliseconds: Int, timer: String)
    case keep(Draft)
    case forget(DraftID)
    /// A text of the input line that led somewhere: Up brings it back.
    case remember(String)
    case signIn(Credentials)
    /// Asks the server whether that is the password of whoever locked the terminal.
    case unlock(Credentials)
    case run(ActionID)
    /// The action was chosen from the palette: it comes first there next time.
    case recall(ActionID)
    case quit
}

/// A sentence for the message row; the keys it names are those of the screen it is shown on.
struct Message: Equatable {
    enum Tone: Equatable {
        case plain
        case good
        case bad
    }

    /// What it is about, where it is untrue once that is over: then it goes by itself.
    enum Topic: Equatable {
        /// There is none, or there is one again.
        case connection
        /// Scans that are not in the database yet.
        case waitingScans
    }

    var words: Sentence
    var tone: Tone
    var topic: Topic?

    /// ENTER came behind a code.
    static func scanEnded(_ action: ActionID) -> Message {
        .plain(Sentence("A scan? Nothing is done by it; \(key: action) once more goes on."))
    }

    static func plain(_ text: String) -> Message { plain(Sentence(text)) }
    static func good(_ text: String) -> Message { Message(words: Sentence(text), tone: .good) }
    static func bad(_ text: String) -> Message { bad(Sentence(text)) }
    static func plain(_ words: Sentence) -> Message { Message(words: words, tone: .plain) }
    static func bad(_ words: Sentence) -> Message { Message(words: words, tone: .bad) }
}

/// A place to go: what is needed to make the screen that shows it.
enum Destination: Equatable {
    case find(text: String)
    case customer(CustomerID, name: String)
    case register(continuing: Draft?, typed: String)
    case queue
    case ticket(TicketID)
    case warehouse
    case stockOpening(StockOpening)
    case scanning(StockDocumentID)
    case stockDocument(StockDocumentID)
    case stockManifest(StockDocumentID)
    case stockSettling([StockDocumentLine], StockDocumentID)
    case stockMinimum(StockLevel)
    /// Movements of a consumable in a stock; of a model with serials, its devices there.
    case stockMovements(StockLevel)
    case stockForm(StockForm?)
    case modelForm(DeviceModel?)
    case device(DeviceID)
    /// A device by what was typed or scanned: its screen when there is one such.
    case deviceSearch(text: String)
    case deviceMarking(DeviceSummary)
    case payment(PaymentOpening)
    case service(ServiceOpening)
    case reversal(ReversalOpening)
    case serviceChange(ServiceChangeOpening)
    case accountAction(AccountActionOpening)
    case cashier
    case shiftOpening
    case shiftClosing(TillShift)
    case shifts
    case cashTransfers
    case cashSending(TillShift)
    case cashAnswer(CashTransfer, isRefusal: Bool)
    case chargeRuns
    case chargeRun(ChargeRunID)
    case runRequest(RunRequestOpening)
    case catalog
    case price(PriceOpening)
    case catalogForm(CatalogFormOpening)
    case usage
    case call(CallOpening)
    case callTotals(CallTotalsOpening)
    case callQuote(CallQuoteOpening)
    case usageSession(UsageSessionID)
    case usageCorrection(UsageSession)
    case usageDismissal(UsageSession)
    case usageConflict(UsageConflictID)
    case rerating(ReratingID)
    case reratingRequest(ReratingOpening)
    case profileForm(ProfileFormOpening)
    case noteText(ProfileEntry)
    case historyDeed(HistoryDeed)
    case fileAdding(CustomerID)
    case fileText(CustomerID, Attachment)
    case fileSaving(CustomerID, Attachment)
    case customerDeed(CustomerID, CustomerDeed)
    case duplicates(CustomerID?)
    case push(PushOpening)
    case choose(ChoiceOpening)
    case confirm(ConfirmOpening)
    case palette(text: String)
    case help
    case about
}

/// What the push dialog needs.
struct PushOpening: Equatable {
    var direction: PushDirection
    var transitions: [TransitionOption]
    var comment: String
    /// What is pushed, where that is not the ticket beneath.
    var title: String?
}

/// A list of values to choose one from.
struct ChoiceOpening: Equatable {
    var purpose: String
    var title: String
    var choices: [String]
    var selected: Int
}

/// A question before something that cannot be undone; the safe answer is no.
struct ConfirmOpening: Equatable {
    var purpose: String
    var question: String
    var yes: String
    var no: String

    /// Before a form with something typed in it becomes empty.
    static let discarding = ConfirmOpening(
        purpose: "discard", question: "Throw away what is typed in this form?", yes: "Throw away", no: "Keep it")
}

/// Where a payment begins: an account already known, or what was typed after `$`.
struct PaymentOpening: Equatable {
    var account: AccountID?
    var amountText: String
    var note: String
    /// A payment sent before and never confirmed: the same key again.
    var draft: Draft?
}

/// Where the request for one more service begins.
struct ServiceOpening: Equatable {
    var customer: CustomerID
    var name: String
    var account: AccountID
    /// Where the service may be.
    var places = ServicePlaces()
}
