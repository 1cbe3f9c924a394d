/// What happened to one service, as a list of events and the plain facts they make: kept beside the database, never read
/// from it (but for the days money stopped it, which are the system's own decisions).
struct ModelService {
    struct Stop {
        let reason: String
        /// Seconds since 1970.
        let from: Double
        var to: Double?
    }

    struct Gift {
        let discount: Int
        let from: Int
        let to: Int
    }

    let customer: Int64
    let account: Int64
    let subscription: Int64
    let billingDay: Int
    let activatedOn: Int
    var endedOn: Int?
    /// First day of each.
    private(set) var tariffs: [(from: Int, tariff: Int)]
    /// By component: how many from a day on.
    private(set) var options: [Int: [(from: Int, quantity: Int64)]] = [:]
    private(set) var gifts: [Gift] = []
    var stops: [Stop] = []
    var taxes: [(from: Int, scheme: Int)] = []
    private(set) var story: [String] = []

    init(customer: Int64, account: Int64, subscription: Int64, billingDay: Int, tariff: Int, on day: Int) {
        self.customer = customer
        self.account = account
        self.subscription = subscription
        self.billingDay = billingDay
        activatedOn = day
        tariffs = [(day, tariff)]
        tell(day, "activated with tariff \(tariff), billing day \(billingDay)")
    }

    mutating func tell(_ day: Int, _ what: String) { story.append("\(ModelCalendar.text(day)): \(what)") }

    /// The last tariff told for a day holds; what was planned for later is forgotten.
    mutating func change(to tariff: Int, from day: Int) {
        tariffs.removeAll { $0.from >= day }
        if tariffs.last?.tariff != tariff { tariffs.append((day, tariff)) }
    }

    mutating func choose(_ component: Int, _ quantity: Int64, from day: Int) {
        options[component, default: []].removeAll { $0.from >= day }
        options[component, default: []].append((day, quantity))
    }

    mutating func give(_ discount: Int, from: Int, to: Int) {
        gifts.append(Gift(discount: discount, from: from, to: to))
    }

    /// Nothing that is planned for a day after this one stays; how long a stop lasts that has begun is no plan.
    mutating func withdrawPlans(_ today: Int, at now: Double) {
        tariffs.removeAll { $0.from > today }
        for component in options.keys { options[component]?.removeAll { $0.from > today } }
        gifts.removeAll { $0.from > today }
        stops.removeAll { $0.from > now }
        endedOn = nil
    }

    mutating func end(on day: Int) {
        endedOn = day
        tariffs.removeAll { $0.from >= day }
    }

    /// A day in Yerevan.
    static func day(of moment: Double) -> Int { Int(((moment + 4 * 3600) / 86_400).rounded(.down)) }

    /// Midnight of a day in Yerevan.
    static func midnight(_ day: Int) -> Double { Double(day) * 86_400 - 4 * 3600 }
}
