import ArgumentParser
import Domain
import Glibc
import Operations
import Store

/// What `bcrm charge` prints.
enum ChargeReport {
    static func day(_ text: String) throws -> CivilDate {
        guard let day = CivilDate(text) else { throw ValidationError("\"\(text)\" is no day: write 2027-01-01.") }
        return day
    }

    /// Asks for a run, and watches it until it is done when that is wanted.
    static func request(_ request: ChargeRunRequest, progress: Bool) async throws {
        try await OperatorConnection.run(isTransaction: false) { session in
            let run = try await session.requestChargeRun(request, key: .make())
            write("Run \(run) is asked for.\n")
            if progress { try await watch(run, session) }
        }
    }

    private static func watch(_ run: ChargeRunID, _ session: StoreSession) async throws {
        let isTerminal = isatty(1) == 1
        var shown = ""
        while true {
            let report = try await session.chargeRun(run)
            let line = progressLine(report.summary, at: try await session.businessDay().now)
            if line != shown {
                shown = line
                if isTerminal { write("\r\u{1B}[K" + line) } else { write(line + "\n") }
            }
            switch report.summary.state {
            case .waiting, .running: try await Task.sleep(for: .milliseconds(500))
            case .finished, .cancelled:
                if isTerminal { write("\n") }
                print(report)
                return
            }
        }
    }

    /// A bar of forty cells, what is done, and how long the rest takes at the pace so far.
    static func progressLine(_ run: ChargeRunSummary, at now: Instant) -> String {
        switch run.state {
        case .waiting: return "waits for the daemon"
        case .cancelled: return "cancelled after \(run.batchesDone) of \(run.batches) batches"
        case .running, .finished: break
        }
        let cells = run.batches == 0 ? 40 : run.batchesDone * 40 / run.batches
        let bar = String(repeating: "#", count: cells) + String(repeating: ".", count: 40 - cells)
        var line = "[\(bar)] \(run.batchesDone)/\(run.batches) batches, \(run.charges) charges, \(run.amount)"
        if let seconds = run.secondsLeft(at: now) { line += ", about \(seconds) s left" }
        return line
    }

    static func line(_ run: ChargeRunSummary) -> String {
        let state =
            switch run.state {
            case .waiting: "waits"
            case .running: "runs, \(run.batchesDone) of \(run.batches) batches"
            case .finished: run.isReversed ? "taken back" : "done"
            case .cancelled: "cancelled"
            }
        let failures = run.failures > 0 ? ", \(run.failures) not charged" : ""
        return
            "\(run.id)  \(run.day.localText)  \(run.kind.rawValue)  \(state)  \(run.charges) charges  \(run.amount.textWithCode)\(failures)  \(run.requestedBy)"
    }

    static func print(_ report: ChargeRunReport) {
        Swift.print(line(report.summary))
        for total in report.totals {
            Swift.print(
                "  \(total.component) (\(total.tag)), \(total.part): \(total.charges) charges, \(total.amount.textWithCode)"
            )
        }
        if !report.failures.isEmpty { Swift.print("Not charged:") }
        for failure in report.failures {
            let solved = failure.solvedAt == nil ? "" : " (charged since)"
            Swift.print(
                "  customer \(failure.customer), \(failure.customerName.plain), \(failure.service.plain): \(failure.reason)\(solved)"
            )
        }
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
    }
}
