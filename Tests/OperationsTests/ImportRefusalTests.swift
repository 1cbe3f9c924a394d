import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// What an import refuses, in the words of the functions by which people enter the same.
@Suite struct ImportRefusalTests {
    private struct Case {
        let header: String
        let rows: [(String, String)]
    }

    private static let customerCase = Case(
        header: "key,kind,full_name,phones,city,street,building,tax_number,email,branch,contract,registered_on",
        rows: [
            ("1,,Petrosyan,077101212,Y,A,1,,,,,", "Given name: must be filled in."),
            ("2,,,077101212,Y,A,1,,,,,", "Family name: must be filled in."),
            ("3,organisation,Ararat,077101212,Y,A,1,,,,,", "Tax number: must be filled in."),
            ("4,organisation,Ararat,077101212,Y,A,1,123,,,,", "Tax number: must be 8 digits."),
            ("5,robot,A B,077101212,Y,A,1,,,,,", "Kind: must be person or organisation."),
            ("6,,A B,,Y,A,1,,,,,", "Phone: at least one is needed."),
            ("7,,A B,077101212;x,Y,A,1,,,,,", "Phone: \"x\" is no phone number."),
            ("8,,A B,077101212,,A,1,,,,,", "City: must be filled in."),
            ("9,,A B,077101212,Y,A,1,,a@b,,,", "E-mail: \"a@b\" is no address."),
            ("10,,A B,077101212,Y,A,1,,,moon,,", "Branch: there is no branch moon of yours."),
            ("11,,A B,077101212,Y,A,1,,,,K-1,", ""),
            ("12,,A B,077101212,Y,A,1,,,,k-1,", "Contract: K-1 is line 12's already."),
            (
                "13,,A B,077101212,Y,A,1,,,,,2999-01-01",
                "Registered: 2999-01-01 is not between 1990-01-01 and 2027-03-20."
            ),
            (
                "14,,A B,077101212,Y,A,1,,,,,31.12.2020",
                "registered_on: \u{201C}31.12.2020\u{201D} is no date like YYYY-MM-DD."
            ),
            ("15,,A \u{1B}[2JB,077101212,Y,A,1,,,,,", "Full name: contains a control character."),
            (",,A B,077101212,Y,A,1,,,,,", "key: must be filled in."),
            ("11,,A C,077101212,Y,A,1,,,,,", "The key 11 stands in line 12 too, with other contents."),
        ])

    private static let accountCase = Case(
        header: "key,customer,number,currency,balance,debt,opening_on,credit_limit",
        rows: [
            ("1,none,,,,,,", "Customer: there is none with the key or contract none; import the customers first."),
            ("2,11,0123,,,,,", "Number: must be digits, at most 15, the first not 0."),
            ("3,11,55,,1.00,,,", ""),
            ("4,11,55,,1.00,,,", "Number: account 55 is line 4's already."),
            ("5,11,,dram,1,,,", "Currency: must be a code of three letters."),
            ("6,11,,,1.005,,,", "balance: \"1.005\" has more than 2 digits after the comma."),
            ("7,11,,,1,1,,", "balance, debt: the row has both; it is one or the other."),
            ("8,11,,,1,,2027-03-21,", "Opening day: 2027-03-21 is not between 2017-03-12 and 2027-03-20."),
            ("9,11,,,,,,-1", "Credit limit: must not be negative."),
            ("10,k-1,,,99999999999999,,,", "Balance: is too large for a posting; check it."),
            ("11,K-1,,,-7,,,", ""),
        ])

    private static let subscriptionCase = Case(
        header:
            "key,account,tariff,identifier,started_on,state,suspension,charged_from,own_price,options,parameter.wifi_name,price.box",
        rows: [
            (
                "1,x,home-50,,2020-01-01,,,,,,a,",
                "Account: there is no open one with the key or number x; import the accounts first."
            ),
            ("2,3,home-1,,2020-01-01,,,,,,a,", "Tariff: there is none with the code home-1."),
            ("3,3,home-50,net,2020-01-01,,,,,,,", ""),
            ("4,3,home-50,,,,,,,,a,", "Started: must be filled in."),
            ("5,3,home-50,,2020-01-01,gone,,,,,a,", "State: must be active or suspended."),
            (
                "6,3,home-50,,2020-01-01,suspended,mood,,,,a,",
                "Suspension: must be money, request, fraud, technical or other."
            ),
            ("7,3,home-50,ani,2020-01-01,,,,,,a,", ""),
            ("8,55,home-200,ani,2020-01-01,,,,,,a,", "Identifier: ani is line 8's already."),
            ("9,3,home-50,,2020-01-01,,,,,sport,a,", "Options: sport is no optional component of the tariff."),
            ("10,3,tv-100,,2020-01-01,,,,,sport box:2,,", ""),
            ("11,3,tv-100,,2020-01-01,,,,,sport:0,,", "Options: a quantity is 1 to 999."),
            ("12,3,tv-100,,2020-01-01,,,,,,a,", "This tariff does not ask for wifi_name."),
            ("13,3,home-50,,2020-01-01,,,,,,a,5", "Own price: box is no component of the tariff."),
            (
                "14,3,home-50,,2027-03-21,,,,,,a,",
                "Started: 2027-03-21 is not between 1990-01-01 and 2027-03-20."
            ),
            ("15,3,phone-basic,37410111111,2020-01-01,,,,-1,,,", "Own price: must not be negative."),
        ])

    private static let deviceCase = Case(
        header: "serial,mac,model,state,stock,customer,subscription",
        rows: [
            (",,f660,,central,,", "key: must be filled in."),
            ("abc,,f660,,central,,", "Serial: No serial: 4 to 32 letters and digits, at least one digit."),
            ("ABCD0001,12,f660,,central,,", "MAC: must be 12 hexadecimal digits."),
            ("ABCD0002,,f999,,central,,", "Model: there is none with the code f999."),
            ("ABCD0003,,f660,,moon,,", "Stock: there is none of yours with the code moon."),
            (
                "ABCD0004,,f660,,,none,",
                "Customer: there is none with the key or contract none; import the customers first."
            ),
            ("ABCD0005,,f660,,,11,99", "Subscription: the customer has none with the key 99."),
            ("HWTCA0000001,,f660,,central,,", "Serial: HWTCA0000001 is registered already."),
            ("ABCD0006,02AA00000001,f660,,central,,", "MAC: 02AA00000001 is registered already."),
            (
                "ABCD0007,,f660,lost,central,,",
                "State: must be new, in_stock, at_customer, faulty, in_repair or written_off."
            ),
            ("ABCD0008,AA:BB:CC:DD:EE:01,f660,,central,,", ""),
            ("ABCD0009,aabb.ccdd.ee01,f660,,central,,", "MAC: AABBCCDDEE01 is line 12's already."),
        ])

    private static let ticketCase = Case(
        header: "key,customer,account,type,step,tariff,parameter.wifi_name",
        rows: [
            (
                "1,none,,internet,,home-50,a",
                "Customer: there is none with the key or contract none; import the customers first."
            ),
            ("2,11,,repair,,home-50,a", "Type: there is none with the code repair."),
            ("3,11,,internet,closed,home-50,a", "Step: the type has no open step closed."),
            ("4,11,,internet,,home-1,a", "Tariff: there is none with the code home-1."),
            ("5,11,,internet,,home-50,", ""),
            ("6,11,55,internet,device,home-50,a", ""),
        ])

    @Test func everyKindOfFaultIsToldByItsLineAndStopsNobodyElse() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let story = ImportStory(installation)
        for (kind, told) in [
            (ImportKind.customers, Self.customerCase), (.accounts, Self.accountCase),
            (.subscriptions, Self.subscriptionCase), (.devices, Self.deviceCase), (.tickets, Self.ticketCase),
        ] {
            let text = told.header + "\n" + told.rows.map { $0.0 + "\n" }.joined()
            let dry = try await story.preview(kind, text)
            let state = try await story.import(kind, text)
            let refusals = try await story.refusals(state)
            for (index, row) in told.rows.enumerated() {
                #expect(refusals[index + 2] ?? "" == row.1, "\(kind) \(row.0)")
            }
            #expect(state.created == told.rows.count { $0.1.isEmpty }, "\(kind)")
            #expect(dry.created == state.created && dry.refused == state.refused, "\(kind)")
            #expect(dry.firstRefusals.map(\.line) == refusals.keys.sorted(), "\(kind)")
        }
        #expect(try await ImportTests.told(installation, "SELECT what FROM accounts.proof()") == [])
        try await installation.drop()
    }

    @Test(arguments: ["balance,debt", "debt,balance"])
    func whatIsHadAndWhatIsOwedAreOneOrTheOtherInAnyOrderOfColumns(_ columns: String) async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        _ = try await story.import(.customers, ImportTests.customers + ImportTests.customer(1))
        let rows = "a,c1,2.00,3.00\nb,c1,2.00,0\nc,c1,0,5.00\n"
        let preview = try await story.preview(.accounts, "key,customer,\(columns)\n" + rows)
        #expect(preview.firstRefusals.map(\.line) == [2])
        #expect(
            preview.firstRefusals.map(\.reason) == ["balance, debt: the row has both; it is one or the other."])
        #expect(
            preview.created == 2
                && preview.openings.sums.map(\.minorUnits) == [columns == "balance,debt" ? 200 - 500 : 500 - 200])
        try await installation.drop()
    }

    @Test func aFileOfOtherColumnsIsRefusedAsAWhole() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        for (header, sentence) in [
            (
                "key,city,colour",
                "line 1: \u{201C}colour\u{201D} is no field of customers; a mapping says what it means: correct the mapping, or get the right file"
            ),
            (
                "key,city,city",
                "line 1: there are several columns \u{201C}city\u{201D}: correct the mapping, or get the right file"
            ),
            (
                "key,\"city",
                "line 1: a quote opens and never closes: correct the mapping, or get the right file"
            ),
            (
                "city,street",
                "line 1: there is no column \u{201C}key\u{201D}: correct the mapping, or get the right file"
            ),
        ] {
            let failure = await #expect(throws: ImportFile.Failure.self) {
                try await story.preview(.customers, header + "\n")
            }
            #expect(failure?.sentence == sentence)
        }
        try await installation.drop()
    }

    @Test func aClosedPeriodTakesNoOpeningBalance() async throws {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let story = ImportStory(installation)
        _ = try await story.import(.customers, ImportTests.customers + ImportTests.customer(1))
        _ = try await ServiceStory(installation).acting("op_aram") { session in
            try await session.connection.query("SELECT api.period_close('2027-02-28', 'close')")
        }
        _ = try await story.import(.accounts, "key,customer,balance,opening_on\na,c1,5.00,2027-01-31\n")
        #expect(
            try await ImportTests.told(
                installation, "SELECT concat_ws(' ', period_on, value_on) FROM accounts.transfer"
            ) == ["2027-01-31 2027-03-01"])
        try await installation.drop()
    }
}
