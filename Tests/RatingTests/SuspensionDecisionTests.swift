import Domain
import Rating
import Testing

@Suite struct SuspensionDecisionTests {
    @Test(
        arguments: [
            // available, due on resumption, suspended, exempt
            (0, 0, false, false, .leave), (-1, 0, false, false, .suspend), (-1, 0, false, true, .leave),
            (-1, 0, true, true, .resume), (99, 0, true, false, .leave), (100, 0, true, false, .resume),
            (100, 1, true, false, .leave), (600, 500, true, false, .resume), (50, 0, false, false, .leave),
            (.min, .max, true, false, .leave),
        ] as [(Int64, Int64, Bool, Bool, SuspensionDecision)])
    func moneyStopsBelowOneLimitAndStartsFromAnother(
        _ available: Int64, _ due: Int64, _ isSuspended: Bool, _ isExempt: Bool, _ decision: SuspensionDecision
    ) {
        let limits = SuspensionLimits(suspendBelow: 0, resumeFrom: 100)
        #expect(
            SuspensionDecision.decide(
                available: available, dueOnResumption: due, limits: limits, isSuspendedForMoney: isSuspended,
                isExempt: isExempt) == decision)
    }

    @Test(
        arguments: [
            (100, 0, 0, 100), (-500, 300, 200, 0), (-500, 0, 600, 100), (.max, 1, 0, .max), (.min, -1, 0, .min),
        ] as [(Int64, Int64, Int64, Int64)])
    func whatIsAvailableIsBalanceCreditAndPromises(
        _ balance: Int64, _ credit: Int64, _ promised: Int64, _ available: Int64
    ) {
        #expect(
            SuspensionDecision.available(balance: balance, creditLimit: credit, promised: promised) == available)
    }

    private static let office = SuspensionPolicy(notBeforeHour: 8, notAfterHour: 20)
    private static let friday = SuspensionPolicy(notBeforeHour: 8, forbiddenWeekdays: [5: 15, 6: 0, 7: 0])

    // 2026-03-04 is a Wednesday, 6 March a Friday; local time is UTC+4.
    @Test(arguments: [
        (SuspensionPolicy.immediate, "2026-03-04T03:00:00+04", "now"),
        (office, "2026-03-04T08:00:00+04", "now"), (office, "2026-03-04T19:59:59+04", "now"),
        (office, "2026-03-04T07:59:59+04", "2026-03-04T08:00:00+04 hours"),
        (office, "2026-03-04T20:00:00+04", "2026-03-05T08:00:00+04 hours"),
        (friday, "2026-03-06T14:59:00+04", "now"),
        (friday, "2026-03-06T15:00:00+04", "2026-03-09T08:00:00+04 weekday"),
        (friday, "2026-03-08T12:00:00+04", "2026-03-09T08:00:00+04 weekday"),
        // 8 March is a holiday: not on the 7th, not on the 8th.
        (
            SuspensionPolicy(notBeforeHour: 9, holidays: [CivilDate(dayNumber: 20_520)]), "2026-03-07T12:00:00+04",
            "2026-03-09T09:00:00+04 holiday"
        ),
        (
            SuspensionPolicy(holidays: [CivilDate(dayNumber: 20_520)]), "2026-03-06T23:00:00+04", "now"
        ),
    ])
    func servicesAreStoppedInAllowedHoursOnly(
        _ policy: SuspensionPolicy, _ now: String, _ expected: String
    ) throws {
        #expect(try told(policy, now) == expected)
    }

    @Test(arguments: [
        // Short since, decided at: three days of grace are three midnights.
        (nil, "2026-03-04T12:00:00+04", "2026-03-07T08:00:00+04 grace"),
        ("2026-03-02T23:00:00+04", "2026-03-04T12:00:00+04", "2026-03-05T08:00:00+04 grace"),
        ("2026-03-01T23:00:00+04", "2026-03-04T12:00:00+04", "now"),
        ("2026-02-01T00:00:00+04", "2026-03-04T06:00:00+04", "2026-03-04T08:00:00+04 hours"),
    ])
    func graceCountsFromTheDayTheMoneyRanShort(_ since: String?, _ now: String, _ expected: String) throws {
        let policy = SuspensionPolicy(notBeforeHour: 8, graceDays: 3)
        #expect(try told(policy, now, shortSince: since) == expected)
    }

    @Test(arguments: [
        ("2026-03-04T12:00:00+04", "now"), ("2026-03-04T12:10:00+04", "2026-03-04T12:40:00+04 flip"),
        ("2026-03-04T12:35:00+04", "2026-03-04T13:05:00+04 flip"),
    ])
    func aServiceThatWasStartedRunsForTheLeastTime(_ flipped: String, _ expected: String) throws {
        let policy = SuspensionPolicy(minimumMinutesBetweenFlips: 30)
        #expect(try told(policy, "2026-03-04T12:36:00+04", flippedAt: flipped) == expected)
    }

    @Test func resumptionIsNeverHeldUp() throws {
        let night = try #require(Instant("2026-03-08T03:00:00+04"))
        let policy = SuspensionPolicy(
            notBeforeHour: 8, notAfterHour: 9, forbiddenWeekdays: [7: 0], graceDays: 5, minimumMinutesBetweenFlips: 600)
        let decision = SuspensionDecision.decide(
            available: 100, dueOnResumption: 0, limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0),
            isSuspendedForMoney: true, isExempt: false, policy: policy, now: night, zone: try zone(),
            flippedAt: night)
        #expect(decision == .resume)
    }

    @Test func aPolicyThatForbidsEveryDayStillAnswers() throws {
        let never = SuspensionPolicy(forbiddenWeekdays: Dictionary(uniqueKeysWithValues: (1...7).map { ($0, 0) }))
        let now = try #require(Instant("2026-03-04T12:00:00+04"))
        let delay = try #require(never.delay(now: now, zone: .utc))
        #expect(delay.until > now.adding(seconds: 86_400 * 365))
    }

    private func zone() throws -> TimeZoneRules { try TimeZoneRules(named: "Asia/Yerevan") }

    /// "now", or the moment and what it waits for.
    private func told(
        _ policy: SuspensionPolicy, _ now: String, shortSince: String? = nil, flippedAt: String? = nil
    ) throws -> String {
        let decision = SuspensionDecision.decide(
            available: -1, dueOnResumption: 0, limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0),
            isSuspendedForMoney: false, isExempt: false, policy: policy, now: try #require(Instant(now)),
            zone: try zone(), shortSince: try shortSince.map { try #require(Instant($0)) },
            flippedAt: try flippedAt.map { try #require(Instant($0)) })
        guard case .wait(let until, let why) = decision else { return decision == .suspend ? "now" : "\(decision)" }
        let local = try zone().local(until)
        return "\(local.date)T\(local.time.textWithSeconds)+04 \(why)"
    }
}
