import Domain
import Glibc
import Operations
import Terminal

/// The one UI thread: waits in `poll`, takes everything that has come (keys, replies, timers), lets the shell think,
/// carries out its orders, and paints once.
final class ProgramLoop {
    let session: any ClientTerminal
    private let mailbox: Mailbox
    private let runner: EffectRunner
    let options: ClientOptions
    private let makeDesk: @Sendable (Credentials?) -> any OperatorDesk
    var shell: Shell
    private var desk: (any OperatorDesk)?
    private var deskNumber = 0
    private var listening: [Task<Void, Never>] = []
    private var timers: [RequestSlot: Timer] = [:]
    private var idle: IdleReport
    private var frames = 0
    var exitCode: Int32?
    var script: ScriptedPart?

    /// What the script found wrong, with the screen it was found on.
    var scriptFailure: String?

    private struct Timer {
        /// Milliseconds by ``ProgramLoop/uptime()``.
        var due: UInt64
        /// A look now and then, for as long as the screen is open; the client waits for its operator meanwhile.
        var isPolling: Bool

        static let leastPoll = 1_000
    }
    private let tutorialFile: TutorialFile
    private var tutorialKept: String?
    private var placesKept: [SessionPlace] = []
    /// When the last key came, by ``ProgramLoop/uptime()``.
    private var lastInput = ProgramLoop.uptime()
    private var passwordCheck: Task<Void, Never>?
    private var tutorialChanges = 0

    init(
        session: any ClientTerminal, mailbox: Mailbox, options: ClientOptions,
        makeDesk: @escaping @Sendable (Credentials?) -> any OperatorDesk
    ) {
        self.session = session
        self.mailbox = mailbox
        self.makeDesk = makeDesk
        self.options = options
        runner = EffectRunner(mailbox: mailbox, stateFolder: options.stateFolder, login: options.login)
        idle = IdleReport(descriptor: options.idleDescriptor)
        let customisation = Customisation(options)
        let theme = TerminalTheme(
            customisation.theme, roles: TextRole.all, depth: session.screen.depth,
            ascii: !session.screen.isUnicode || CellWidth.ambiguous == 2)
        let fixedNow = options.script?.now
        shell = Shell(
            catalogue: ActionCatalogue(), keymap: customisation.keymap, theme: theme,
            clock: BusinessClock(terminalNow: fixedNow ?? Self.now(), isFixed: fixedNow != nil), login: options.login)
        script = options.script.map { ScriptedPart(run: $0) }
        shell.showsLatency = script == nil
        shell.functionKeys = session.functionKeys
        let scanner = ScannerFile(options)
        shell.scanner = scanner.settings
        tutorialFile = TutorialFile(stateFolder: options.stateFolder)
        if options.isTutorial { shell.tutorial = tutorialFile.stepID().map { Tutorial(stepID: $0) } ?? Tutorial() }
        let complaints = customisation.notFound + customisation.complaints + scanner.complaints
        if let first = complaints.first {
            let more = complaints.count > 1 ? " And \(complaints.count - 1) more: see bcrm keys --check." : ""
            shell.say(.bad(first + more))
        }
    }

    func run() -> Int32 {
        carryOut(shell.start())
        paint()
        loadFiles()
        startDesk(nil)
        playScript()
        while exitCode == nil {
            let wakening = session.wait(milliseconds: nextWait(), or: mailbox.wakeDescriptor)
            shell.clock.tick(Self.now())
            lockWhenIdle(!wakening.input.isEmpty)
            for input in wakening.input { carryOut(shell.input(input)) }
            takeLetters()
            fireTimers()
            if let ending = wakening.ending { end(ending) }
            guard exitCode == nil else { break }
            if wakening.isStopAsked { suspend() }
            paint()
            reportIdle()
            playScript()
        }
        finishScript()
        runner.cancelReads()
        finishFiles()
        for task in listening { task.cancel() }
        return exitCode ?? 0
    }

    // MARK: The desk

    private func startDesk(_ credentials: Credentials?) {
        for task in listening { task.cancel() }
        runner.cancelAll()
        deskNumber += 1
        let (number, mailbox, desk) = (deskNumber, mailbox, makeDesk(credentials))
        self.desk = desk
        listening = [
            Task.detached {
                for await state in desk.connectionStates() { mailbox.post(.connection(state, desk: number)) }
            },
            Task.detached {
                for await area in desk.changes() { mailbox.post(.changed(area, desk: number)) }
            },
        ]
    }

    private func takeLetters() {
        for letter in mailbox.takeAll() {
            switch letter {
            case .reply(let result, let slot, let generation):
                if runner.arrived(slot, generation: generation) { carryOut(shell.arrived(result, slot: slot)) }
            case .connection(let state, let number):
                if number == deskNumber { carryOut(shell.connected(state)) }
            case .changed(let area, let number):
                if number == deskNumber { carryOut(shell.changed(area)) }
            case .drafts(let drafts, let folder):
                runner.fileWorkArrived()
                if runner.isPresent(folder: folder) { shell.loaded(drafts) }
            case .history(let history, let file):
                runner.fileWorkArrived()
                if runner.isPresent(history: file) { shell.loaded(history) }
            case .left(let trail, let folder):
                runner.fileWorkArrived()
                if runner.isPresent(sessions: folder), let trail { carryOut(shell.loaded(left: trail.places)) }
            case .historyKept, .trailKept: runner.fileWorkArrived()
            case .passwordChecked(let refusal): carryOut(shell.unlocked(refusal))
            case .draftKept(let isKept):
                runner.fileWorkArrived()
                if !isKept {
                    shell.say(.bad("The entry could not be kept on disk: the state folder cannot be written."))
                }
            }
        }
    }

    // MARK: Orders

    func carryOut(_ orders: [Order]) {
        for order in orders {
            switch order {
            case .start(let request, let slot):
                if let desk { runner.start(request, slot: slot, on: desk) }
            case .cancel(let slot):
                timers[slot] = nil
                runner.cancel(slot)
            case .cancelLayer(let layer):
                timers = timers.filter { $0.key.layer != layer }
                runner.cancelReads(ofLayer: layer)
            case .timer(let slot, let milliseconds):
                timers[slot] = Timer(
                    due: Self.uptime() + UInt64(milliseconds), isPolling: milliseconds >= Timer.leastPoll)
            case .cancelTimer(let slot): timers[slot] = nil
            case .ring: session.screen.ring()
            case .keep(let draft): runner.keep(draft)
            case .forget(let id): runner.forget(id)
            case .note(let entry): runner.note(entry)
            case .signIn(let credentials):
                if runner.change(stateFolder: options.stateFolder, login: credentials.login) {
                    shell.drafts = [:]
                    shell.history = FindHistory()
                    shell.left = []
                    placesKept = []
                    loadFiles()
                }
                startDesk(credentials)
            case .checkPassword(let credentials): check(credentials)
            case .repaint: session.screen.repaint()
            case .saveScreen: saveScreen()
            case .suspend: suspend()
            case .copy(let text): copy(text)
            case .toggleMouse:
                session.setMouse(!session.hasMouse)
                shell.say(
                    .plain(
                        session.hasMouse
                            ? "The mouse is on: hold Shift to select text as the terminal does." : "The mouse is off."))
            case .editOutside(let text, let layer):
                editOutside(text, layer)
                // Whoever wrote in an editor was there.
                lastInput = Self.uptime()
            case .quit:
                if script == nil { runner.dropTrail() }
                exitCode = 0
            }
        }
    }

    private func end(_ ending: TerminalSession.Ending) {
        switch ending {
        case .hangUp: exitCode = 128 + SIGHUP
        case .signal(let number):
            let line = Array("bcrm: ended by signal \(number)\n".utf8)
            _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            exitCode = 128 + number
        }
    }

    /// What was typed is on disk before the programme is gone; a disk that hangs does not hold it for long.
    private func finishFiles() {
        let limit = Self.uptime() + 80
        while runner.areFilesUnderWay, Self.uptime() < limit {
            var watched = pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, 10)
            for letter in mailbox.takeAll() {
                switch letter {
                case .draftKept, .historyKept, .trailKept, .drafts, .history, .left: runner.fileWorkArrived()
                default: break
                }
            }
        }
    }

    // MARK: Time

    private func fireTimers() {
        let now = Self.uptime()
        let due = timers.filter { $0.value.due <= now }.sorted { $0.value.due < $1.value.due }.map(\.key)
        for slot in due {
            timers[slot] = nil
            carryOut(shell.timer(slot))
        }
    }

    /// Until the next timer; the minute of the title row is one once somebody is signed in.
    private func nextWait() -> Int32 {
        let now = Self.uptime()
        var wait = [timers.values.map(\.due).min(), script?.deadline, lockDue].compactMap(\.self).min().map {
            $0 > now ? $0 - now : 0
        }
        if shell.profile != nil {
            let minute = 60_000 - UInt64(max(Self.now().microseconds / 1_000, 0)) % 60_000
            wait = min(wait ?? .max, minute)
        }
        return wait.map { Int32(clamping: $0) } ?? -1
    }

    private static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Milliseconds of a clock that is never set.
    static func uptime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }

    // MARK: The lock

    /// When the terminal is locked if no key comes.
    private var lockDue: UInt64? {
        guard options.idleLock > 0, options.script == nil, Shell.whyNoLock(shell.profile) == nil, !shell.isLocked else {
            return nil
        }
        return lastInput + UInt64(options.idleLock) * 60_000
    }

    /// Keys that come after the time go to the lock.
    private func lockWhenIdle(_ hasInput: Bool) {
        let now = Self.uptime()
        if let lockDue, lockDue <= now { carryOut(shell.lock()) }
        if hasInput { lastInput = now }
    }

    /// By a connection of its own: what is under way on the others goes on.
    private func check(_ credentials: Credentials) {
        passwordCheck?.cancel()
        let (mailbox, makeDesk) = (mailbox, makeDesk)
        passwordCheck = Task.detached {
            let desk = makeDesk(credentials)
            for await state in desk.connectionStates() {
                switch state {
                case .ready: return mailbox.post(.passwordChecked(nil))
                case .refused(let error): return mailbox.post(.passwordChecked(error.sentence))
                case .waiting: return mailbox.post(.passwordChecked("The server does not answer; try again."))
                case .connecting, .daemon, .latency: continue
                }
            }
        }
    }

    // MARK: Painting

    func paint() {
        if let step = shell.followTutorial(), step != tutorialKept {
            tutorialKept = step
            tutorialChanges += 1
            Task.detached { [tutorialFile, tutorialChanges] in await tutorialFile.keep(step, change: tutorialChanges) }
        }
        carryOut(shell.measure(session.screen))
        if shell.show(on: session.screen) { frames += 1 }
        keepPlaces()
    }

    // MARK: Where the operator is

    private func loadFiles() {
        runner.load()
        // A script begins at home, and its screens are nobody's to go back to.
        if options.script == nil { runner.loadTrail(now: Self.now()) }
    }

    private func keepPlaces() {
        guard options.script == nil, shell.profile != nil, exitCode == nil else { return }
        let places = shell.places
        guard places != placesKept else { return }
        placesKept = places
        runner.keep(SessionTrail(keptAt: Self.now(), places: places))
    }

    private func reportIdle() {
        guard busyWith == nil else { return }
        idle.report(bytes: session.bytesRead, frames: frames, columns: shell.columns, rows: shell.rows)
    }

    /// What is under way and will change the screen by itself; nil when the client waits for its operator.
    var busyWith: String? {
        if runner.isBusy { return "a request under way" }
        let mayBeScan = timers[RequestSlot(layer: Shell.ownLayer, purpose: ScanCatcher.purpose)] != nil
        if session.isWaitingForSequence || mayBeScan { return "half a key" }
        if shell.connection.isConnecting { return "signing in" }
        if !shell.held.isEmpty { return "a key that waits for data" }
        if !shell.changedLater.isEmpty
            || timers.contains(where: { $0.key.layer != Shell.ownLayer && !$0.value.isPolling })
        {
            return "a pause before a look"
        }
        return nil
    }

    /// The present picture into a file; the message says where.
    private func saveScreen() {
        let path = ScreenSink.keep(shell.rowsShown, stamp: shell.clock.stamp, stateFolder: options.stateFolder)
        shell.say(
            path.map { .good("The screen is in \($0).") }
                ?? .bad("The screen could not be written below \(options.stateFolder)."))
    }
}
