import Domain
import Testing

@testable import Client

@MainActor struct BusinessClockTests {
    @Test(arguments: [
        ("2026-11-24T15:45:48.859246+00:00", "24.11.2026 19:45"), ("2026-11-24", "24.11.2026"),
        ("[\"2026-11-24 15:45:49.02283+00\",)", "[\"24.11.2026 19:45\",)"),
        ("[2026-01-31,2026-02-28)", "[31.01.2026,28.02.2026)"),
        ("suspended", "suspended"), ("", ""), ("12-5", "12-5"), ("2026-13-24", "2026-13-24"),
    ])
    func theHistoryShowsMomentsAndDaysTheLocalWay(_ recorded: String, _ shown: String) throws {
        let clock = BusinessClock(
            terminalNow: Instant(seconds: 0), zone: try TimeZoneRules(named: "Asia/Yerevan"))
        #expect(clock.shown(recorded) == shown)
    }
}
