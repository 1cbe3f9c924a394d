import Domain
import Operations
import Testing

let sampleCatalog = """
    # Written by hand.
    [service.internet]
    name = "Internet"

    [service.internet.component.fee]
    name = "Monthly fee"
    charging = "periodic"
    tag = "internet"

    [service.internet.component.connection]
    name = "Connection"
    charging = "one_time"

    [service.internet.component.static-ip]
    name = "Static IP"
    charging = "periodic"

    [tariff.home-100]
    name = "Home 100"
    service = "internet"
    sold_from = "2020-01-01"
    suspend_below = "0"
    resume_from = "1,00"

    [tariff.home-100.component.fee]
    prices = { always = "6000,00", 2026-07-01 = "6200,00" }

    [tariff.home-100.component.connection]
    event = "activation"
    prices = { always = "10 000" }

    [tariff.home-100.component.static-ip]
    selection = "optional"
    prices = { always = "1550,00" }

    [tariff.home-100.parameter.speed]
    label = "Speed"
    mode = "fixed"
    type = "integer"
    minimum = 1
    maximum = 1000
    unit = "Mbit/s"
    value = 100

    [tariff.home-200]
    name = "Home 200"
    service = "internet"
    trial_days = 7

    [tariff.home-200.component.fee]
    prices = { always = "9300,00" }

    [discount.ten]
    name = "Ten per cent"
    share = "10 %"

    [campaign.spring]
    name = "Spring"
    discount = "ten"
    from = "2026-03-01"
    through = "2026-05-31"
    months = 3
    tariffs = ["home-200"]

    [tax.vat]
    name = "VAT in the price"
    prices_include_tax = true
    standard = true

    [[tax.vat.rate]]
    name = "VAT 20 %"
    share = "20 %"

    """

@Suite struct CatalogFileTests {
    @Test func aFileWrittenByHandIsRead() throws {
        let document = try CatalogFile.read(sampleCatalog)
        #expect(document.tariffs.map(\.code) == ["home-100", "home-200"])
        #expect(document.tariffs[0].components[0].prices.map(\.amount) == [600_000, 620_000])
        #expect(document.tariffs[0].components[1].terms == .oneTime(.activation))
        #expect(document.tariffs[0].limits == SuspensionLimits(suspendBelow: 0, resumeFrom: 100))
        #expect(document.tariffs[1].trialDays == 7)
        #expect(document.campaigns[0].during.days == 92)
        #expect(document.taxSchemes[0].rates.map(\.share) == [200_000_000])
        #expect(document.discounts[0].reduction == .share(100_000_000))
        #expect(try CatalogFile.read(CatalogFile.write(document)) == document)
        #expect(
            try CatalogFile.read(
                sampleCatalog.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
                == document)
    }

    // What is changed in the file, and what is said about it.
    @Test(arguments: [
        ("share = \"10 %\"", "share = \"10\"", "line 55: share is written like"),
        ("name = \"Home 100\"", "nam = \"Home 100\"", "line 18: [tariff.home-100] has no name"),
        ("name = \"Home 100\"", "nam = \"Home 100\"", "line 19: [tariff.home-100] knows no nam"),
        ("always = \"6000,00\"", "always = \"6000,001\"", "line 26: always is an amount in quotes"),
        ("2026-07-01", "2026-02-30", "line 26: 2026-02-30 is no day"),
        (
            "always = \"6000,00\", 2026", "2027",
            "line 18: Tariff home-100, component fee has no price before 2027-07-01"
        ),
        ("2026-07-01 = \"6200,00\"", "2026-07-01 = \"none\"", "has no price from 2026-07-01 on"),
        (
            "2026-07-01 = \"6200,00\"", "2026-07-01 = \"none\", 2026-08-01 = \"1\"",
            "has no price from 2026-07-01 to 2026-07-31"
        ),
        ("always = \"6000,00\"", "always = \"-1\"", "a price is never below zero"),
        ("always = \"6000,00\", 2026-07-01", "2026-08-01 = \"1\", 2026-07-01", "comes after a later one"),
        ("resume_from = \"1,00\"", "resume_from = \"-1,00\"", "line 18: The service would be resumed below"),
        ("suspend_below = \"0\"", "sold_through = \"2019-01-01\"", "sold_through is before sold_from"),
        (
            "[tariff.home-200.component.fee]", "[tariff.home-200.component.fe]",
            "there is no [service.internet.component.fe]"
        ),
        ("[tariff.home-100.parameter.speed]", "[tarif.home-100.parameter.speed]", "there is no table [tarif.home-100"),
        ("discount = \"ten\"", "discount = \"teen\"", "line 57: Campaign spring: there is no discount teen"),
        ("tariffs = [\"home-200\"]", "tariffs = []", "Campaign spring is for no tariff"),
        ("event = \"activation\"", "", "line 28: [tariff.home-100.component.connection] has no event"),
        ("event = \"activation\"", "event = \"birthday\"", "event is one of \"activation\""),
        ("value = 100", "value = 5000", "must be a whole number from 1 to 1000"),
        ("value = 100", "", "parameter speed has no value"),
        ("[discount.ten]", "[discount.TEN]", "a code is a small Latin letter"),
        ("share = \"10 %\"", "share = \"101 %\"", "at most 100 %"),
        ("[[tax.vat.rate]]", "[tax.vat.rate]", "there is no table [tax.vat.rate]"),
        ("share = \"20 %\"", "", "[[tax.vat.rate]] has no share"),
        ("[service.internet]\n", "[service.internet]\n[service.internet]\n", "line 3: the table is there twice"),
        ("# Written by hand.", "[catalogue]\nformat = 1", "[end] is missing: the file is cut"),
        ("# Written by hand.", "[catalogue]\nformat = 9", "another format"),
        ("trial_days = 7", "trial_days = -7", "a trial of -7 days"),
    ])
    func whatIsWrongIsToldWithItsLine(_ old: String, _ new: String, _ expected: String) throws {
        let range = try #require(sampleCatalog.firstRange(of: old))
        let text = sampleCatalog.replacingCharacters(range, new)
        let failure = #expect(throws: CatalogFile.Failure.self) { try CatalogFile.read(text) }
        let sentence = failure?.sentence ?? ""
        #expect(sentence.contains(expected), "\(sentence)")
    }

    @Test func anExportCutAnywhereIsRefused() throws {
        let text = CatalogFile.write(try CatalogFile.read(sampleCatalog))
        for length in stride(from: 1, to: text.utf8.count, by: 7) {
            let cut = String(decoding: Array(text.utf8).prefix(length), as: UTF8.self)
            #expect(throws: CatalogFile.Failure.self, "cut at \(length)") { try CatalogFile.read(cut) }
        }
    }

    @Test func writingAndReadingGivesTheSameCatalogue() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<150 {
            let document = RandomCatalog.make(&generator)
            let text = CatalogFile.write(document)
            do {
                #expect(try CatalogFile.read(text) == document, "seed \(seed), round \(round)")
            } catch {
                Issue.record("seed \(seed), round \(round): \(error.sentence)\n\(text)")
                return
            }
        }
    }
}

extension String {
    func replacingCharacters(_ range: Range<Index>, _ new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
