import Domain
import Terminal

/// Durations and ages in few cells.
enum LocalWords {
    /// 3:05 minutes, 1:00:00 hours.
    static func duration(seconds: Int) -> String {
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
    }

    /// 5m, 3h, 12d.
    static func age(from start: Instant, to now: Instant) -> String {
        let minutes = max(now.microseconds - start.microseconds, 0) / 60_000_000
        if minutes < 60 { return "\(minutes)m" }
        return minutes < 48 * 60 ? "\(minutes / 60)h" : "\(minutes / 1440)d"
    }

    /// "in 3h", "late 2d".
    static func until(_ deadline: Instant, from now: Instant) -> String {
        deadline < now ? "late \(age(from: deadline, to: now))" : "in \(age(from: now, to: deadline))"
    }

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int {
    /// With thousands apart: "480 000".
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(" ") }
            text.append(digit)
        }
        return self < 0 ? "-\(text)" : text
    }
}

extension Money {
    /// With thousands apart and the currency's code.
    var text: String { textWithCode }

    var role: TextRole { minorUnits < 0 ? .moneyNegative : .moneyPositive }
}

extension PostalAddress {
    /// As an envelope has it: "Yerevan, Abovyan 12, 34".
    var text: String {
        let house = building.isEmpty ? street : "\(street) \(building)"
        return [city, house, flat].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

extension CustomerKind {
    var words: String {
        switch self {
        case .person: "person"
        case .organisation: "organisation"
        }
    }
}

extension CustomerState {
    /// The word with its mark, so that colour is never alone.
    var mark: String {
        switch self {
        case .new: "new"
        case .active: "active"
        case .suspended: "! suspended"
        case .ended: "x ended"
        }
    }

    var role: TextRole {
        switch self {
        case .new: .stateNew
        case .active: .stateActive
        case .suspended: .stateSuspended
        case .ended: .stateEnded
        }
    }
}

extension SubscriptionState {
    var mark: String {
        switch self {
        case .active: "active"
        case .suspended: "! suspended"
        case .ended: "x ended"
        }
    }

    var role: TextRole {
        switch self {
        case .active: .stateActive
        case .suspended: .stateSuspended
        case .ended: .stateEnded
        }
    }
}

extension TicketState {
    var words: String {
        switch self {
        case .open: "open"
        case .done: "done"
        case .cancelled: "cancelled"
        }
    }
}

extension DeviceState {
    var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension MovementKind {
    var words: String {
        switch self {
        case .fee: "fee"
        case .oneTime: "one-time"
        case .call: "call"
        case .payment: "payment"
        case .refund: "refund"
        case .move: "move"
        case .opening: "opening"
        case .reversal: "reversal"
        case .correction: "correction"
        }
    }
}

extension CivilDate {
    var text: String { localText }
}

extension Movement {
    /// The days it is for, with the inclusive end; one day when it has no period.
    var period: String {
        guard let periodEndsOn, periodEndsOn > periodOn else { return periodOn.text }
        return "\(periodOn.text)-\(periodEndsOn.adding(days: -1).text)"
    }
}
