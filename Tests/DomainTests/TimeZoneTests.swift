import Domain
import Testing

@Suite struct TimeZoneTests {
    @Test(arguments: [
        ("Asia/Yerevan", "2026-03-05T10:00:00Z", "05.03.2026 14:00"),
        // The last summer time there was: 26 March to 30 October 2011.
        ("Asia/Yerevan", "2011-07-01T10:00:00Z", "01.07.2011 15:00"),
        ("Asia/Yerevan", "2012-07-01T10:00:00Z", "01.07.2012 14:00"),
        ("Asia/Yerevan", "2060-07-01T20:30:00Z", "02.07.2060 00:30"),
        ("Europe/Berlin", "2026-03-29T00:59:59Z", "29.03.2026 01:59"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", "29.03.2026 03:00"),
        ("Europe/Berlin", "2026-10-25T00:30:00Z", "25.10.2026 02:30"),
        ("Europe/Berlin", "2026-10-25T01:30:00Z", "25.10.2026 02:30"),
        // Past the listed transitions the footer's rule holds.
        ("Europe/Berlin", "2050-07-01T12:00:00Z", "01.07.2050 14:00"),
        ("Europe/Berlin", "2050-01-01T12:00:00Z", "01.01.2050 13:00"),
        ("America/New_York", "2045-07-01T12:00:00Z", "01.07.2045 08:00"),
        ("Australia/Sydney", "2050-01-15T00:00:00Z", "15.01.2050 11:00"),
    ])
    func theWallClockFollowsTheZonesRules(_ zone: String, _ instant: String, _ wall: String) throws {
        let rules = try TimeZoneRules(named: zone)
        #expect(rules.text(try #require(Instant(instant))) == wall)
    }

    @Test(arguments: [
        ("Asia/Yerevan", "2026-03-05", "2026-03-04T20:00:00Z"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"),
        ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"),
        // Midnight of 21 October 2018 did not exist there: the day began at 01:00.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
    ])
    func aDayBeginsAtItsFirstInstant(_ zone: String, _ day: String, _ instant: String) throws {
        let rules = try TimeZoneRules(named: zone)
        #expect(rules.start(of: try #require(CivilDate(day))) == Instant(instant))
    }

    @Test(arguments: ["Nowhere/City", "../../etc/passwd", "/etc/passwd", ""])
    func anUnknownZoneIsAnErrorThatNamesIt(_ name: String) {
        #expect(throws: TimeZoneRules.Failure.unknownZone(name)) { try TimeZoneRules(named: name) }
    }

    @Test(arguments: [
        ("2026-03-05 14:00:00+04", "2026-03-05T10:00:00Z"), ("2026-03-05 14:00:00.5+04", "2026-03-05T10:00:00.500000Z"),
        ("2026-03-05T10:00:00.123456Z", "2026-03-05T10:00:00.123456Z"),
        ("1969-12-31 23:59:59.25+00", "1969-12-31T23:59:59.250000Z"),
        ("2026-03-05 05:30:00-04:30", "2026-03-05T10:00:00Z"),
    ])
    func instantsAreReadInPostgreSQLsAndTheInternetsForm(_ text: String, _ expected: String) {
        #expect(Instant(text)?.description == expected)
    }

    @Test(arguments: ["2026-03-05 14:00:00", "2026-03-05", "2026-13-05T10:00:00Z", "2026-03-05T25:00:00Z", ""])
    func aMomentWithoutAnOffsetIsNotRead(_ text: String) { #expect(Instant(text) == nil) }
}
