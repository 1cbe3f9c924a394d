import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

/// The Usage panel: how the way from records to calls stands, peers, calls under way, conflicts.
@MainActor struct UsagePanelTests {
    private func opened(_ keys: String = "", _ prepare: (inout TestDesk.State) -> Void = { _ in }) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { prepare(&$0) }
        return Stage(desk: desk).press("M-u \(keys)")
    }

    private func asked(_ stage: Stage) -> [UsageRequest] {
        stage.desk.asked.compactMap { if case .usage(let request) = $0 { request } else { nil } }
    }

    @Test func theOverviewSaysTheLagWhatWaitsAndWhyTheErrorBinFills() {
        let words = opened().words
        #expect(words.contains("Rating 3 s behind; the limit is 5:00, the aim 2 s"))
        #expect(words.contains("Waiting 512 records in 2 batches"))
        #expect(words.contains("Today 120 345 records, 60 000 calls"))
        #expect(words.contains("321 calls under way, 1 conflict, ! 1 of 2 peers connected"))
        #expect(words.contains("> no price 12") && words.contains("unknown subscriber 3"))
        #expect(words.contains("24 hours: 276 000 records, 110 400 calls"))
    }

    @Test(arguments: [(80, 24), (200, 60)]) func theHoursAreACurveWithTheirTimesBelow(_ columns: Int, _ rows: Int) {
        let text = opened().rows(columns, rows)
        let head = text.firstIndex { $0.contains("Records by hour, at most") } ?? 0
        let curve = text[(head + 1)...(head + 8)].map { $0.drop { $0 != "|" } }
        #expect(curve.joined().contains("*") && curve.allSatisfy { $0.allSatisfy { "|* ".contains($0) } }, "\(curve)")
        #expect(text[head + 9].filter { $0 == ":" }.count == 4)
    }

    @Test(arguments: [
        (301, "! 5:01 behind"), (300, "5:00 behind"), (0, "0 s behind"), (90_000, "! 25:00:00 behind"),
    ])
    func aLagOverTheLimitIsMarked(_ seconds: Int, _ words: String) {
        let text = opened { $0.usage.health.lagSeconds = seconds }.words
        #expect(text.contains("Rating \(words)"))
    }

    @Test func nothingWaitingIsSaid() {
        let words = opened {
            ($0.usage.health.lagSeconds, $0.usage.health.waitingBatches, $0.usage.health.waitingRecords) = (nil, 0, 0)
            $0.usage.health.rejected = []
        }.words
        #expect(words.contains("nothing waits") && words.contains("Nothing is in it."))
        #expect(words.contains("0 records in 0 batches"))
    }

    @Test func theLagIsReadAgainByItselfAndTheHoursOnlyAfterAMinute() throws {
        let stage = opened()
        #expect(asked(stage).count { $0 == .health } == 1 && asked(stage).count { $0 == .traffic } == 1)
        let slot = try #require(stage.timers.first { $0.key.purpose == "usage.health" })
        #expect(slot.value == OverviewPage.pause)
        stage.timers[slot.key] = nil
        stage.perform(stage.shell.timer(slot.key))
        #expect(asked(stage).count { $0 == .health } == 2 && asked(stage).count { $0 == .traffic } == 1)
        stage.shell.clock.terminalNow = Samples.at(61)
        stage.perform(stage.shell.timer(slot.key))
        #expect(asked(stage).count { $0 == .traffic } == 2)
        // On another tab nobody asks for it.
        stage.press("4")
        stage.perform(stage.shell.timer(slot.key))
        #expect(asked(stage).count { $0 == .health } == 3)
    }

    @Test func enterOnAReasonShowsItsSessions() {
        let stage = opened("DOWN ENTER")
        #expect(stage.text().contains("15 sessions; only unknown subscriber"))
        #expect(stage.text().contains("888113") && !stage.text().contains("88811 "))
    }

    @Test func tabsGoRoundAndByNumber() {
        let stage = opened()
        for tab in UsageTab.allCases {
            #expect((stage.top as? UsageScreen)?.tab == tab)
            stage.press("TAB")
        }
        stage.press("S-TAB")
        #expect((stage.top as? UsageScreen)?.tab == .reratings)
        stage.press("6")
        #expect((stage.top as? UsageScreen)?.tab == .prices)
    }

    @Test(arguments: [
        (Permission.usageReplay, "3 Error bin"), (.usageReplay, "5 Conflicts"), (.usageRerate, "7 Re-rating"),
        (.catalogView, "6 Prices"),
    ])
    func aTabWithoutItsPermissionIsNotThereAndTheOthersKeepTheirNumbers(_ permission: Permission, _ tab: String) {
        let stage = Stage(Samples.everything.subtracting([permission])).press("M-u")
        #expect(!stage.text().contains(tab) && stage.text().contains("4 Open"))
        stage.press(String(tab.prefix(1)))
        #expect((stage.top as? UsageScreen)?.tab == .overview)
        #expect(stage.message.contains("Your role does not"))
    }

    @Test func peersShowTheirStateAndFigures() {
        let text = opened("2").text()
        #expect(text.contains("> mmtel1.example.net 192.0.2.10:41234      tls  open      16.03. 14:00     87,3"))
        #expect(text.contains("! closed"))
        #expect(text.contains("received 1 234 567, answered 1 234 560, duplicates 12, conflicts 1, refused 0"))
        let second = opened("2 DOWN").text()
        #expect(second.contains("never heard; 0 not answered yet; daemon bcrmd-1"))
    }

    @Test(arguments: [Double.nan, .infinity, -1, 1e300])
    func aRateThatIsNoNumberIsSurvived(_ rate: Double) {
        let stage = opened("2") { $0.usage.peers[0].perSecond = rate }
        #expect(stage.text().contains("mmtel1.example.net"))
    }

    @Test func callsUnderWayShowTheirAgeAndWhenTheyWereLastHeard() {
        let stage = opened("4")
        #expect(stage.rows()[4].hasPrefix("> 16.03.2026 15:16  43m 37410555666    888140"))
        stage.press("ENTER")
        #expect(stage.crumbs.last == "Session" && stage.text().contains("under way"))
        stage.press("r")
        #expect(stage.message == "The session is not in the error bin: it is under way.")
        #expect(stage.commands.isEmpty)
    }

    @Test func bothContentsOfAConflictStandSideBySide() {
        let stage = opened("5")
        #expect(stage.text().contains("STOP 1") && stage.text().contains("mmtel2.example.net"))
        stage.press("ENTER")
        let text = stage.text()
        #expect(text.contains("> - Acct-Session-Time = 185"), "the first difference is selected")
        #expect(text.contains("+ Acct-Session-Time = 190"))
        #expect(text.contains("+ Cause-Code = 0"))
    }

    @Test(
        arguments: [
            ([], [], []),
            (["a"], [], [ConflictScreen.Pair(stored: "a", other: nil)]),
            ([], ["b"], [ConflictScreen.Pair(stored: nil, other: "b")]),
            (
                ["a", "x", "c"], ["a", "c", "d"],
                [
                    ConflictScreen.Pair(stored: "a", other: "a"), ConflictScreen.Pair(stored: "x", other: nil),
                    ConflictScreen.Pair(stored: "c", other: "c"), ConflictScreen.Pair(stored: nil, other: "d"),
                ]
            ),
        ] as [([String], [String], [ConflictScreen.Pair])])
    func linesThatAreTheSameStandBesideEachOther(
        _ stored: [String], _ other: [String], _ pairs: [ConflictScreen.Pair]
    ) {
        #expect(ConflictScreen.pairs(stored, other) == pairs)
    }

    @Test func everyLineOfBothContentsIsShownOnce() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<300 {
            let left = (0..<next(12)).map { _ in "\(next(5))" }
            let right = (0..<next(12)).map { _ in "\(next(5))" }
            let pairs = ConflictScreen.pairs(left, right)
            #expect(pairs.compactMap(\.stored) == left && pairs.compactMap(\.other) == right, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("2", "No node has connected yet."), ("3", "The error bin is empty."), ("4", "No call is under way."),
        ("5", "No record ever came with another content."), ("6", "There is no price list"),
        ("7", "Nothing was ever rated again."),
    ])
    func whatIsEmptySaysSo(_ key: String, _ words: String) {
        let stage = opened(key) {
            ($0.usage.peers, $0.usage.rejected, $0.usage.open, $0.usage.conflicts) = ([], [], [], [])
            ($0.usage.lists, $0.usage.reratings) = ([], [])
        }
        #expect(stage.text().contains(words))
        stage.press("ENTER r a e d SPACE v n ESC")
        #expect(stage.commands.isEmpty)
    }

    @Test(arguments: ["", "2", "3", "4", "5", "6", "7"])
    func whatIsRefusedOrNotThereYetIsSaid(_ key: String) {
        let refused = opened(key) { $0.usage.refusal = .refused("Not today.") }
        #expect(refused.message == "Not today.")
        let stage = Stage()
        stage.isSlow = true
        stage.press("M-u \(key)")
        #expect(stage.text().contains("Reading"))
    }

    @Test func theScreenFollowsTheDaemon() {
        let stage = opened("3")
        stage.desk.state.withLock { state in state.usage.rejected.removeFirst(1) }
        stage.perform(stage.shell.changed(.usage))
        #expect(stage.text().contains("14 sessions"))
    }
}
