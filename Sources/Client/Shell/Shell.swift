import Domain
import Operations
import Terminal

/// The whole state of the client: the stack of layers, the connection, the message, what was typed ahead. A value:
/// every input gives the orders that the programme carries out, and `draw` paints what is.
struct Shell {
    struct Layer {
        let id: Int
        var screen: any Screen
        /// Something changed while the layer was covered; it looks again when it is on top.
        var isStale = false
        /// When an answer was last shown in it.
        var readAt: Instant?
    }

    var layers: [Layer] = []
    private var lastLayer = 0
    var connection: ConnectionStatus = .connecting
    var profile: OperatorProfile?
    /// As far as is known; asked about now and then.
    var isDaemonRunning = true
    /// When the connection was lost; nil while it is there, and before it was there for the first time.
    var lostAt: Instant?
    var latency = Latency()
    /// Off where the same screen must look the same every time.
    var showsLatency = true
    var clock: BusinessClock
    var drafts: [DraftID: Draft] = [:]
    /// Earlier input lines, and the actions chosen from the palette, the last one first.
    var history = FindHistory()
    var message: Message?
    /// The message was seen on the screen; the next key takes it away.
    var messageWasPainted = false
    let catalogue: ActionCatalogue
    let keymap: Keymap
    var theme: TerminalTheme
    var columns = 80
    var rows = 24

    /// Input that waits for data, oldest first.
    var held: [InputEvent] = []
    /// Reads asked for while there is no connection.
    var parked: [RequestSlot: DeskRequest] = [:]
    /// Requests under way, by slot: what an answer may wake.
    var underWay: Set<RequestSlot> = []
    /// The beginning of a key sequence.
    var prefix: [KeyStroke] = []
    /// What may follow it.
    var nextKeys: [Keymap.Continuation] = []
    /// What a click on the places of the picture on the screen does.
    var targets: [ClickTarget] = []
    /// How many function keys the terminal has.
    var functionKeys = 12
    private let bindings = KeyGuide.BindingCache()
    var login: String
    var scanner = ScannerSettings()
    var scanCatcher = ScanCatcher()
    /// Changes that came within a second after the last look; looked at together.
    var changedLater: Set<ChangedArea> = []
    var isChangePauseRunning = false

    /// Where an earlier client was that ended without being left; gone back to once somebody is signed in.
    var left: [SessionPlace] = []

    /// The guided first hour, when it is under way.
    var tutorial: Tutorial?

    static let holdLimit = 5_000
    static let changePause = 1_000
    /// The slot of the shell's own timers.
    static let ownLayer = 0

    init(catalogue: ActionCatalogue, keymap: Keymap, theme: TerminalTheme, clock: BusinessClock, login: String) {
        self.catalogue = catalogue
        self.keymap = keymap
        self.theme = theme
        self.clock = clock
        self.login = login
    }

    var top: Layer? { layers.last }

    var context: ScreenContext { context(of: top?.screen) }

    /// With the keys that are in force on a screen.
    func context(of screen: (any Screen)?) -> ScreenContext {
        ScreenContext(
            profile: profile, connection: connection, clock: clock, drafts: drafts, searches: history.lines,
            keys: KeyGuide(
                keymap: keymap, catalogue: catalogue, functionKeys: functionKeys, cache: bindings),
            keyContexts: screen?.keyContexts ?? [], theme: theme, columns: columns,
            rows: max(rows - Frame.fixedRows - tutorialRows, 1), scanner: scanner)
    }

    // MARK: Layers

    mutating func start() -> [Order] { push(FindScreen(isHome: true)) }

    mutating func push(_ screen: any Screen) -> [Order] {
        lastLayer += 1
        let id = lastLayer
        // What opens by itself while the terminal is locked opens beneath the lock.
        layers.insert(Layer(id: id, screen: screen), at: isLocked ? layers.count - 1 : layers.count)
        prefix = []
        return deliver(.opened, to: id)
    }

    /// Closes the layer; the one beneath looks again if it missed something.
    mutating func close(_ id: Int) -> [Order] {
        guard layers.count > 1, let index = layers.firstIndex(where: { $0.id == id }), index > 0 else { return [] }
        layers.remove(at: index)
        parked = parked.filter { $0.key.layer != id }
        prefix = []
        var orders: [Order] = [.cancelLayer(id)]
        underWay = underWay.filter { $0.layer != id }
        if index == layers.count, let top = layers.last, top.isStale {
            layers[index - 1].isStale = false
            orders += deliver(.resumed, to: top.id)
        }
        return orders
    }

    /// Gives an event to a layer and carries out what it answers.
    mutating func deliver(_ event: ScreenEvent, to id: Int, from input: InputEvent? = nil) -> [Order] {
        guard let index = layers.firstIndex(where: { $0.id == id }) else { return [] }
        let context = context(of: layers[index].screen)
        let effects = layers[index].screen.update(event, in: context)
        return effects.flatMap { carryOut($0, for: id, input: input) }
    }

    mutating func carryOut(_ effect: Effect, for id: Int, input: InputEvent? = nil) -> [Order] {
        let slot = { (purpose: String) in RequestSlot(layer: id, purpose: purpose) }
        switch effect {
        case .ask(let request, let purpose): return ask(request, slot: slot(purpose))
        case .cancel(let purpose):
            parked[slot(purpose)] = nil
            underWay.remove(slot(purpose))
            return [.cancel(slot(purpose))]
        case .holdInput: return hold(input)
        case .open(let destination): return open(destination)
        case .close: return close(id)
        case .replace(let destination): return close(id) + open(destination)
        case .answer(.confirmed("quit")): return [.quit]
        case .answer(.choice("draft", let index)): return close(id) + openDraft(at: index)
        case .answer(let answer):
            guard let index = layers.firstIndex(where: { $0.id == id }), index > 0 else { return [] }
            let below = layers[index - 1].id
            return close(id) + deliver(.answer(answer), to: below, from: input)
        case .say(let message):
            say(message)
            return []
        case .clearMessage:
            message = nil
            return []
        case .settled(let topic):
            if message?.topic == topic { message = nil }
            return []
        case .ring: return [.ring]
        case .after(let milliseconds, let timer): return [.timer(slot(timer), milliseconds: milliseconds)]
        case .keep(var draft):
            if let index = layers.firstIndex(where: { $0.id == id }) {
                draft.place = layers[...index].compactMap { Self.place(of: $0.screen) }.last
                draft.form = layers[index].screen.crumb
            }
            drafts[draft.id] = draft
            return [.keep(draft)]
        case .forget(let draft):
            guard drafts.removeValue(forKey: draft) != nil else { return [] }
            return [.forget(draft)]
        case .remember(let text):
            history.add(.line(text))
            return [.note(.line(text))]
        case .signIn(let credentials):
            login = credentials.login
            connection = .connecting
            return [.signIn(credentials)]
        case .unlock(let credentials): return [.checkPassword(credentials)]
        case .run(let action): return perform(action, input: nil)
        case .recall(let action):
            history.add(.action(action))
            return [.note(.action(action))]
        case .quit: return [.quit]
        }
    }

    /// What the message row says, with the keys of the screen on top.
    var messageText: String? { message.map { context.words($0.words) } }

    mutating func say(_ message: Message) {
        self.message = message
        // Whoever says why nothing was sent: it is so until the connection is there.
        if let reason = connection.whyNoCommand, message.words == Sentence(reason) { self.message?.topic = .connection }
        messageWasPainted = false
    }

    private mutating func ask(_ request: DeskRequest, slot: RequestSlot) -> [Order] {
        if !connection.isReady {
            // A command is never sent by itself later: the operator is told, and what was typed is still there.
            if request.isCommand {
                return deliver(
                    .failure(.refused(connection.whyNoCommand ?? ""), purpose: slot.purpose), to: slot.layer)
            }
            parked[slot] = request
            return []
        }
        underWay.insert(slot)
        return [.start(request, slot)]
    }

    private mutating func open(_ destination: Destination) -> [Order] {
        if case .find(let text) = destination, let top, top.screen is FindScreen, text.isEmpty { return [] }
        return push(screen(destination))
    }

    // MARK: Holding input

    mutating func hold(_ input: InputEvent?) -> [Order] {
        guard let input else { return [] }
        let isFirst = held.isEmpty
        held.insert(input, at: 0)
        return isFirst ? [.timer(RequestSlot(layer: Self.ownLayer, purpose: "hold"), milliseconds: Self.holdLimit)] : []
    }

    mutating func dropHeld() -> [Order] {
        held = []
        return [.cancelTimer(RequestSlot(layer: Self.ownLayer, purpose: "hold"))]
    }
}

/// What the shell wants of the programme around it.
enum Order: Equatable {
    case start(DeskRequest, RequestSlot)
    case cancel(RequestSlot)
    case cancelLayer(Int)
    case timer(RequestSlot, milliseconds: Int)
    case cancelTimer(RequestSlot)
    case ring
    case keep(Draft)
    case forget(DraftID)
    /// Into the history that the next session finds.
    case note(FindHistory.Entry)
    case signIn(Credentials)
    /// Of whoever locked the terminal: a connection of its own tells.
    case checkPassword(Credentials)
    case repaint
    /// The picture into a file.
    case saveScreen
    case suspend
    /// To the clipboard of the terminal.
    case copy(String)
    /// The mouse on or off.
    case toggleMouse
    /// Lets the operator's own editor change the text.
    case editOutside(String, layer: Int)
    case quit
}
