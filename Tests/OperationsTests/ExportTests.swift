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
