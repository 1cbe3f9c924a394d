import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// A service that was brought along is charged by us from its day on, and by its own price.
@Suite struct ImportedServiceTests {
    private func told(_ installation: Installation) async throws -> [String] {
        let session = try await installation.superuser()
        let rows = try await session.connection.query(
            """
            SELECT concat_ws(' ', t.period_on, sum(t.amount)) FROM accounts.transfer t WHERE t.kind = 'fee'
            GROUP BY t.period_on ORDER BY t.period_on
            """)
        let lines = try rows.map { try $0.decode(0, as: String.self) }
        await session.connection.close()
        return lines
    }

    private func moveIn(
        _ installation: Installation, _ services: String, header: String = "key,account,tariff,started_on"
    ) async throws {
        let story = ImportStory(installation)
        _ = try await story.import(
            .customers, "key,family_name,given_name,phones,city,street,building\n1,A,B,077101212,Y,A,1\n")
        _ = try await story.import(.accounts, "key,customer,number,balance\na,1,900,100000.00\n")
        let state = try await story.import(.subscriptions, header + "\n" + services)
        let refusals = try await story.refusals(state)
        #expect(state.refused == 0, "\(refusals)")
    }

    private func charge(_ installation: Installation, on days: String...) async throws {
        let database = installation.database(as: "bcrm_daemon")
        let service = ChargingService(database: database)
        for day in days {
            try await installation.moveClock(to: day)
            let turn = try await service.turn()
            #expect(turn.failures == [])
        }
        await database.close()
    }

    @Test func nothingIsChargedForTheDaysOfTheOldSystem() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        try await charge(installation, on: "2027-03-20")
        try await moveIn(installation, "s,a,phone-basic,2020-05-05\n")
        try await charge(installation, on: "2027-03-20", "2027-03-21", "2027-04-01", "2027-05-01")
        #expect(try await told(installation) == ["2027-04-01 -150000", "2027-05-01 -150000"])
        try await installation.drop()
    }

    @Test func aDayOfOursThatIsPastIsChargedAtOnceAndOnce() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-04-03")
        try await charge(installation, on: "2027-04-03")
        try await moveIn(
            installation, "s,a,phone-basic,2020-05-05,2027-04-01\n",
            header: "key,account,tariff,started_on,charged_from")
        try await charge(installation, on: "2027-04-03", "2027-04-04", "2027-05-01")
        #expect(try await told(installation) == ["2027-04-01 -150000", "2027-05-01 -150000"])
        try await installation.drop()
    }

    @Test func theOwnPriceHoldsUntilTheTariffIsLeftAndAPriceOfAllOthersDoesNotTouchIt() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        try await charge(installation, on: "2027-03-20")
        try await moveIn(
            installation, "s,a,home-50,2020-05-05,net,a,4500\n",
            header: "key,account,tariff,started_on,identifier,parameter.wifi_name,own_price")
        try await charge(installation, on: "2027-04-01")
        _ = try await ServiceStory(installation).acting("op_admin") { session in
            try await session.connection.query(
                "SELECT api.catalog_price_set(101, 1, '2027-05-01', 700000, 'price')")
        }
        try await charge(installation, on: "2027-05-01", "2027-06-01")
        #expect(
            try await told(installation) == ["2027-04-01 -450000", "2027-05-01 -450000", "2027-06-01 -450000"])
        // Half of June was charged by the own price and is given back by it; the rest is of the new tariff.
        try await installation.moveClock(to: "2027-06-16")
        try await ServiceStory(installation).acting("op_aram") { session in
            let customer = try #require(try await session.searchCustomers("900", limit: 1).first?.id)
            let sheet = try #require(try await session.serviceSheets(of: customer).first)
            try await session.changeService(
                .tariff(TariffID(102), on: try #require(CivilDate("2027-06-16")), parameters: ["wifi_name": "b"]),
                customer: customer, subscription: sheet.summary.id, version: sheet.version, key: .make())
        }
        try await charge(installation, on: "2027-06-16", "2027-07-01")
        #expect(
            try await told(installation) == [
                "2027-04-01 -450000", "2027-05-01 -450000", "2027-06-01 -720000", "2027-07-01 -990000",
            ])
        try await installation.drop()
    }
}
