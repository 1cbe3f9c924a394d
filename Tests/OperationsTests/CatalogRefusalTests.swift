import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// One thing a document asks for that the catalogue's rules do not allow.
private struct Refusal: Sendable {
    let sentence: String
    var options = CatalogImportOptions()
    let change: @Sendable (inout CatalogDocument) throws -> Void

    init(
        _ sentence: String, _ options: CatalogImportOptions = CatalogImportOptions(),
        _ change: @escaping @Sendable (inout CatalogDocument) throws -> Void
    ) {
        self.sentence = sentence
        self.options = options
        self.change = change
    }

    static func price(
        _ sentence: String, _ change: @escaping @Sendable (inout CatalogDocument.ComponentEntry) throws -> Void
    ) -> Refusal {
        Refusal(sentence) { try $0.change("home-50", "fee", change) }
    }

    static func span(_ from: String, _ until: String?, _ amount: Int64) throws -> TariffComponent.Price {
        TariffComponent.Price(
            valid: CivilPeriod(
                try #require(CivilDate(from)), try until.map { try #require(CivilDate($0)) } ?? .farFuture),
            amount: amount)
    }

    /// Home 50 runs since 20 March 2026 and is charged through the month; 20 March is closed; today is the 25th.
    static let all: [Refusal] = [
        .price(
            "Tariff home-50, component fee: the price of 2026-03-25 cannot change, charges through 2026-03-31 are posted: let the new price begin on 2026-04-01, or allow back-dating."
        ) { try $0.price(1, from: "2026-03-25") },
        .price(
            "Tariff home-50, component fee: the price of 2026-03-31 cannot change, charges through 2026-03-31 are posted"
        ) { try $0.price(1, from: "2026-03-31") },
        .price(
            "Tariff home-50, component fee: the price of 2026-03-20 cannot change, days up to 2026-03-20 are closed: let the new price begin on 2026-03-25 or later."
        ) { try $0.price(1, from: "2010-01-01") },
        Refusal(
            "Tariff home-50, component modem: the price of 2026-03-22 cannot change, that day is past: let the new price begin on 2026-03-25 or later, or allow back-dating."
        ) { document in
            document.serviceTypes[0].components.append(.init(code: "modem", name: "Modem", charging: .periodic))
            let price = try span("2026-03-22", nil, 100)
            document.tariffs[0].components.append(.init(component: "modem", prices: [price]))
        },
        .price("Tariff home-50, component fee has no price from 2027-01-01 to 2027-01-31: enter one.") {
            $0.prices = [try span("2010-01-01", "2027-01-01", 600_000), try span("2027-02-01", nil, 1)]
        },
        .price("Tariff home-50, component fee has two prices from 2027-01-01 on: end the earlier one on that day.") {
            $0.prices = [try span("2010-01-01", "2027-02-01", 600_000), try span("2027-01-01", nil, 1)]
        },
        .price("Tariff home-50, component fee has no price: enter one.") { $0.prices = [] },
        .price("Tariff home-50, component fee has no price from 2027-01-01 on: services that keep the tariff need one.")
        {
            $0.prices = [try span("2010-01-01", "2027-01-01", 600_000)]
        },
        .price("Tariff home-50, component fee: a price is never below zero: correct the one of 2027-01-01.") {
            try $0.price(-1, from: "2027-01-01")
        },
        .price("Tariff home-50, component fee is in use and would have no price from 2026-03-20 on: enter one.") {
            $0.prices = [try span("2027-01-01", nil, 600_000)]
        },
        .price(
            "Tariff home-50, component fee is in use: how it is charged cannot change (due advance → arrears); add another component or tariff."
        ) { $0.terms = .periodic(PeriodicTerms(due: .arrears)) },
        .price("how it is charged cannot change (tax category standard → reduced)") { $0.taxCategory = "reduced" },
        Refusal(
            "Tariff home-50, component fee is in use and would have no price any more: leave it in the document.",
            CatalogImportOptions(retiresMissing: true)
        ) { document in document.tariffs[0].components = [] },
        Refusal("Tariff home-50 is in use: its service type cannot become tv; add another tariff.") {
            $0.tariffs[0].serviceType = "tv"
        },
        Refusal("Tariff home-50 is in use: its currency cannot become USD; add another tariff.") {
            $0.tariffs[0].currency = Currency(code: "USD")
        },
        Refusal("Tariff home-50 is in use: its trial of 0 days was promised to customers; add another tariff.") {
            $0.tariffs[0].trialDays = 7
        },
        Refusal("Tariff home-50 has no name: give it one.") { $0.tariffs[0].name = "" },
        Refusal("Tariff Bad Code: a code is a small Latin letter") { $0.tariffs[1].code = "Bad Code" },
        Refusal("Tariff home-200: there is no service type radio: add it, or name another.") {
            $0.tariffs[1].serviceType = "radio"
        },
        Refusal("Tariff home-200, component fe: service type internet has no such component: add it there") {
            $0.tariffs[1].components[0].component = "fe"
        },
        Refusal("Tariff home-200 is never sold: let its last day follow its first.") {
            $0.tariffs[1].sold = CivilPeriod(CivilDate(dayNumber: 20_000), CivilDate(dayNumber: 20_000))
        },
        Refusal(
            "Component internet.fee is in use and charged as periodic: its kind of charging cannot become one_time; add another component."
        ) { $0.serviceTypes[0].components[0].charging = .oneTime },
        Refusal("Component tv.sport: there is no channel sport-9: add it, or name another.") { document in
            let tv = try #require(document.serviceTypes.firstIndex { $0.code == "tv" })
            let sport = try #require(document.serviceTypes[tv].components.firstIndex { $0.code == "sport" })
            document.serviceTypes[tv].components[sport].channels = ["sport-1", "sport-9"]
        },
        Refusal("House account tax.vat is a tax account: name one for revenue.") {
            $0.serviceTypes[0].components[0].revenueAccount = "tax.vat"
        },
        Refusal("House account income.x: there is none, and a new one is called revenue.something.") {
            $0.serviceTypes[0].components[0].revenueAccount = "income.x"
        },
        Refusal("Discount new: there is no component tv.nothing: add it, or name another.") {
            $0.discounts.append(
                .init(
                    code: "new", name: "N", reduction: .amount(1),
                    component: .init(serviceType: "tv", component: "nothing")))
        },
        Refusal("Discount given is given to customers already: what it reduces cannot change; add another discount.") {
            document in
            let index = try #require(document.discounts.firstIndex { $0.code == "given" })
            document.discounts[index].reduction = .share(1)
        },
        Refusal("Campaign c: there is no discount nothing: add it, or name another.") {
            $0.campaigns.append(
                .init(code: "c", name: "C", discount: "nothing", during: .always, months: 1, tariffs: ["home-50"]))
        },
        Refusal("Campaign c: there is no tariff nothing: add it, or name another.") {
            $0.campaigns.append(
                .init(code: "c", name: "C", discount: "given", during: .always, months: 1, tariffs: ["nothing"]))
        },
        Refusal("Tax scheme vat-20: days up to 2026-03-20 are closed: let the rate begin on a later day.") {
            $0.taxSchemes[0].rates[0].share = 180_000_000
        },
        Refusal(
            "Tax scheme vat-20: charges of 2026-03-25 and later are taxed already: let the rate begin on 2026-03-26, or allow back-dating."
        ) { document in
            let today = try #require(CivilDate("2026-03-25"))
            document.taxSchemes[0].rates[0].valid = CivilPeriod(.farPast, today)
            document.taxSchemes[0].rates.append(
                .init(name: "VAT 20 %", valid: CivilPeriod(today, .farFuture), share: 180_000_000))
        },
        Refusal("Tax scheme vat-20: taxes are charged by it already: add another scheme.") {
            $0.taxSchemes[0].isInclusive = false
        },
        Refusal("Tax scheme vat-20: taxes are charged by it already: add another scheme.") {
            $0.taxSchemes[0].treatment = .reverseCharge
        },
        Refusal("Tax scheme vat-20: what everybody is taxed by cannot change once something is charged") {
            $0.taxSchemes[0].isStandard = false
        },
        Refusal("Tax scheme vat-20 has two rates of one name on one day: end the earlier one.") { document in
            let later = try #require(CivilDate("2027-01-01"))
            document.taxSchemes[0].rates.append(
                .init(name: "VAT 20 %", valid: CivilPeriod(later, .farFuture), share: 200_000_000))
        },
    ]
}

@Suite struct CatalogRefusalTests {
    @Test func whatTheRulesDoNotAllowIsRefusedInWordsAndChangesNothing() async throws {
        let installation = try await Installation.fresh()
        let catalog = CatalogStory(installation)
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await installation.moveClock(to: "2026-03-20")
        let service = try await ServiceStory(installation).activate()
        _ = try await charging.turn()
        try await installation.moveClock(to: "2026-03-25")
        _ = try await charging.turn()
        let superuser = try await installation.superuser()
        try await superuser.connection.execute(
            script: """
                UPDATE accounts.ledger SET closed_until = '2026-03-20';
                INSERT INTO catalog.discount (discount_id, code, name, kind, value) VALUES (1000, 'given', 'Given', 'share', 100000000);
                INSERT INTO catalog.subscription_discount (customer_id, subscription_id, discount_id, valid)
                    VALUES (\(service.customer.rawValue), \(service.subscription.rawValue), 1000, '[2026-04-01,)')
                """)
        let document = try await catalog.export()
        let events = Statement(text: "SELECT count(*) FROM hist.event WHERE object LIKE 'catalog.%'")
        let before: Int64 = try #require(try await superuser.connection.query(events).first).decode(0)
        for refusal in Refusal.all {
            var changed = document
            try refusal.change(&changed)
            for isDryRun in [true, false] {
                var options = refusal.options
                options.isDryRun = isDryRun
                do {
                    let differences = try await catalog.import(changed, options)
                    Issue.record("not refused: \(refusal.sentence)\n\(differences)")
                } catch let error as StoreError {
                    #expect(error.sentence.contains(refusal.sentence), "\(error.sentence)")
                }
            }
        }
        let after: Int64 = try #require(try await superuser.connection.query(events).first).decode(0)
        #expect(after == before)
        #expect(try await catalog.export() == document)

        // All that is wrong is told at once.
        var many = document
        try many.change("home-50", "fee") { try $0.price(1, from: "2026-03-25") }
        many.serviceTypes[0].components[0].charging = .oneTime
        let wrong = many
        let all = await #expect(throws: StoreError.self) { try await catalog.import(wrong) }
        #expect((all?.sentence.split(separator: "\n").count ?? 0) >= 2)

        // What is allowed beside all this: tomorrow's tax rate, a category nobody was charged in, the first free day.
        var right = document
        let tomorrow = try #require(CivilDate("2026-03-26"))
        right.taxSchemes[0].rates[0].valid = CivilPeriod(.farPast, tomorrow)
        right.taxSchemes[0].rates.append(
            .init(name: "VAT 20 %", valid: CivilPeriod(tomorrow, .farFuture), share: 180_000_000))
        right.taxSchemes[0].rates.append(.init(name: "VAT 10 %", category: "reduced", share: 100_000_000))
        try right.change("home-50", "fee") { try $0.price(610_000, from: "2026-04-01") }
        #expect(try await catalog.import(right).count == 4)
        #expect(try await catalog.import(right) == [])
        await superuser.connection.close()
        try await installation.drop()
    }

    // What a document written by this program cannot say, but a connection can.
    @Test(arguments: [
        (
            #"{"tariffs": [{"code": "flap", "name": "F", "service": "tv", "currency": "AMD", "suspend_below": 100, "resume_from": 99, "trial_days": 0}]}"#,
            "Tariff flap: the service would be resumed at 0,99, below the 1,00 it is suspended at, and stop again at once: raise resume_from to at least suspend_below."
        ),
        (
            #"{"tariffs": [{"code": "x", "name": "F", "service": "tv", "currency": "drams", "suspend_below": 0, "resume_from": 0, "trial_days": 0}]}"#,
            "Tariff x: drams is no currency: write a code like AMD."
        ),
        (#"{"channels": [{"code": "a b", "name": "A"}]}"#, "Channel a b: a code is a small Latin letter"),
        (#"{"services": [{"code": "fax"}]}"#, "Service type fax has no name: give it one."),
        (
            #"{"tariffs": [{"code": "x", "name": "F", "service": "tv", "currency": "AMD", "suspend_below": 0, "resume_from": 0, "trial_days": -1}]}"#,
            "tariff x: this cannot be taken"
        ),
        (
            #"{"tariffs": [{"code": "home-50", "name": "Home 50", "service": "internet", "currency": "AMD", "suspend_below": 0, "resume_from": 0, "trial_days": 0, "parameters": [{"code": "kind", "label": "K", "mode": "fixed", "type": "flag", "unit": "", "choices": []}]}]}"#,
            "Tariff home-50, parameter kind has no value: enter one, or ask for it."
        ),
    ])
    func theDatabaseKeepsTheRulesByItself(_ document: String, _ sentence: String) async throws {
        let installation = try await Installation.fresh()
        let connection = try await installation.connection(as: "op_admin")
        let error = await #expect(throws: PostgreSQLError.self) {
            try await connection.query("SELECT api.catalog_import(\(document)::jsonb, false, 'raw')")
        }
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        await connection.close()
        try await installation.drop()
    }
}
