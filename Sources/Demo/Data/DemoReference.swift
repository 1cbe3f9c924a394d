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

    /// Called prefix, destination and minor units a minute, as in the demo's call rates.
    static let destinations: [(prefix: String, name: String, group: String, perMinute: Int)] = [
        ("37410", "Yerevan", "fixed", 500), ("374", "Armenia", "fixed", 1_000),
        ("37477", "Armenia mobile", "mobile", 2_500), ("7", "Russia", "abroad", 6_000),
        ("49", "Germany", "abroad", 9_000), ("1", "USA and Canada", "abroad", 7_000),
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
