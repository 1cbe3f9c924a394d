/// A day of the Gregorian calendar, without a time or a zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let dayNumber: Int32

    package init(dayNumber: Int32) { self.dayNumber = dayNumber }

    package static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }
}
