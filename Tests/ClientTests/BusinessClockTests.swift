import Domain
import Testing

@testable import Client

@MainActor struct BusinessClockTests {
    @Test(arguments: [
        ("2026-11-24T15:45:48.859246+00:00", "24.11.2026 19:45"), ("2026-11-24", "24.11.2026"),
        ("[\"2026-11-24 15:45:49.02283+00\",)", "from 24.11.2026 19:45"),
        (
            "[\"2026-11-24 15:45:49.02283+00\",\"2026-11-25 15:45:49+00\")", "24.11.2026 19:45 to 25.11.2026 19:45"
        ),
        ("[2026-01-31,2026-02-28)", "31.01.2026 to 27.02.2026"), ("[2026-01-31,2026-02-01)", "31.01.2026"),
        ("(,2026-02-28)", "until 27.02.2026"), ("(,)", "(,)"), ("[a,b)", "[a,b)"), ("(home)", "(home)"),
        ("suspended", "suspended"), ("", ""), ("12-5", "12-5"), ("2026-13-24", "2026-13-24"),
    ])
    func theHistoryShowsMomentsAndDaysTheLocalWay(_ recorded: String, _ shown: String) throws {
        let clock = BusinessClock(
            terminalNow: Instant(seconds: 0), zone: try TimeZoneRules(named: "Asia/Yerevan"))
        #expect(clock.shown(recorded) == shown)
    }
}
