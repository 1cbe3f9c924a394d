import Domain

/// How the catalogue's forms call the ways of charging.
extension PeriodicTerms.Due {
    var words: String {
        switch self {
        case .advance: "in advance"
        case .arrears: "afterwards"
        case .daily: "day by day"
        }
    }
}

extension PeriodicTerms.Proration {
    var words: String {
        switch self {
        case .actual: "days over the days of the month"
        case .fixed30: "days over 30"
        case .none: "the whole fee for any part"
        case .freeFirst: "nothing before the first billing day"
        }
    }
}

extension Rounding.Mode {
    var words: String {
        switch self {
        case .halfUp: "to the nearest, halves up"
        case .halfEven: "to the nearest, halves to even"
        case .up: "up"
        case .down: "down"
        }
    }
}

extension CatalogDocument.Charging {
    var words: String {
        switch self {
        case .periodic: "every period"
        case .oneTime: "once"
        case .instalments: "in instalments"
        case .earlyTermination: "for leaving early"
        case .usage: "by use"
        }
    }
}
