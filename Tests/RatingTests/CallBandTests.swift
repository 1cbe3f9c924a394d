import Domain
import Rating
import Testing

@Suite struct CallBandTests {
    /// A second costs 1 outside the bands and 2 in `late`, without increments.
    private func seconds(_ zone: String, _ windows: String..., split: CallTerms.BandSplit = .increment) throws
        -> CallRating
    {
        let late = TimeBand(
            code: "late", name: "Late", windows: try windows.map { try #require(TimeBand.Window.parse($0)) })
        return try callRating(
            [callRate("", callPrice(60, 1, 1)), callRate("", callPrice(120, 1, 1), band: "late")], bands: [late],
            zone: zone, split: split)
    }

    @Test(
        arguments: [
            ("2026-03-04T19:58:00+04:00", 120, "0+120 @60", 120),
            ("2026-03-04T19:58:00+04:00", 121, "0+120 @60, late 120+1 @120", 122),
            ("2026-03-04T20:00:00+04:00", 60, "late 0+60 @120", 120),
            ("2026-03-04T19:59:59+04:00", 60, "0+1 @60, late 1+59 @120", 119),
            // A fraction of a second before the border: the first second begins before it.
            ("2026-03-04T19:59:59.500+04:00", 2, "0+1 @60, late 1+1 @120", 3),
            ("2026-03-04T19:59:00+04:00", 7_320, "0+60 @60, late 60+7200 @120, 7260+60 @60", 14_520),
        ] as [(String, Int64, String, Int64)])
    func aBorderBelongsToTheNewBand(_ start: String, _ length: Int64, _ pieces: String, _ amount: Int64) throws {
        let call = try seconds("Asia/Yerevan", "wed 20:00-22:00").rate("37410123456", start, length)
        #expect(told(call) == pieces)
        #expect(call.amount == amount)
    }

    @Test(
        arguments: [
            (60, 60, 90, "0+120 @60", 120), (60, 60, 121, "0+120 @60, late 120+60 @120", 240),
            (60, 1, 119, "0+119 @60", 119), (60, 1, 121, "0+120 @60, late 120+1 @120", 122),
            (30, 6, 121, "0+120 @60, late 120+6 @120", 132), (50, 50, 130, "0+150 @60", 150),
            (50, 50, 151, "0+150 @60, late 150+50 @120", 250), (150, 30, 151, "0+150 @60, late 150+30 @120", 210),
        ] as [(Int, Int, Int64, String, Int64)])
    func anIncrementBegunBeforeTheBorderIsChargedWholeInItsBand(
        _ first: Int, _ next: Int, _ length: Int64, _ pieces: String, _ amount: Int64
    ) throws {
        let rating = try callRating(
            [callRate("", callPrice(60, first, next)), callRate("", callPrice(120, first, next), band: "late")],
            bands: [band("late", "daily 20:00-22:00")])
        let call = try rating.rate("37410123456", "2026-03-04T19:58:00+04:00", length)
        #expect(told(call) == pieces)
        #expect(call.amount == amount)
    }

    @Test func aFollowingIncrementIsAsLongAsTheBandInWhichItBeginsSays() throws {
        let rating = try callRating(
            [callRate("", callPrice(60, fee: 7, 60, 60)), callRate("", callPrice(120, fee: 9, 10, 1), band: "late")],
            bands: [band("late", "daily 20:00-22:00")])
        let over = try rating.rate("37410123456", "2026-03-04T19:58:00+04:00", 125)
        #expect(told(over) == "0+120 @60, late 120+5 @120")
        #expect(over.amount == 137)
        // The fee is that of the band in which the call starts.
        let inside = try rating.rate("37410123456", "2026-03-04T20:00:00+04:00", 3)
        #expect(told(inside) == "late 0+10 @120")
        #expect(inside.amount == 29)
    }

    @Test func tiersAreThoseOfTheBandInWhichTheIncrementBegins() throws {
        let rating = try callRating(
            [
                callRate("", callPrice(60, 1, 1, tiers: [(60, 30)])),
                callRate("", callPrice(120, 1, 1, tiers: [(180, 6)]), band: "late"),
            ], bands: [band("late", "daily 20:00-22:00")])
        let call = try rating.rate("37410123456", "2026-03-04T19:58:00+04:00", 240)
        #expect(told(call) == "0+60 @60, 60+60 @30, late 120+60 @120, late 180+60 @6")
        #expect(call.amount == 60 + 30 + 120 + 6)
    }

    @Test func theWholeCallMayBeChargedByItsStart() throws {
        let rating = try seconds("Asia/Yerevan", "daily 20:00-22:00", split: .callStart)
        #expect(try rating.rate("37410123456", "2026-03-04T19:59:59+04:00", 7_200).amount == 7_200)
        #expect(try rating.rate("37410123456", "2026-03-04T20:00:00+04:00", 86_400).amount == 172_800)
    }

    @Test func atMidnightTheNextDayHasItsOwnWindows() throws {
        // Friday to Saturday.
        let call = try seconds("Asia/Yerevan", "sat 00:00-00:01", "fri 23:59-24:00").rate(
            "37410123456", "2026-03-06T23:58:30+04:00", 180)
        #expect(told(call) == "0+30 @60, late 30+120 @120, 150+30 @60")
    }

    @Test func ofTwoBandsTheFirstThatHoldsAMomentIsTheMoments() throws {
        let rating = try callRating(
            [
                callRate("", callPrice(60, 1, 1)), callRate("", callPrice(600, 1, 1), band: "first"),
                callRate("", callPrice(120, 1, 1), band: "second"),
            ], bands: [band("first", "daily 20:00-20:01"), band("second", "daily 19:59-20:02")])
        let call = try rating.rate("37410123456", "2026-03-04T19:58:00+04:00", 300)
        #expect(
            told(call) == "0+60 @60, second 60+60 @120, first 120+60 @600, second 180+60 @120, 240+60 @60")
    }

    @Test(
        arguments: [
            // 8 March 2026 is a Sunday, 9 March a Monday and a holiday here.
            (["mon-fri 00:00-24:00"], 2), (["mon-fri 00:00-24:00", "holiday 12:00-13:00"], 1),
            (["mon-fri 00:00-24:00", "holiday 09:00-10:00"], 2), (["daily 00:00-24:00"], 2), (["sun 00:00-24:00"], 1),
        ] as [([String], Int64)])
    func aHolidayIsNoWeekdayWhereAnyBandNamesHolidays(_ windows: [String], _ amount: Int64) throws {
        let late = TimeBand(
            code: "late", name: "Late", windows: try windows.map { try #require(TimeBand.Window.parse($0)) })
        let rating = try callRating(
            [callRate("", callPrice(60, 1, 1)), callRate("", callPrice(120, 1, 1), band: "late")], bands: [late],
            holidays: ["2026-03-09"])
        #expect(try rating.rate("37410123456", "2026-03-09T09:30:00+04:00", 1).amount == amount)
    }

    @Test(
        arguments: [
            // Spring: at 02:00 the clock goes to 03:00.
            ("daily 03:00-24:00", "2026-03-29T00:50:00Z", 1_200, "0+600 @60, late 600+600 @120"),
            ("daily 02:30-24:00", "2026-03-29T00:50:00Z", 1_200, "0+600 @60, late 600+600 @120"),
            ("daily 02:15-02:45", "2026-03-29T00:50:00Z", 1_200, "0+1200 @60"),
            ("daily 01:55-02:30", "2026-03-29T00:50:00Z", 1_200, "0+300 @60, late 300+300 @120, 600+600 @60"),
            // Autumn: at 03:00 the clock goes back to 02:00.
            ("daily 03:00-24:00", "2026-10-25T00:50:00Z", 4_500, "0+4200 @60, late 4200+300 @120"),
            (
                "daily 02:30-02:45", "2026-10-25T00:20:00Z", 6_000,
                "0+600 @60, late 600+900 @120, 1500+2700 @60, late 4200+900 @120, 5100+900 @60"
            ),
            // A whole day over the change: 25 hours pass between the midnights.
            ("sun 00:00-24:00", "2026-10-24T21:30:00Z", 86_400, "0+1800 @60, late 1800+84600 @120"),
            ("sun 00:00-24:00", "2026-03-28T22:30:00Z", 86_400, "0+1800 @60, late 1800+82800 @120, 84600+1800 @60"),
        ] as [(String, String, Int64, String)])
    func overAChangeOfTheClockThereAreTheSecondsThatPassed(
        _ window: String, _ start: String, _ length: Int64, _ pieces: String
    ) throws {
        let call = try seconds("Europe/Berlin", window).rate("37410123456", start, length)
        #expect(told(call) == pieces)
        #expect(call.chargedSeconds == length)
    }
}
