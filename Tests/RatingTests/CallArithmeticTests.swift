import Domain
import Rating
import Testing

@Suite struct CallArithmeticTests {
    private func call() throws -> RatedCall {
        let rating = try callRating(
            [
                callRate("37477", callPrice(1_050, fee: 100, 60, 1, free: 15, cap: 9_000), group: "mobile"),
                callRate("37477", callPrice(500, 60, 1), band: "night", group: "mobile"),
            ], bands: [band("night", "daily 20:00-24:00")])
        let bucket = CallBucket(id: BucketID(7), code: "free", name: "Free minutes", amount: 75)
        var balances = BucketBalances([
            BucketBalance(
                bucket: bucket, periodOn: try #require(CivilDate("2026-03-01")),
                expiresOn: try #require(CivilDate("2026-04-01")), granted: 75, used: 0)
        ])
        return try rating.rate("37477101234", "2026-03-04T19:58:00+04:00", 190, &balances)
    }

    @Test func theFormOfTheDatabaseIsShortAndComplete() throws {
        let call = try call()
        let text = CallArithmetic.text(of: call)
        #expect(
            text
                == "1|1|37477|100000000|72500000000||1208|:15+75@1050000000!7,:90+30@1050000000,night:120+70@500000000|7:20513=75|mobile|to 37477"
        )
        #expect(CallArithmetic.parse(text) == call)
    }

    @Test func theWordsShowEveryStep() throws {
        let start = try #require(Instant("2026-03-04T19:58:00+04:00"))
        let words = CallWords(
            zone: try TimeZoneRules(named: "Asia/Yerevan"), currency: .amd, bucketName: { _ in "Free minutes" },
            bandName: { _ in "Night" })
        let lines = words.lines(of: try call(), startedAt: start, durationSeconds: 190).joined(separator: "\n")
        #expect(
            lines == """
                prefix 37477, to 37477
                first 15 s: free
                19:58:15 to 19:59:30, 75 s: from Free minutes, free
                19:59:30 to 20:00:00, 30 s \u{D7} 10,50 a minute = 5,25
                Night 20:00:00 to 20:01:10, 70 s \u{D7} 5,00 a minute = 5,833333\u{2026}
                connection fee 1,00
                12,083333\u{2026} rounded half up to 0,01: 12,08
                """)
    }

    @Test func namesOfAnyKindAreKept() throws {
        var call = try call()
        for (destination, group) in [("a|b%7C|c", "x|y%25%7C"), ("", ""), ("\n\t|", "%"), ("\u{D0}\u{AF}", "||")] {
            call.destination = destination
            call.destinationGroup = group
            #expect(CallArithmetic.parse(CallArithmetic.text(of: call)) == call)
        }
    }

    @Test func whatIsNoArithmeticIsNone() throws {
        let text = CallArithmetic.text(of: try call())
        for cut in ["", "1", String(text.dropFirst(1)), "2" + text.dropFirst(), "1|x" + text.dropFirst(3)] {
            #expect(CallArithmetic.parse(cut) == nil, "\(cut)")
        }
        for (old, new) in [("!7", "!"), ("@", "@@"), ("=75", "=x"), ("+70", "+9223372036854775807"), ("|1208|", "||")] {
            var parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                Issue.record("\(old) is not in \(text)")
                continue
            }
            parts.insert(Substring(new), at: 1)
            #expect(CallArithmetic.parse(parts.joined()) == nil, "\(parts.joined())")
        }
    }
}
