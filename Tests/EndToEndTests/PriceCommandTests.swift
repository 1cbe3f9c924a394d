import OwnThread
import Testing

/// `bcrm price charges` as a person runs it: two files in, the charges or a sentence out, and the exit status.
@Suite(.ownThread) struct PriceCommandTests {
    private static let catalog = """
        [service.phone]
        name = "Phone"
        [service.phone.component.line]
        name = "Line"
        charging = "periodic"
        [tariff.basic]
        name = "Basic"
        service = "phone"
        [tariff.basic.component.line]
        prices = { always = "1500,00" }

        """
    private static let events = """
        date,event,tariff,amount
        2026-02-15,activation,basic,
        2026-02-20,payment,,1000

        """

    private func run(
        _ catalog: String, _ events: String, _ arguments: [String] = []
    ) throws -> (status: Int32, output: String) {
        let system = try RunningSystem()
        defer { _ = system.run("/bin/rm", ["-rf", system.folder]) }
        let files = (system.folder + "/tariff.toml", system.folder + "/events.csv")
        system.write(catalog, to: files.0)
        system.write(events, to: files.1)
        return system.run("bcrm", ["price", "charges", "--tariff", files.0, "--events", files.1] + arguments)
    }

    @Test(.timeLimit(.minutes(1))) func theChargesOfAServiceArePrintedWithTheirArithmetic() throws {
        let outcome = try run(Self.catalog, Self.events, ["--until", "2026-03-01"])
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                2026-02-15  activated with Basic, billing day 1
                2026-02-15  charge Line, Basic, 2026-02-15 to 2026-02-28 (14 of 28 days): 750,00, balance -750,00
                              2026-02-15 to 2026-02-28, 14 of 28 days: 1 500,00 \u{D7} 1/2 = 750,00
                              rounded half up to 0,01: 750,00
                2026-02-20  payment 1 000,00, balance 250,00
                2026-03-01  charge Line, Basic, 2026-03-01 to 2026-03-31: 1 500,00, balance -1 250,00
                              2026-03-01 to 2026-03-31, 31 of 31 days: the whole fee 1 500,00
                              rounded half up to 0,01: 1 500,00

                charged 2 250,00 AMD, balance -1 250,00 AMD

                """)
        let json = try run(Self.catalog, Self.events, ["--json"])
        #expect(json.status == 0)
        #expect(json.output.hasPrefix("{\"currency\":\"AMD\",\"balance\":\"250.00\","))
    }

    @Test(.timeLimit(.minutes(1))) func whatIsWrongIsToldWithFileAndLineAndEndsWithItsStatus() throws {
        let cut = try run(Self.catalog, String(Self.events.dropLast(3)))
        #expect(cut.status == 65)
        #expect(cut.output.contains("events.csv") && cut.output.contains("cut"), "\(cut.output)")
        let wrong = try run(Self.catalog + "colour = \"red\"\n", Self.events)
        #expect(wrong.status == 65)
        #expect(
            wrong.output.contains("tariff.toml, line 11: [tariff.basic.component.line] knows no colour"),
            "\(wrong.output)")
        let system = try RunningSystem()
        defer { _ = system.run("/bin/rm", ["-rf", system.folder]) }
        let missing = system.run("bcrm", ["price", "charges", "--tariff", "/nowhere", "--events", "/nowhere"])
        #expect(missing.status == 66)
        #expect(try run(Self.catalog, Self.events, ["--until", "tomorrow"]).status == 64)
    }
}
