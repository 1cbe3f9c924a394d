import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// Any other service is data: two kinds of service nobody had thought of are a text, imported as every catalogue is,
/// sold, charged over three months and ended. All figures by hand.
@Suite struct NewServiceTests {
    private let text = """
        # An address that stays the same: charged day by day when the day is over, taxed otherwise than the rest.
        [service.static-ip]
        name = "Static IP address"

        [service.static-ip.component.fee]
        name = "Address fee"
        charging = "periodic"
        tag = "address"
        revenue_account = "revenue.address"

        [tariff.ip]
        name = "Static IP"
        service = "static-ip"

        [tariff.ip.component.fee]
        unit = "day"
        due = "arrears"
        tax_category = "reduced"
        prices = { always = "50,00" }

        [tariff.ip.parameter.pool]
        label = "Pool"
        mode = "asked"
        type = "choice"
        choices = ["public", "protected"]

        [tariff.ip.parameter.host]
        label = "Name of the host"
        mode = "asked"
        type = "text"
        maximum = 12

        # A rented box: a deposit, rent for each piece, an installation paid in three parts, a year's term.
        [service.box]
        name = "Set-top box"

        [service.box.component.deposit]
        name = "Deposit"
        charging = "one_time"
        revenue_account = "revenue.deposit"

        [service.box.component.rent]
        name = "Rent"
        charging = "periodic"
        revenue_account = "revenue.rent"

        [service.box.component.installation]
        name = "Installation"
        charging = "instalments"

        [service.box.component.leaving]
        name = "Leaving early"
        charging = "early_termination"

        [tariff.box]
        name = "Box"
        service = "box"

        [tariff.box.component.deposit]
        event = "activation"
        tax_category = "none"
        prices = { always = "20 000,00" }

        [tariff.box.component.rent]
        selection = "optional"
        prices = { always = "1000,00" }

        [tariff.box.component.installation]
        instalments = 3
        prices = { always = "12 000,00" }

        [tariff.box.component.leaving]
        term_months = 12
        per_remaining_month = true
        prices = { always = "1000,00" }

        [tax.vat-20]
        name = "VAT 20 % in the price"
        prices_include_tax = true
        standard = true

        [[tax.vat-20.rate]]
        name = "VAT 20 %"
        share = "20 %"

        [[tax.vat-20.rate]]
        name = "VAT 10 %"
        category = "reduced"
        share = "10 %"
        account = "tax.vat-10"

        """

    @Test func servicesNobodyHadThoughtOfAreSoldChargedAndEnded() async throws {
        let installation = try await Installation.fresh()
        let story = ServiceStory(installation)
        let catalog = CatalogStory(installation)
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-03-10")
        let differences = try await catalog.import(text: text).map(\.words)
        #expect(differences.contains("tariff box: new") && differences.contains("house account revenue.box: new"))
        #expect(try await catalog.import(text: text) == [])

        // The parameters are asked for and checked.
        for (parameters, sentence) in [
            (["pool": "private", "host": "mail"], "Pool: must be one of public, protected."),
            (["pool": "public", "host": "a-very-long-name"], "Name of the host: at most 12 characters."),
            (["pool": "public"], "Name of the host: must be filled in."),
            (["pool": "public", "host": "mail", "speed": "5"], "This tariff does not ask for speed."),
        ] {
            let error = await #expect(throws: StoreError.self) {
                try await story.activateAtOnce("ip", parameters: parameters)
            }
            #expect(error?.sentence == sentence)
        }

        let address = try await story.activateAtOnce(
            "ip", parameters: ["pool": "protected", "host": "mail"], identifier: "198.51.100.7")
        let box = try await story.add("box", to: address)
        let rent = try await story.acting("op_anna") { session in
            try await session.pricedTariffs().first { $0.code == "box" }?.components.first { $0.code == "rent" }?.id
        }
        try await story.change(
            box,
            .option(try #require(rent), quantity: 2, from: try #require(CivilDate("2026-03-10"))))
        _ = try await story.acting("op_lilit") {
            try await $0.registerPayment(
                customer: address.customer, account: address.account,
                amount: Money(minorUnits: 10_000_000, currency: .amd), note: "", key: .make())
        }
        for day in ["2026-03-10", "2026-03-11", "2026-04-01", "2026-05-10", "2026-06-09", "2026-06-10"] {
            try await installation.moveClock(to: day)
            if day == "2026-06-10" {
                let today = try #require(CivilDate(day))
                try await story.change(address, .terminate(on: today))
                try await story.change(box, .terminate(on: today))
            }
            #expect(try await charging.turn().failures == [], "\(day)")
        }
        #expect(try await charging.turn().didWork == false)

        let superuser = try await installation.superuser()
        // The address: 22 days of March, April, May, 9 of June, each 50,00 of which 4,55 are tax.
        let days = try await lines(superuser, address)
        #expect(
            days.count == 92
                && Set(days.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }) == [
                    "fee -5000 tax -455"
                ])
        #expect(days.first?.hasPrefix("2026-03-10") == true && days.last?.hasPrefix("2026-06-09") == true)
        // The box. Rent of March: 2 pieces for 22 of 31 days; of June 9 of 30 days are kept of what was paid in advance.
        // A term of twelve months of which nine are left.
        #expect(
            try await lines(superuser, box) == [
                "2026-03-10 deposit -2000000 tax 0",
                "2026-03-10 installation -400000 tax -66667",
                "2026-03-10 rent -141935 tax -23656",
                "2026-04-01 rent -200000 tax -33333",
                "2026-04-10 installation -400000 tax -66667",
                "2026-05-01 rent -200000 tax -33333",
                "2026-05-10 installation -400000 tax -66667",
                "2026-06-01 rent -200000 tax -33333",
                "2026-06-01 rent 140000 tax 23333",
                "2026-06-10 leaving -900000 tax -150000",
            ])
        // Each to its account.
        #expect(
            try await texts(
                superuser,
                """
                SELECT a.code || ' ' || -sum(t.amount) FROM accounts.transfer t JOIN accounts.house_account a USING (house_account_id)
                WHERE t.kind IN ('fee', 'one_time') GROUP BY a.code ORDER BY a.code
                """) == [
                    // 1 200 000 - 200 001 and 900 000 - 150 000; 92 times 4545; 601 935 - 100 322.
                    "revenue.address 418140", "revenue.box 1749999", "revenue.deposit 2000000", "revenue.rent 501613",
                    "tax.vat 450323", "tax.vat-10 41860",
                ])
        let balance: Int64? = try await story.acting("op_lilit") {
            try await $0.customerCard(address.customer).accounts.first?.balance.minorUnits
        }
        let costs: [Int64] = [92 * 5_000, 2_000_000, 1_200_000, 601_935, 900_000]
        #expect(balance == 10_000_000 - costs.reduce(0, +))
        let wrong = try await installation.database(as: "bcrm_daemon").withSession {
            try await $0.ledgerDifferences().map(\.account)
        }
        #expect(wrong == [])
        await superuser.connection.close()
        try await installation.drop()
    }

    /// Every posted charge of a service with its tax.
    private func lines(_ session: StoreSession, _ service: ServiceStory.Service) async throws -> [String] {
        try await texts(
            session,
            """
            SELECT t.period_on || ' ' || c.code || ' ' || sum(t.amount) || ' tax '
                || coalesce(sum(t.amount) FILTER (WHERE t.leg >= 16), 0)
            FROM accounts.transfer t JOIN catalog.component c USING (component_id)
            WHERE t.subscription_id = \(service.subscription.rawValue) AND t.kind IN ('fee', 'one_time')
            GROUP BY t.period_on, c.code, t.line ORDER BY t.period_on, c.code, t.line
            """)
    }

    private func texts(_ session: StoreSession, _ sql: String) async throws -> [String] {
        try await session.connection.query(Statement(text: sql)).map { try $0.decode(0) }
    }
}
