import Domain
import Operations
import Terminal

/// Which call is shown.
struct CallOpening: Equatable {
    var customer: CustomerID
    var call: CallPosition
}

/// One call with everything that explains it: the arithmetic line by line, the records it was made of, what was
/// corrected, and how it was rated before.
struct CallScreen: Screen {
    let opening: CallOpening
    var detail: CallDetail?
    var text = ReadableLines()
    var loadedAt: Instant?

    private static let topRows = 3

    init(opening: CallOpening) { self.opening = opening }

    var keyContexts: [String] { ["list"] }
    var crumb: String { "Call \(opening.call.id)" }
    var readAt: Instant? { loadedAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.usage): return load()
        case .reply(.usage(.call(let found)), _):
            detail = found
            loadedAt = context.clock.now
            text.show(Self.lines(found, context.clock))
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action):
            if text.perform(action, height: context.rows - Self.topRows) { return detail == nil ? [.holdInput] : [] }
            switch action {
            case .cancel, .listOpen: return [.close]
            case .viewRefresh: return load()
            default: return []
            }
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.usage(.call(opening.call, opening.customer)), purpose: "call")] }

    static func lines(_ detail: CallDetail, _ clock: BusinessClock) -> [ReadableLine] {
        var lines = [ReadableLine.head("How the price was found")]
        lines += detail.arithmetic.map { ReadableLine("  \($0)") }
        if detail.arithmetic.isEmpty { lines.append(ReadableLine("  nothing was kept of it", .dim)) }
        for revision in detail.revisions {
            let until = clock.dateAndTime(of: revision.replacedAt)
            let charged = LocalWords.duration(seconds: revision.chargedSeconds)
            lines.append(
                .head("Until \(until) it was \(revision.amount.text) for \(charged); then \(Self.cause(revision))"))
            lines += revision.arithmetic.map { ReadableLine("  \($0)", .dim) }
        }
        return lines + UsageSessionLines.corrections(detail.corrections, clock)
            + UsageSessionLines.records(detail.records, clock)
    }

    private static func cause(_ revision: CallDetail.Revision) -> String {
        switch revision.cause {
        case "late_record": "a late record came"
        case "correction": "corrected by \(revision.actor)"
        case "rerating": "re-rated by \(revision.actor)"
        case "dismissed": "dismissed by \(revision.actor)"
        default: "\(revision.cause) by \(revision.actor)"
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let detail else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let call = detail.call
        let width = sheet.width - 2
        let head =
            "\(context.clock.dateAndTime(of: call.startedAt))  \(call.calling) to \(call.called)  "
            + LocalWords.duration(seconds: call.durationSeconds)
        sheet.write(head, row: 0, column: 1, width: width - 21, .strong)
        sheet.write(call.amount.text, row: 0, column: width - 19, width: 20, call.amount.role, isRight: true)
        let prefix = detail.prefix.isEmpty ? "every other number" : "prefix \(detail.prefix)"
        let payer = detail.payer.isEmpty ? "" : ", paid by \(detail.payer)"
        sheet.write(
            "\(call.destination), \(prefix), tariff \(detail.tariffName)\(payer)", row: 1, column: 1, width: width)
        let session = "session \(UsageWords.name(detail.session)), account \(call.account)"
        sheet.write(
            call.isComplete ? session : "closed without its STOP; \(session)", row: 2, column: 1, width: width,
            call.isComplete ? .dim : .fieldError)
        let rest = sheet.height - Self.topRows
        sheet.within(row: Self.topRows, column: 0, height: rest, width: sheet.width) { area in
            text.draw("What explains it", on: &area, whenEmpty: "Nothing.")
        }
    }
}

/// What is known of a session, as lines.
enum UsageSessionLines {
    static func records(_ records: [UsageRecordText], _ clock: BusinessClock) -> [ReadableLine] {
        var lines: [ReadableLine] = []
        for record in records {
            let source = record.source.isEmpty ? "" : " from \(record.source)"
            lines.append(
                .head(
                    "\(record.kind.words) \(record.number), came \(clock.dateAndTime(of: record.receivedAt))\(source)"))
            lines += record.lines.map { ReadableLine("  \($0)") }
        }
        return lines.isEmpty ? [.head("No record is kept of it.")] : lines
    }

    static func corrections(_ corrections: [SessionCorrection], _ clock: BusinessClock) -> [ReadableLine] {
        corrections.flatMap { correction in
            let at = clock.dateAndTime(of: correction.at)
            return [ReadableLine.head("Corrected \(at) by \(correction.actor): \(correction.reason)")]
                + correction.fields.map { ReadableLine("  \(fieldName($0.name)) \(clock.shown($0.value))") }
        }
    }

    static func fieldName(_ name: String) -> String {
        switch name {
        case "answered_at": "answered"
        case "subscriber": "paid by the line"
        case "dismissed": "not to be charged:"
        default: name
        }
    }
}
