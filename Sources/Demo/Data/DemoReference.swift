/// The numbers that the demo installation's reference data is known by (`Sources/Store/Schema/demo.sql`).
enum DemoReference {
    struct Tariff {
        let id: Int
        let serviceType: Int
        let component: Int
        let revenueAccount: Int
        /// Minor units a month.
        let fee: Int
        let tag: String
        let parameters: [(code: String, value: String)]
    }

    static let internet = [
        Tariff(
            id: 101, serviceType: 1, component: 1, revenueAccount: 11, fee: 600_000, tag: "internet",
            parameters: [("speed", "50")]),
        Tariff(
            id: 102, serviceType: 1, component: 1, revenueAccount: 11, fee: 990_000, tag: "internet",
            parameters: [("speed", "200")]),
        Tariff(
            id: 103, serviceType: 1, component: 1, revenueAccount: 11, fee: 3_900_000, tag: "internet",
            parameters: [("speed", "500")]),
    ]
    static let phone = Tariff(
        id: 201, serviceType: 2, component: 2, revenueAccount: 12, fee: 150_000, tag: "phone", parameters: [])
    static let television = Tariff(
        id: 301, serviceType: 3, component: 4, revenueAccount: 14, fee: 300_000, tag: "tv", parameters: [])

    static let callComponent = 3
    static let callRevenueAccount = 13
    static let gatewayAccount = 2
    static let taxAccount = 21
    static let taxRate = 1
    /// The first leg that is a tax.
    static let taxLeg = 16

    /// A destination as the demo's price list has it.
    struct Destination {
        let prefix: String
        let name: String
        let group: String
        /// Minor units a minute, and once a call.
        let perMinute: Int
        var connectionFee = 0
        /// Seconds.
        var firstIncrement = 60
        var nextIncrement = 60
        /// What its numbers begin with; the prefix itself where nothing is said.
        var beginning: String?

        func chargedSeconds(of seconds: Int) -> Int {
            seconds <= firstIncrement
                ? firstIncrement
                : firstIncrement + (seconds - firstIncrement + nextIncrement - 1) / nextIncrement * nextIncrement
        }

        /// Minor units, halves rounded up, as the rater does.
        func price(ofCharged seconds: Int) -> Int { ((perMinute * seconds + connectionFee * 60) * 2 + 60) / 120 }
    }

    static let priceList = 1
    static let destinations = [
        Destination(prefix: "37410", name: "Yerevan", group: "fixed", perMinute: 500),
        Destination(prefix: "374", name: "Armenia", group: "fixed", perMinute: 1_000, beginning: "37411"),
        Destination(prefix: "37477", name: "Armenia mobile", group: "mobile", perMinute: 2_500, nextIncrement: 1),
        Destination(prefix: "7", name: "Russia", group: "abroad", perMinute: 6_000),
        Destination(
            prefix: "49", name: "Germany", group: "abroad", perMinute: 9_000, connectionFee: 500, firstIncrement: 30,
            nextIncrement: 6),
        Destination(prefix: "1", name: "USA and Canada", group: "abroad", perMinute: 7_000),
    ]

    /// How the tickets of finished activations walked: step left, step entered, resolution.
    static let finishedFlow: [(from: String, to: String, resolution: String)] = [
        ("survey", "port", "feasible"), ("port", "device", "assigned"), ("device", "activation", "handed_over"),
        ("activation", "closed", "activated"),
    ]
    static let openSteps = ["survey", "port", "device", "activation"]

    static let portsPerNode = 1024
    static let ontModels = [1, 2]
    static let centralStock = 1
    static let actors = ["op_anna", "op_karen", "op_suren", "op_aram"]
}
