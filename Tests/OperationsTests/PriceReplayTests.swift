import Domain
import Operations
import Rating
import Testing

@Suite struct PriceReplayTests {
    private func steps(_ events: String, until: String? = nil, suspending: Bool = false) throws -> [String] {
        let document = try CatalogFile.read(sampleCatalog)
        let replay = try PriceReplay(
            document, try ServiceEvent.read(events), until: until.flatMap { CivilDate($0) }, suspending: suspending)
        return replay.steps.map { step in
            switch step.what {
            case .event(let words): "\(step.day) \(words)"
            case .payment(let amount): "\(step.day) payment \(amount)"
            case .charge(let line, _): "\(step.day) \(line.componentName) \(line.total) \(line.note)"
            }
        }
    }

    @Test func aServiceIsChargedFromItsActivationToItsEnd() throws {
        let events = """
            date,event,tariff,billing_day,component,quantity
            2026-03-20,activation,home-100,1,,
            2026-04-16,option,,,static-ip,2
            2026-05-16,change,home-200,,,
            2026-06-11,termination,,,,

            """
        let told = try steps(events)
        #expect(
            told == [
                "2026-03-20 activated with Home 100, billing day 1",
                "2026-03-20 Monthly fee 232258 12 of 31 days", "2026-03-20 Connection 1000000 ",
                "2026-04-01 Monthly fee 600000 ",
                "2026-04-16 2 of static-ip chosen", "2026-04-16 Static IP 155000 15 of 30 days",
                "2026-05-01 Monthly fee 600000 ", "2026-05-01 Static IP 310000 ",
                "2026-05-16 changed to Home 200",
                "2026-05-16 Monthly fee -309677 unused 16 of 31 days",
                "2026-05-16 Monthly fee 480000 16 of 31 days",
                "2026-05-16 Static IP -160000 unused 16 of 31 days",
                "2026-06-01 Monthly fee 930000 ", "2026-06-11 terminated",
                "2026-06-11 Monthly fee -620000 unused 20 of 30 days",
            ])
    }

    @Test func aCampaignGivesItsDiscountToWhoeverStartsItsTariff() throws {
        let events = "date,event,tariff\n2026-03-01,activation,home-200\n"
        // Seven days of trial, then 24 of 31 days less 10 %.
        let told = try steps(events, until: "2026-06-01")
        #expect(
            told == [
                "2026-03-01 activated with Home 200, billing day 1", "2026-03-01 Monthly fee 648000 ",
                "2026-04-01 Monthly fee 837000 ", "2026-05-01 Monthly fee 837000 ", "2026-06-01 Monthly fee 930000 ",
            ])
    }

    @Test func moneyStopsAndStartsTheServiceByItsLimits() throws {
        let events = """
            date,event,tariff,amount
            2026-03-01,activation,home-100,
            2026-03-01,payment,,16000
            2026-04-11,payment,,8000

            """
        let told = try steps(events, until: "2026-04-30", suspending: true)
        #expect(
            told == [
                "2026-03-01 activated with Home 100, billing day 1", "2026-03-01 payment 1600000",
                "2026-03-01 Monthly fee 600000 ", "2026-03-01 Connection 1000000 ",
                "2026-04-01 Monthly fee 600000 ", "2026-04-01 suspended (money)",
                "2026-04-01 Monthly fee -580000 unused 29 of 30 days", "2026-04-11 payment 800000",
                "2026-04-11 resumed (money)", "2026-04-11 Monthly fee 400000 corrected to 21 of 30 days",
            ])
    }

    @Test func suspensionOnRequestAndByMoneyStack() throws {
        let events = """
            date,event,tariff,reason
            2026-03-01,activation,home-100,
            2026-03-05,suspension,,request
            2026-03-10,suspension,,technical
            2026-03-15,resumption,,request
            2026-03-26,resumption,,technical

            """
        #expect(
            try steps(events).filter { $0.contains("Monthly") } == [
                "2026-03-01 Monthly fee 600000 ", "2026-03-05 Monthly fee -503226 unused 26 of 31 days",
                // 20 whole days were suspended.
                "2026-03-26 Monthly fee 116129 corrected to 11 of 31 days",
            ])
    }

    // The events, and what is said about them.
    @Test(arguments: [
        ("", "The file is empty"),
        ("date,event,tariff\n2026-03-01,activation,home-100", "does not end like a line"),
        ("date,event,tariff\n2026-03-01,activation\n", "Line 2 has 2 fields and not 3"),
        ("day,event\n2026-03-01,termination\n", "line 1: there is no column \u{201C}day\u{201D}"),
        ("date,event,tariff\n2026-02-30,activation,home-100\n", "line 2: \u{201C}2026-02-30\u{201D} is no day"),
        ("date,event,tariff\n2026-03-01,activation,\n", "line 2: activation needs a tariff"),
        ("date,event,tariff\n2026-03-01,activation,home-1000\n", "line 2: there is no tariff home-1000"),
        ("date,event,tariff\n2026-03-01,birthday,home-100\n", "line 2: there is no event \u{201C}birthday\u{201D}"),
        ("date,event,tariff\n2026-03-01,termination,\n", "There is no activation"),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n2026-02-01,change,home-200\n",
            "line 3: 2026-02-01 is before the day of the line above"
        ),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n2026-03-02,activation,home-100\n",
            "line 3: the service is active already"
        ),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n2026-03-02,change,home-100\n",
            "line 3: the service has tariff home-100 already"
        ),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n2026-03-02,termination,\n2026-03-03,change,home-200\n",
            "line 4: the service ended on 2026-03-02"
        ),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n2026-03-02,termination,home-100\n",
            "line 3: termination has no tariff"
        ),
        ("date,event,tariff\n2019-03-01,activation,home-100\n", "not sold on 2019-03-01"),
        (
            "date,event,tariff\n2026-03-01,activation,home-100\n9999-12-31,termination,\n",
            "more than a hundred years"
        ),
        (
            "date,event,amount,tariff\n2026-03-01,activation,,home-100\n2026-03-01,payment,92233720368547758,\n2026-03-02,payment,92233720368547758,\n",
            "the balance grows beyond"
        ),
        (
            "date,event,amount,tariff\n2026-03-01,activation,,home-100\n2026-03-01,payment,1e5,\n",
            "line 3: \u{201C}1e5\u{201D} is no amount of AMD"
        ),
        (
            "date,event,amount,tariff\n2026-03-01,activation,,home-100\n2026-03-01,payment,1.001,\n",
            "line 3: \u{201C}1.001\u{201D} is no amount of AMD"
        ),
    ])
    func whatIsWrongWithEventsIsToldWithItsLine(_ text: String, _ expected: String) throws {
        var said = ""
        do {
            _ = try steps(text)
        } catch let error as CatalogFile.Failure {
            said = error.sentence
        } catch let error as PriceReplay.Failure {
            said = error.sentence
        }
        #expect(said.contains(expected), "\(said)")
    }

    @Test func theReportTellsEverythingInWordsAndInJSON() throws {
        let events = "date,event,tariff\n2026-03-20,activation,home-100\n"
        let report = PriceReport(
            try PriceReplay(try CatalogFile.read(sampleCatalog), try ServiceEvent.read(events)))
        for words in [
            "2026-03-20  charge Monthly fee, Home 100, 2026-03-20 to 2026-03-31 (12 of 31 days): 2 322,58, balance -2 322,58",
            "6 000,00 \u{D7} 12/31 = 2 322,580645\u{2026}", "VAT 20 % 20 % contained in 2 322,58: 387,10",
            "= net 1 935,48, VAT 20 % 387,10", "charged 12 322,58 AMD, balance -12 322,58 AMD",
        ] { #expect(report.text.contains(words), "\(report.text)") }
        #expect(
            report.json.hasPrefix("{\"currency\":\"AMD\",\"balance\":\"-12322.58\",\"steps\":[{\"day\":\"2026-03-20\""))
        #expect(report.json.contains("\"amount\":\"2322.58\""))
    }

    @Test func filesOfAnyBytesAreSurvived() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var generator = Generator(state: seed)
        let events =
            "date,event,tariff,amount,component,quantity\n2026-03-01,activation,home-100,,,\n"
            + "2026-03-05,option,,,static-ip,2\n2026-03-09,payment,,100,,\n2026-05-01,change,home-200,,,\n"
        var read = 0
        for _ in 0..<250 {
            let catalog = mutated(sampleCatalog, &generator)
            let list = mutated(events, &generator)
            guard let document = try? CatalogFile.read(catalog), let parsed = try? ServiceEvent.read(list),
                let replay = try? PriceReplay(document, parsed, suspending: true)
            else { continue }
            read += 1
            #expect(!PriceReport(replay).text.isEmpty && !PriceReport(replay).json.isEmpty)
        }
        #expect(read > 0)
    }

    private func mutated(_ text: String, _ generator: inout Generator) -> String {
        var bytes = Array(text.utf8)
        let alphabet = Array("0123456789-.,\"[]{}=\n %az".utf8)
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0x30, at: place)
            default:
                bytes.insert(
                    contentsOf: Array("99999999999999".utf8.prefix(Int.random(in: 1...14, using: &generator))),
                    at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func filesThatCannotBeReadAreTold() {
        let request = PriceRequest(tariffs: "/nowhere/tariff.toml", events: "/nowhere/events.csv")
        let failure = #expect(throws: PriceRequest.Failure.self) { try request.run() }
        #expect(failure?.exitCode == 66)
        #expect(failure?.sentence == "/nowhere/tariff.toml cannot be read: No such file or directory.")
    }
}
