/// A part of the week with prices of its own, by the wall clock of the operator's time zone (business-rules section 5):
/// peak, night, weekend. Of a list's bands the first that holds a moment is the moment's.
package struct TimeBand: Hashable, Sendable {
    /// Days on which a window is open.
    package struct Days: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let monday = Days(rawValue: 1)
        package static let tuesday = Days(rawValue: 2)
        package static let wednesday = Days(rawValue: 4)
        package static let thursday = Days(rawValue: 8)
        package static let friday = Days(rawValue: 16)
        package static let saturday = Days(rawValue: 32)
        package static let sunday = Days(rawValue: 64)
        /// Days of the holiday calendar. Where any band of a list names holidays, a holiday is no weekday for the list.
        package static let holiday = Days(rawValue: 128)
        package static let workdays: Days = [.monday, .tuesday, .wednesday, .thursday, .friday]
        package static let weekend: Days = [.saturday, .sunday]
        package static let everyDay: Days = [.workdays, .weekend, .holiday]
    }

    /// Minutes of the day [from, to); 1 440 ends the day. A border belongs to the window that begins with it.
    package struct Window: Hashable, Sendable {
        package var days: Days
        package var fromMinute: Int
        package var toMinute: Int

        package init(days: Days, fromMinute: Int, toMinute: Int) {
            self.days = days
            self.fromMinute = fromMinute
            self.toMinute = toMinute
        }
    }

    package var code: String
    package var name: String
    package var windows: [Window]

    package init(code: String, name: String, windows: [Window]) {
        self.code = code
        self.name = name
        self.windows = windows
    }
}
