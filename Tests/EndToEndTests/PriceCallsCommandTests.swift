import OwnThread
import Testing

/// `bcrm price calls` as a person runs it: two files in, what each call costs or a sentence out, and the exit status.
@Suite(.ownThread) struct PriceCallsCommandTests {
    private static let tariff = """
        [price_list.standard]
        name = "Standard"
        rates = "rates.csv"
        [price_list.standard.band.night]
        name = "Night"
        windows = ["daily 22:00-24:00"]
        [tariff.home.calls]
        price_lists = ["standard"]
        [tariff.home.calls.bucket.free]
        name = "Free minutes"
        amount = 90
        groups = ["mobile"]
        [tax.vat]
        [[tax.vat.rate]]
        name = "VAT"
        share = "20 %"

        """
    private static let rates = """
        prefix,destination,group,band,price_per_minute,first_increment,next_increment
        374,Armenia,,,10,60,1
        37477,"Armenia, mobile",mobile,,30,60,1
        37477,"Armenia, mobile",mobile,night,6,60,1

        """
    private static let calls = """
        start,duration,calling,called
        2026-03-04 21:59:00,120,37410123456,077 10-12-34
        2026-03-04 20:00:00,30,37410123456,+37477101234
        2026-03-04T18:30:00Z,1:01,37410123456,654321
        2026-03-04 23:00:00,10,37410123456,+49301234567

        """

    private func run(
        _ tariff: String = tariff, _ rates: String = rates, _ calls: String = calls, _ arguments: [String] = []
    ) throws -> (status: Int32, output: String) {
        let system = try RunningSystem()
        defer { _ = system.run("/bin/rm", ["-rf", system.folder]) }
        let files = (system.folder + "/tariff.toml", system.folder + "/calls.csv")
        system.write(tariff, to: files.0)
        system.write(rates, to: system.folder + "/rates.csv")
        system.write(calls, to: files.1)
        return system.run("bcrm", ["price", "calls", "--tariff", files.0, "--calls", files.1] + arguments)
    }

    @Test(.timeLimit(.minutes(1))) func everyCallIsPrintedWithItsArithmeticAndBucketsAreCarriedOn() throws {
        let outcome = try run()
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                2026-03-04 20:00:00  37410123456 \u{2192} 37477101234, 30 s, Armenia, mobile: 0,00
                              prefix 37477, Armenia, mobile
                              20:00:00 to 20:01:00, 60 s: from Free minutes, free
                              0,00 rounded half up to 0,01: 0,00
                2026-03-04 21:59:00  37410123456 \u{2192} 37477101234, 120 s, Armenia, mobile: 25,20
                              prefix 37477, Armenia, mobile
                              21:59:00 to 21:59:30, 30 s: from Free minutes, free
                              21:59:30 to 22:00:00, 30 s \u{D7} 30,00 a minute = 15,00
                              Night 22:00:00 to 22:01:00, 60 s \u{D7} 6,00 a minute = 6,00
                              21,00 rounded half up to 0,01: 21,00
                              = net 21,00, VAT 4,20
                2026-03-04 22:30:00  37410123456 \u{2192} 37410654321, 61 s, Armenia: 12,20
                              prefix 374, Armenia
                              Night 22:30:00 to 22:31:01, 61 s \u{D7} 10,00 a minute = 10,166666\u{2026}
                              10,166666\u{2026} rounded half up to 0,01: 10,17
                              = net 10,17, VAT 2,03
                2026-03-04 23:00:00  37410123456 \u{2192} +49301234567, 10 s: not rated (no_rate)
                              line 5: No call rate matches the number 49301234567.

                Free minutes of 37410123456 from 2026-03-01: 90 of 90 s used
                3 calls, 241 s charged, 1 not rated, net 31,17, VAT 6,23: 37,40 AMD

                """)
        let json = try run(Self.tariff, Self.rates, Self.calls, ["--json"])
        #expect(json.status == 0)
        #expect(json.output.hasPrefix("{\"tariff\":\"home\",\"currency\":\"AMD\",\"calls\":[{\"line\":3,"))
        #expect(json.output.contains("\"total\":\"37.40\"}"))
    }

    @Test(.timeLimit(.minutes(1))) func whatIsWrongIsToldWithFileAndLineAndEndsWithItsStatus() throws {
        let cases: [(String, String, String, String)] = [
            (
                Self.tariff + "colour = \"red\"\n", Self.rates, Self.calls,
                "tariff.toml, line 17: [tax.vat.rate] knows no colour"
            ),
            (Self.tariff, Self.rates + "x,A,,,1,,\n", Self.calls, "rates.csv, line 5: \u{201C}x\u{201D} is no prefix"),
            (
                Self.tariff, Self.rates + "7,A,,day,1,,\n", Self.calls,
                "rates.csv, line 5: there is no [price_list.standard.band.day]"
            ),
            (
                Self.tariff, Self.rates, Self.calls + "yesterday,1,,1\n",
                "calls.csv, line 6: \u{201C}yesterday\u{201D} is no time"
            ),
            (Self.tariff, Self.rates, String(Self.calls.dropLast(3)), "calls.csv, "),
        ]
        for (tariff, rates, calls, words) in cases {
            let outcome = try run(tariff, rates, calls)
            #expect(outcome.status == 65)
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
        let system = try RunningSystem()
        defer { _ = system.run("/bin/rm", ["-rf", system.folder]) }
        #expect(system.run("bcrm", ["price", "calls", "--tariff", "/nowhere", "--calls", "/nowhere"]).status == 66)
        #expect(system.run("bcrm", ["price", "calls"]).status == 64)
    }
}
