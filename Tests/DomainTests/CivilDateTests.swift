import Domain
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (2000, 2, 29, 11_016), (2026, 11, 24, 20_781), (1969, 12, 31, -1), (1900, 3, 1, -25_508),
    ])
    func datesAndDayNumbersAgreeBothWays(_ year: Int, _ month: Int, _ day: Int, _ number: Int32) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.dayNumber == number)
        #expect(CivilDate(dayNumber: number).components == (year, month, day))
    }

    @Test func everyDayOfFourCenturiesIsTheDayAfterItsPredecessor() {
        var previous = CivilDate(dayNumber: -100_000)
        var breaks = 0
        for number in Int32(-99_999)...46_097 {
            let date = CivilDate(dayNumber: number)
            let isNextDay = date.day == previous.day + 1 && date.month == previous.month
            let isNewMonth = date.day == 1 && previous.day == previous.daysInMonth
            if !(isNextDay || isNewMonth) || CivilDate(date.description) != date { breaks += 1 }
            previous = date
        }
        #expect(breaks == 0)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "31.04.2026", "abc", "2026-1", "", "2026-01-01-01"])
    func impossibleDatesAreNotRead(_ text: String) { #expect(CivilDate(text) == nil) }

    @Test(arguments: [
        ("2026-01-31", 31, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2028-01-30", 30, ["2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
        ("2026-11-01", 1, ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"]),
    ])
    func aBillingDayClipsToShortMonthsAndComesBack(_ start: String, _ day: Int, _ expected: [String]) throws {
        let date = try #require(CivilDate(start))
        #expect((1...4).map { date.monthAway($0, day: day).description } == expected)
    }

    @Test(arguments: [("2026-11-23", 1), ("2026-11-24", 2), ("2026-11-29", 7), ("1969-12-29", 1), ("1900-01-01", 1)])
    func weekdaysAreThoseOfISO8601(_ text: String, _ weekday: Int) {
        #expect(CivilDate(text)?.weekday == weekday)
    }

    @Test func aPeriodOverAMonthBorderHasOnePartPerMonth() throws {
        let period = CivilPeriod(try #require(CivilDate("2026-01-25")), try #require(CivilDate("2026-03-03")))
        #expect(period.months.map(\.days) == [7, 28, 2])
        #expect(period.months.map(\.days).reduce(0, +) == period.days)
    }
}
