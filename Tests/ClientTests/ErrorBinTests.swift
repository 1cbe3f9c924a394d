import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The error bin: narrowed, corrected, rated again, dismissed.
@MainActor struct ErrorBinTests {
    private func opened(_ prepare: (inout TestDesk.State) -> Void = { _ in }) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        return Stage(desk: desk).press("M-u 3")
    }

    private func commands(_ stage: Stage) -> [UsageRequest] {
        stage.commands.compactMap { if case .usage(let request) = $0 { request } else { nil } }
    }

    private func replayed(_ stage: Stage) -> [String] {
        commands(stage).compactMap { if case .replay(let id, _) = $0 { id.session } else { nil } }
    }

    private func filters(_ stage: Stage) -> [RejectedFilter] {
        stage.desk.asked.compactMap {
            if case .usage(.rejected(let filter, after: nil, _)) = $0 { filter } else { nil }
        }
    }

    @Test func everySessionHasItsReasonAndTheSelectedOneItsSentence() {
        let text = opened().text()
        #expect(text.contains(" 15 sessions") && text.contains("1 of 15"))
        #expect(text.contains(">   16.03.2026 15:59 37410555666    88811            no price"))
        #expect(text.contains("No call rate matches the number 88811. Session mmtel1.example.net;1;1"))
    }

    @Test func oneIsRatedAgainAtOnce() {
        let stage = opened().press("r")
        #expect(replayed(stage) == ["mmtel1.example.net;1;1"])
        #expect(stage.message == "The session is rated again." && stage.text().contains("14 sessions"))
    }

    @Test func markedOnesAreRatedOneAfterTheOtherAfterAQuestion() {
        let stage = opened().press("SPACE SPACE DOWN SPACE r")
        #expect(stage.text().contains("Rate the 3 marked sessions again?"))
        stage.press("ENTER")
        #expect(stage.commands.isEmpty)
        stage.press("r y")
        #expect(replayed(stage).map { $0.suffix(2) } == [";1", ";2", ";4"])
        #expect(stage.message == "3 sessions are rated again." && stage.text().contains("12 sessions"))
        #expect(!stage.text().contains("marked"))
    }

    @Test func allThatAreListedAreMarkedAtOnceAndUnmarked() {
        let stage = opened().press("M-a")
        #expect(stage.text().contains("15 marked"))
        stage.press("M-a")
        #expect(!stage.text().contains("marked"))
        stage.press("SPACE M-a r")
        #expect(stage.text().contains("Rate the 15 marked sessions again?"))
    }

    @Test func aRefusalEndsTheRowAndSaysHowFarItCame() {
        let stage = opened().press("SPACE SPACE SPACE r")
        stage.isSlow = true
        stage.press("y")
        let (first, slot) = stage.pending.removeFirst()
        stage.perform(stage.shell.arrived(stage.desk.answer(first), slot: slot))
        stage.desk.failNext(.conflict("Somebody rates it at this moment."))
        let (second, next) = stage.pending.removeFirst()
        stage.perform(stage.shell.arrived(stage.desk.answer(second), slot: next))
        #expect(stage.message == "1 rated again; then: Somebody rates it at this moment.")
        stage.isSlow = false
        stage.answerAll()
        #expect(replayed(stage).count == 2, "the third is not sent")
    }

    private nonisolated static let unanswered: [DeskError] = [
        .connectionLost("The connection was lost."), .unexpected("The answer cannot be read."),
    ]

    @Test(arguments: unanswered)
    func whatMayHaveBeenDoneIsSentAgainWithItsKey(_ error: DeskError) {
        let stage = opened()
        stage.desk.failNext(error)
        stage.press("r")
        #expect(stage.message.contains("it is not done twice"))
        stage.press("r")
        let keys = commands(stage).compactMap { if case .replay(_, let key) = $0 { key } else { nil } }
        #expect(keys.count == 2 && keys[0] == keys[1])
    }

    @Test(arguments: unanswered)
    func soIsAWholeReason(_ error: DeskError) {
        let stage = opened().press("END a")
        stage.desk.failNext(error)
        stage.press("y a y")
        let keys = commands(stage).compactMap { if case .replayAll(_, let key) = $0 { key } else { nil } }
        #expect(keys.count == 2 && keys[0] == keys[1])
    }

    @Test func allOfAReasonAreRatedAfterAQuestion() {
        let stage = opened().press("END a")
        #expect(stage.text().contains("Rate all 3 sessions of"))
        stage.press("y")
        guard case .replayAll("unknown_subscriber", _)? = commands(stage).first else {
            Issue.record("not asked for: \(commands(stage))")
            return
        }
        #expect(stage.message == "3 sessions rated again." && stage.text().contains("12 sessions"))
    }

    @Test func theReasonIsChosenWithItsCount() {
        let stage = opened().press("v")
        #expect(stage.text().contains("no price, 12") && stage.text().contains("unknown subscriber, 3"))
        stage.press("DOWN DOWN ENTER")
        #expect(filters(stage).last?.reason == "unknown_subscriber")
        #expect(stage.text().contains("15 sessions; only unknown subscriber"))
        stage.press("ESC")
        #expect(filters(stage).last == RejectedFilter() && stage.crumbs.last == "Usage")
    }

    @Test func whatIsTypedNarrowsTheListAndAWrongDayIsASentence() {
        let stage = opened().press("/ '88811 from 01.03.2026' ENTER")
        #expect(filters(stage).last == RejectedFilter(from: Samples.day("2026-03-01"), text: "88811"))
        #expect(stage.text().contains("only from 01.03.2026 88811"))
        stage.press("/ C-u 'to 99.99' ENTER")
        #expect(stage.text().contains("is no day"))
    }

    @Test(arguments: [
        ("", RejectedFilter()), ("7916", RejectedFilter(text: "7916")),
        ("01.03.2026-15.03.2026", RejectedFilter(from: Samples.day("2026-03-01"), to: Samples.day("2026-03-15"))),
        ("to today x y", RejectedFilter(to: Samples.today, text: "x y")),
    ])
    func theLineIsRead(_ text: String, _ filter: RejectedFilter) throws {
        #expect(try RejectedFilter(typed: text, reason: nil, today: Samples.today) == filter)
    }

    @Test(arguments: ["from", "to nonsense", "from 02.03.2026 to 01.03.2026"])
    func aLineThatMakesNoSenseIsASentence(_ text: String) {
        let wrong = #expect(throws: TypedDays.Wrong.self) {
            try RejectedFilter(typed: text, reason: nil, today: Samples.today)
        }
        #expect(wrong?.sentence.hasSuffix(".") == true)
    }

    @Test func aCorrectionSendsOnlyWhatWasTyped() {
        let stage = opened().press("e TAB '+7 916 123-45-67' TAB '15:00:09' TAB '3:05' TAB TAB 'the switch' F9")
        #expect(stage.text().contains("y  keeps the correction and rates the session again"))
        stage.press("y")
        guard case .correct(let id, let fields, "the switch", _)? = commands(stage).first else {
            Issue.record("not sent: \(commands(stage)) \(stage.message)")
            return
        }
        #expect(id == Samples.session(1).id)
        #expect(
            fields
                == CorrectedFields(
                    called: "+79161234567", answeredAt: Samples.at(-3_591), durationSeconds: 185))
        #expect(stage.crumbs.last == "Usage" && stage.text().contains("14 sessions"))
    }

    @Test(arguments: [
        ("S-TAB why F9", "From: nothing is corrected; to rate it as it is, replay it."),
        ("x F9", "From: \u{201C}x\u{201D} is no telephone number."),
        ("TAB 1 TAB '25:00' F9", "To: \u{201C}1\u{201D} is no telephone number."),
        ("TAB TAB '25:00' F9", "Answered: \u{201C}25:00\u{201D} is no moment; type 16.03.2026 14:02:09, 14:02 or now."),
        ("TAB TAB '17:00' TAB TAB TAB why F9", "Answered: 16.03.2026 17:00 is still to come."),
        ("TAB TAB TAB '24:00:01' F9", "Length: \u{201C}24:00:01\u{201D} is no length up to a day"),
        ("7916 12 F9", "Reason: must be filled in."),
    ])
    func aCorrectionThatMakesNoSenseIsASentence(_ keys: String, _ words: String) {
        let stage = opened().press("e \(keys)")
        #expect(stage.message.hasPrefix(words.hasSuffix(".") ? words : String(words.prefix(40))), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func aCorrectionIsKeptWhenItIsLeft() {
        let stage = opened().press("e TAB 7916 ESC DOWN e")
        #expect((stage.top as? CorrectionScreen)?.command.form["called"] == "", "of another session")
        stage.press("ESC UP e")
        #expect((stage.top as? CorrectionScreen)?.command.form["called"] == "7916")
    }

    @Test func aSessionsNameNeverBecomesAFilesName() {
        let name = "../../etc/passwd\nfield x y"
        let id = DraftID.usageCorrection(UsageSessionID(session: name, subSession: 1))
        #expect(!id.rawValue.contains("/") && !id.rawValue.contains("\n"))
        #expect(id != DraftID.usageCorrection(UsageSessionID(session: name, subSession: 2)))
        #expect(id != DraftID.usageDismissal(UsageSessionID(session: name, subSession: 1)))
    }

    @Test func aDismissalNeedsItsReason() {
        let stage = opened().press("d F9")
        #expect(stage.message == "Reason: must be filled in.")
        stage.press("'test call' F9 y")
        guard case .dismiss(_, "test call", _)? = commands(stage).first else {
            Issue.record("not sent: \(commands(stage))")
            return
        }
        #expect(stage.message == "The session is not charged." && stage.text().contains("14 sessions"))
    }

    @Test func theSessionShowsItsRecordsAndTheSameWaysOut() {
        let stage = opened().press("ENTER")
        #expect(stage.text().contains("! in the error bin") && stage.text().contains("START 0, came"))
        stage.press("d")
        #expect(stage.crumbs.suffix(2) == ["Session", "Dismiss"])
        stage.press("ESC r")
        #expect(replayed(stage) == ["mmtel1.example.net;1;1"])
    }

    @Test func withoutAConnectionNothingIsSentAndItIsSaid() {
        let stage = opened()
        stage.connect(.waiting(reason: "The connection to the database was lost.", retryInMilliseconds: 500))
        stage.press("r")
        #expect(stage.commands.isEmpty && !stage.message.isEmpty)
        #expect(stage.rows()[1].contains("as of 16:00"))
    }

    @Test func pagesAreFetchedWhileScrolling() {
        let stage = opened { $0.usage.rejected = (1...250).map { Samples.session($0) } }
        #expect(stage.text().contains("1 of 100 and older"))
        stage.press("END END END")
        #expect(stage.text().contains("250 of 250"))
    }

    @Test(arguments: [
        ("3:05", 185), ("1:00:00", 3_600), ("90", 90), ("0", 0), ("24:00:00", 86_400), ("86400", 86_400),
        ("86401", nil), ("3:61", nil), ("-5", nil), ("", nil), (":", nil), ("1:2:3:4", nil), ("٣", nil), ("1e3", nil),
    ])
    func lengthsAreRead(_ text: String, _ seconds: Int?) { #expect(TypedDuration.read(text) == seconds) }

    @Test(arguments: [
        ("now", 0), ("15:00", -3_600), ("15:00:01", -3_599), ("15.03.2026 16:00", -86_400), ("15.03 16:00", -86_400),
        ("yesterday", nil), ("24:00", nil), ("15:60", nil), ("15:00:60", nil), ("1 2 3", nil), ("", nil), ("15", nil),
    ])
    func momentsAreReadByTheLocalClock(_ text: String, _ secondsFromNoon: Int64?) {
        var clock = BusinessClock(terminalNow: Samples.noon)
        clock.learn(Samples.anna)
        #expect(TypedMoment.read(text, clock: clock) == secondsFromNoon.map { Samples.at($0) })
    }

    /// Berlin: 02:30 comes twice on 25.10.2026 and never on 29.03.2026.
    @Test(arguments: [
        ("2026-10-25", 9_000, "2026-10-25T00:30:00Z"), ("2026-03-29", 9_000, "2026-03-29T01:30:00Z"),
        ("2026-03-29", 10_800, "2026-03-29T01:00:00Z"), ("2026-07-01", 0, "2026-06-30T22:00:00Z"),
    ])
    func aTimeThatComesTwiceIsTheFirstAndOneThatIsLeaptOverIsLater(_ day: String, _ time: Int, _ moment: String) throws
    {
        let clock = BusinessClock(terminalNow: Samples.noon, zone: try TimeZoneRules(named: "Europe/Berlin"))
        #expect(clock.moment(Samples.day(day), secondsOfDay: time) == Instant(moment))
    }
}
