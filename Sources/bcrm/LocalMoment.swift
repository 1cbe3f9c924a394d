import Domain

extension TimeZoneRules {
    /// A moment as the client shows it, and to the second: 24.11.2026 14:02:07.
    func moment(_ instant: Instant) -> String {
        let second = instant.microseconds / 1_000_000 % 60
        return "\(text(instant)):\(second < 10 ? "0" : "")\(second)"
    }
}
