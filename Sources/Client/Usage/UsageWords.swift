import Domain

/// Words and figures of usage.
enum UsageWords {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// "March 2026".
    static func month(_ day: CivilDate) -> String { "\(months[(day.month - 1) % 12]) \(day.year)" }

    /// A price in millionths of a minor unit: "25,00", "0,1234"; as many digits as it has, two at least.
    static func price(micro: Int64, _ currency: Currency) -> String {
        let digits = currency.fractionDigits + 6
        let scale = (0..<digits).reduce(Int64(1)) { scale, _ in scale * 10 }
        let magnitude = micro.magnitude
        let whole = magnitude / UInt64(scale)
        var fraction = String(magnitude % UInt64(scale))
        fraction = String(repeating: "0", count: digits - fraction.count) + fraction
        while fraction.count > currency.fractionDigits, fraction.last == "0" { fraction.removeLast() }
        return "\(micro < 0 ? "-" : "")\(Int(clamping: whole).grouped)\(fraction.isEmpty ? "" : ",\(fraction)")"
    }

    /// A reason's code as the error bin groups them, in words.
    static func reason(_ code: String) -> String {
        switch code {
        case "no_rate": "no price"
        case "unknown_subscriber": "unknown subscriber"
        case "end_before_start": "ends before it starts"
        case "future": "future start"
        case "too_long": "over 24 hours"
        case "overflow": "price too large"
        case "no_terms": "tariff without prices"
        case "": "no reason given"
        default: code.split(separator: "_").joined(separator: " ")
        }
    }

    /// "1 session", "3 sessions".
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number.grouped) \(number == 1 ? one : many ?? "\(one)s")"
    }

    /// What is left of a bucket: "45:00 of 60:00", "3 of 10 calls".
    static func left(_ bucket: BucketRemainder) -> String {
        switch bucket.unit {
        case .seconds: "\(duration(bucket.left)) of \(duration(bucket.granted))"
        case .calls: "\(bucket.left) of \(bucket.granted) calls"
        }
    }

    static func duration(_ seconds: Int64) -> String { LocalWords.duration(seconds: Int(clamping: seconds)) }

    /// A lag as it is told to people: "12 s", "4:05".
    static func lag(_ seconds: Int) -> String { seconds < 60 ? "\(seconds) s" : LocalWords.duration(seconds: seconds) }

    /// The name of a session, with its sub-session where there is one.
    static func name(_ session: UsageSessionID) -> String {
        session.subSession == 0 ? session.session : "\(session.session) / \(session.subSession)"
    }
}

extension UsageRecordText.Kind {
    var words: String {
        switch self {
        case .event: "EVENT"
        case .start: "START"
        case .interim: "INTERIM"
        case .stop: "STOP"
        }
    }
}

extension UsageSession.State {
    var words: String {
        switch self {
        case .open: "under way"
        case .rated: "charged"
        case .rejected: "! in the error bin"
        case .passed: "nothing to charge"
        }
    }
}
