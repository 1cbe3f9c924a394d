import Domain
import Testing

@Suite struct TimeBandTextTests {
    @Test(
        arguments: [
            ("mon-fri 08:00-20:00", TimeBand.Days.workdays, 480, 1_200),
            ("holiday 00:00-24:00", .holiday, 0, 1_440), ("daily 22:00-24:00", .everyDay, 1_320, 1_440),
            ("sat-sun,holiday 00:00-00:01", [.weekend, .holiday], 0, 1),
            ("mon,wed,fri 07:30-09:45", [.monday, .wednesday, .friday], 450, 585),
            ("mon-sun 00:00-08:00", [.workdays, .weekend], 0, 480),
        ] as [(String, TimeBand.Days, Int, Int)])
    func aWindowIsReadAndWrittenTheSameWay(_ text: String, _ days: TimeBand.Days, _ from: Int, _ to: Int) {
        let window = TimeBand.Window(days: days, fromMinute: from, toMinute: to)
        #expect(TimeBand.Window.parse(text) == window)
        #expect(window.text == text)
    }

    @Test func aRangeOfDaysMayRunOverTheEndOfTheWeek() {
        #expect(TimeBand.Days(text: "fri-mon") == [.friday, .saturday, .sunday, .monday])
        #expect(TimeBand.Days(text: "sun,sat") == .weekend)
    }

    @Test(
        arguments: [
            "", "mon", "08:00-20:00", "mon 20:00-08:00", "mon 08:00-08:00", "mon 8:00-20:00", "mon 08:00-24:01",
            "mon 08:60-09:00", "Mon 08:00-20:00", "mon-tue-wed 08:00-20:00", "mon, 08:00-20:00", "mon- 08:00-20:00",
            "holiday-mon 08:00-20:00", "mon 08:00-20:00 x", "mon +8:00-20:00",
        ])
    func whatIsNoWindowIsNoneNeverGuessed(_ text: String) {
        #expect(TimeBand.Window.parse(text) == nil)
    }

    @Test func everySetOfDaysIsWrittenAsItIsRead() {
        for raw in 1...UInt8.max {
            let days = TimeBand.Days(rawValue: raw)
            #expect(TimeBand.Days(text: days.text) == days, "\(raw): \(days.text)")
        }
    }
}
