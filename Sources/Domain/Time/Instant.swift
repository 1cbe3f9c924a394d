/// A moment: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's timestamptz holds it.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
