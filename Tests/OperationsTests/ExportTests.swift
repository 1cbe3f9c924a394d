import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// What goes out comes in again the same.
@Suite struct ExportTests {
    @Test func whatIsExportedAndImportedElsewhereIsExportedTheSame() async throws {
        let seed: UInt64 = 7
        let here = try await Installation.fresh()
        let there = try await Installation.fresh()
        // What stands in the shelves of every demo installation has no history.
        for installation in [here, there] {
            let cleaning = try await installation.superuser()
            try await cleaning.connection.execute(
                script: "DELETE FROM warehouse.movement; DELETE FROM warehouse.device")
            await cleaning.connection.close()
        }
        try await ImportStory(here).fill(customers: 300, seed: seed)
        // One with words that spreadsheets and readers may take for something else, and a fee of its own.
        let story = ImportStory(here)
        _ = try await story.import(
            .customers,
            "key,kind,organisation_name,tax_number,phones,city,street,building,legal_city,legal_street,legal_building,note\n'=1+1,organisation,\"'=HYPERLINK(\"\"x\"\"), Sons\",01234567,\"+37499000001, 010556677\",'-City,'@home,'+1,Ararat,Main,1,''-twice\n"
        )
        _ = try await story.import(.accounts, "key,customer,number,balance,credit_limit\nx,'=1+1,88,-12.34,5\n")
        _ = try await story.import(
            .subscriptions,
            "key,account,tariff,started_on,own_price,options,state,suspension,suspended_on\ny,x,tv-100,2020-01-31,2500,sport box:2,suspended,request,2020-06-01\n"
        )
        _ = try await story.import(
            .devices, "serial,mac,model,stock,state,since\nABCD1234,AA:BB:CC:00:11:22,F660,van-1,faulty,2024-02-29\n")
        for kind in ImportKind.allCases {
            let first = try await story.export(kind)
            let count = first.split(separator: "\r\n").count - 1
            #expect(count > 0, "\(kind)")
            let state = try await ImportStory(there).import(kind, first, name: "\(kind).csv")
            let refusals = try await ImportStory(there).refusals(state)
            #expect(state.created == count && state.refused == 0, "\(kind) \(refusals.prefix(3))")
            let second = try await ImportStory(there).export(kind)
            let difference = zip(first.split(separator: "\r\n"), second.split(separator: "\r\n")).first { $0 != $1 }
            #expect(first == second, "\(kind): \(difference.map { "\($0.0)\n\($0.1)" } ?? "")")
        }
        #expect(try await ImportTests.told(there, "SELECT what FROM accounts.proof()") == [])
        #expect(
            try await ImportTests.told(
                there,
                "SELECT concat_ws('|', name, note) FROM customers.customer WHERE kind = 'organisation' AND name LIKE '=%'"
            ) == ["=HYPERLINK(\"x\"), Sons|'-twice"])
        try await here.drop()
        try await there.drop()
    }

    @Test func anOrganisationComesWithItsLegalFormSegmentAndCertificate() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        let state = try await story.import(
            .customers,
            "key,kind,organisation_name,legal_form,tax_number,document_number,phones,segment,city,street,building\n"
                + "a,organisation,Ararat,LLC,01234567,290.110.1,+37499000001,business,Yerevan,Abovyan,1\n"
                + "b,organisation,Masis,CJSC,01234568,,+37499000002,moon,Yerevan,Abovyan,2\n"
                + "c,organisation,Sevan,,01234569,,+37499000003,,Yerevan,Abovyan,3\n")
        #expect(try await story.refusals(state) == [3: "Segment: there is no \"moon\"."])
        #expect(
            try await ImportTests.told(
                installation,
                """
                SELECT concat_ws('|', name, legal_form, segment, (SELECT d.kind FROM customers.identity_document d
                    WHERE d.customer_id = c.customer_id)) FROM customers.customer c WHERE kind = 'organisation' ORDER BY name
                """) == ["Ararat|LLC|business|certificate", "Sevan|standard"])
        #expect(try await story.export(.customers).contains("Ararat,LLC,01234567"))
        try await installation.drop()
    }

    /// Yen have no minor unit, dinars have thousandths: a sum is read and written by the currency of its account or tariff,
    /// whatever the mapping and the installation count in.
    @Test(arguments: [("JPY", "500", 500), ("KWD", "1.250", 1_250), ("AMD", "12.50", 1_250)])
    func sumsKeepTheMinorUnitsOfTheirCurrency(_ code: String, _ written: String, _ minor: Int) async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let session = try await installation.superuser()
        try await session.connection.execute(
            script: "UPDATE catalog.tariff SET currency = '\(code)' WHERE code = 'home-50'")
        await session.connection.close()
        let story = ImportStory(installation)
        _ = try await story.import(.customers, ImportTests.customers + ImportTests.customer(1))
        let accounts = "key,customer,currency,balance,credit_limit\na,c1,\(code),-\(written),\(written)\n"
        let taken = try await story.import(.accounts, accounts)
        let services =
            "key,account,tariff,started_on,parameter.wifi_name,own_price\ns,a,home-50,2020-01-01,x,\(written)\n"
        let given = try await story.import(.subscriptions, services)
        #expect(taken.created == 1 && given.created == 1)
        #expect(try await story.refusals(given) == [:])
        #expect(
            try await ImportTests.told(
                installation,
                """
                SELECT concat_ws(' ', currency, balance, credit_limit, (SELECT amount FROM catalog.subscription_price))
                FROM accounts.account
                """) == ["\(code) -\(minor) \(minor) \(minor)"])
        let out = try await story.export(.accounts)
        #expect(out.contains(",\(code),-\(written),,2027-03-20,\(written),"), "\(out)")
        let header = try DelimitedText(try await story.export(.subscriptions)).rows
        let column = try #require(header[0].fields.firstIndex { $0.hasPrefix("price.") })
        #expect(header[1].fields[column] == written)
        // An account that does not say it has the mapping's.
        if code != "AMD" {
            let mapped = try await story.import(
                .accounts, "K;C;B\nb;C-2027-000001;\(written)\n",
                mapping: """
                    [file]
                    source = "old"
                    delimiter = ";"
                    [format]
                    currency = "\(code)"
                    [columns]
                    key = "K"
                    customer = "C"
                    balance = "B"

                    """)
            #expect(mapped.created == 1 && mapped.openings.map(\.minorUnits) == [Int64(minor)])
            #expect(try await story.refusals(mapped) == [:])
            #expect(
                try await ImportTests.told(
                    installation, "SELECT currency || balance FROM accounts.account WHERE balance > 0"
                ) == ["\(code)\(minor)"])
        }
        // What is finer than the currency is refused.
        let tooFine = code == "JPY" ? "500.1" : "\(written)1"
        let fine = try await story.preview(.accounts, "key,customer,currency,balance\nf,c1,\(code),\(tooFine)\n")
        #expect(fine.firstRefusals.count == 1, "\(fine)")
        try await installation.drop()
    }

    @Test func noCellOfAnExportIsAFormula() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        for start in ["=", "+", "-", "@"] {
            _ = try await story.import(
                .customers,
                "key,family_name,given_name,phones,city,street,building\n'\(start)k,'\(start)F,'\(start)G,077101212,'\(start)C,'\(start)S,'\(start)1\n",
                name: start)
        }
        let text = try await story.export(.customers)
        let table = try DelimitedText(text)
        #expect(table.rows.count == 5)
        for row in table.rows {
            for field in row.fields { #expect(!["=", "+", "-", "@"].contains(field.prefix(1)), "\(field)") }
        }
        // Who took it out is written down.
        #expect(
            try await ImportTests.told(
                installation, "SELECT actor || ' ' || note FROM hist.event WHERE object = 'import.export'"
            ) == ["op_aram Exported customers"])
        try await installation.drop()
    }
}
