import Domain
import Operations
import Terminal

/// The charging runs, newest first, with how far each has come. While one runs the list is read again by itself.
struct ChargeRunsScreen: Screen {
    var runs: [ChargeRunSummary]?
    var selection = RowSelection<ChargeRunID>()
    var loadedAt: Instant?
    /// The cancel command of a run, kept for sending it again.
    var cancelling: (run: ChargeRunID, key: CommandKey)?
    var isPolling = false

    static let limit = 100
    /// Milliseconds between two looks at a run under way.
    static let pause = 2_000

    var keyContexts: [String] { ["charge.runs", "list"] }
    var crumb: String { "Charge runs" }
    var readAt: Instant? { loadedAt }
    var ids: [ChargeRunID] { (runs ?? []).map(\.id) }
    var selected: ChargeRunSummary? { runs?.first { $0.id == selection.id } }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.accounts): return load()
        case .timer("poll"):
            isPolling = false
            return load()
        case .reply(.runs(let found), _):
            runs = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return poll()
        case .reply(.runCancelled(let run), _):
            cancelling = nil
            return [.say(.good("Run \(run) is cancelled; what its finished batches posted stays."))] + load()
        case .failure(let error, let purpose): return failed(error, purpose: purpose)
        case .answer(.confirmed("cancel")): return sendCancel(in: context)
        case .answer(.dismissed("cancel")):
            cancelling = nil
            return []
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.charging(.list(limit: Self.limit)), purpose: "runs")] }

    private mutating func poll() -> [Effect] {
        let isBusy = (runs ?? []).contains { $0.state == .running || $0.state == .waiting }
        guard isBusy, !isPolling else { return [] }
        isPolling = true
        return [.after(milliseconds: Self.pause, timer: "poll")]
    }

    private mutating func failed(_ error: DeskError, purpose: String) -> [Effect] {
        guard error != .cancelled else { return [] }
        guard purpose == "cancel" else { return [.say(.bad(error.sentence)), .ring] }
        if error.mayHaveHappened {
            return [.say(.bad("\(error.sentence) Cancel it again to be sure.")), .ring]
        }
        cancelling = nil
        return [.say(.bad(error.sentence)), .ring] + load()
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: context.rows - 5) { return runs == nil ? [.holdInput] : [] }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        case .runDry: return [.open(.runRequest(RunRequestOpening(kind: .dry, of: nil)))]
        case .runDay: return [.open(.runRequest(RunRequestOpening(kind: .day, of: nil)))]
        case .runReverse: return reverse()
        case .runCancel: return cancelRun()
        case .listOpen:
            guard runs != nil else { return [.holdInput] }
            return selection.id.map { [.open(.chargeRun($0))] } ?? []
        default: return []
        }
    }

    private func reverse() -> [Effect] {
        guard runs != nil else { return [.holdInput] }
        guard let selected else { return [.say(.bad("There is no run to take back.")), .ring] }
        if let reason = selected.whyNoReversal { return [.say(.bad(reason)), .ring] }
        return [.open(.runRequest(RunRequestOpening(kind: .reversal, of: selected)))]
    }

    private mutating func cancelRun() -> [Effect] {
        guard runs != nil else { return [.holdInput] }
        guard let selected, selected.state == .running || selected.state == .waiting else {
            return [.say(.bad("Only a run that is under way is cancelled; one that is over is taken back.")), .ring]
        }
        guard selected.kind != .day else {
            return [.say(.bad("The charging of a day goes to its end; take the run back when it is done.")), .ring]
        }
        if cancelling?.run != selected.id { cancelling = (selected.id, CommandKey.make()) }
        return [
            .open(
                .confirm(
                    ConfirmOpening(
                        purpose: "cancel",
                        question:
                            "Cancel run \(selected.id)? Its \(selected.batchesDone) finished batches stay posted.",
                        yes: "cancel the run", no: "let it run")))
        ]
    }

    private func sendCancel(in context: ScreenContext) -> [Effect] {
        guard let cancelling else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        return [.ask(.charging(.cancel(cancelling.run, key: cancelling.key)), purpose: "cancel")]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = runs ?? []
        let barWidth = sheet.width >= Layout.wide ? 24 : 8
        let theme = sheet.theme
        let table = Table(columns: [
            Table.Column(title: "Run", width: 5), Table.Column(title: "Day", width: 10),
            Table.Column(title: "Kind", width: 8), Table.Column(title: "State", width: nil),
            Table.Column(title: "Charges", width: 9, isRight: true),
            Table.Column(title: "Sum", width: 19, isRight: true),
            Table.Column(title: "Failed", width: 6, isRight: true),
            Table.Column(title: "By", width: 18, from: 120),
        ])
        let tableHeight = sheet.height - 4
        sheet.within(row: 0, column: 0, height: tableHeight, width: sheet.width) { area in
            let words = runs == nil ? "Reading\u{2026}" : "No run yet."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                let (state, role) = row.stateWords(
                    bar: row.progress.bar(width: barWidth, theme: theme), now: context.clock.now)
                return [
                    Table.Cell("\(row.id)"), Table.Cell(row.day.text), Table.Cell(row.kind.words),
                    Table.Cell(state, role), Table.Cell(row.charges.grouped),
                    Table.Cell("\(row.amount)", row.amount.role),
                    Table.Cell(row.failures == 0 ? "" : "\(row.failures)", .fieldError),
                    Table.Cell(row.requestedBy, .dim),
                ]
            }
        }
        if let selected {
            sheet.within(row: tableHeight, column: 1, height: 2, width: sheet.width - 2) { area in
                _ = area.writeWrapped(selected.detail(context.clock), row: 0, .dim)
            }
        }
        KeyHints([.runDry, .runDay, .runReverse, .runCancel], of: keyContexts, in: context).draw(
            on: &sheet, row: sheet.height - 1)
    }
}

extension ChargeRunSummary {
    /// Why it cannot be taken back; nil when it can.
    var whyNoReversal: String? {
        switch kind {
        case .dry: "A dry run posted nothing; there is nothing to take back."
        case .reversal: "A reversal is not taken back; ask for a run of the day again."
        case .day:
            isReversed
                ? "Run \(id) is taken back already."
                : state == .running || state == .waiting ? "Run \(id) is under way; cancel it or let it finish." : nil
        }
    }

    var progress: ProgressBar {
        ProgressBar(done: batchesDone, total: batches > 0 ? batches : nil, unit: "batches")
    }

    func stateWords(bar: String, now: Instant) -> (String, TextRole) {
        switch state {
        case .waiting: return ("waits", .stateNew)
        case .cancelled: return ("x cancelled", .stateEnded)
        case .finished: return isReversed ? ("x taken back", .stateEnded) : ("done", .stateActive)
        case .running:
            let left = secondsLeft(at: now).map { " \(LocalWords.duration(seconds: $0))" } ?? ""
            return ("\(bar)\(left)", .stateNew)
        }
    }

    /// What the columns have no room for.
    func detail(_ clock: BusinessClock) -> String {
        var words = "asked for \(clock.dateAndTime(of: requestedAt)) by \(requestedBy)"
        if let reverses { words += ", takes back run \(reverses)" }
        if batches > 0 { words += "; \(batchesDone) of \(batches) batches, \(subscriptions.grouped) services" }
        if let finishedAt { words += "; done \(clock.dateAndTime(of: finishedAt))" }
        if let left = secondsLeft(at: clock.now) { words += "; about \(LocalWords.duration(seconds: left)) left" }
        if !reason.isEmpty { words += "; \(reason)" }
        return words
    }
}

extension ChargeRunSummary.Kind {
    var words: String {
        switch self {
        case .day: "day"
        case .dry: "dry"
        case .reversal: "reversal"
        }
    }
}
