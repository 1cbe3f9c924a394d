import Domain

/// Calls, records and prices of ``Samples``.
nonisolated extension Samples {
    static func at(_ secondsFromNoon: Int64) -> Instant { noon.adding(seconds: secondsFromNoon) }

    static func call(_ number: Int64, to called: String = "79161234567", revision: Int = 0) -> CallSummary {
        CallSummary(
            id: CallID(number), subscription: SubscriptionID(31), service: "Voice 37410555666",
            account: AccountID(1001), startedAt: at(-number * 600), calling: "37410555666", called: called,
            destination: called.hasPrefix("7916") ? "Russia mobile" : "Armenia", destinationGroup: "mobile",
            durationSeconds: 185, chargedSeconds: 240, amount: drams(12_000), tax: drams(2_000),
            isComplete: number != 3, revision: revision)
    }

    static let records = [
        UsageRecordText(
            kind: .start, number: 0, receivedAt: at(-800), source: "mmtel1.example.net",
            lines: ["Session-Id = mmtel1.example.net;1;7", "Called-Party-Address = tel:+79161234567"]),
        UsageRecordText(
            kind: .stop, number: 1, receivedAt: at(-600), source: "mmtel1.example.net",
            lines: [
                "Session-Id = mmtel1.example.net;1;7",
                "Service-Information: " + String(repeating: "IMS-Charging-Identifier ", count: 12) + "end",
            ]),
    ]
    static let correction = SessionCorrection(
        at: at(-300), actor: "Karen S.", reason: "the switch lost the number",
        fields: [
            SessionCorrection.Field(name: "called", value: "79161234567"),
            SessionCorrection.Field(name: "answered_at", value: "2026-03-16T11:46:40Z"),
        ])

    static func detail(of call: CallSummary) -> CallDetail {
        CallDetail(
            call: call, session: UsageSessionID(session: "mmtel1.example.net;1;7"), tariffName: "Voice",
            prefix: "7916", payer: "",
            arithmetic: ["240 s in peak at 30,00 a minute = 120,00", "together 120,00, rounded to 120,00 AMD"],
            records: records, corrections: [correction],
            revisions: [
                CallDetail.Revision(
                    number: 0, replacedAt: at(-100), cause: "rerating", actor: "Karen S.", chargedSeconds: 240,
                    amount: drams(24_000), arithmetic: ["240 s at 60,00 a minute = 240,00"])
            ])
    }

    static let totals = CallTotals(
        sums: [
            CallTotals.Group(
                name: "", calls: 12, durationSeconds: 3_930, chargedSeconds: 4_800, amount: drams(123_400),
                tax: drams(20_567))
        ],
        groups: [
            CallTotals.Group(
                name: "mobile", calls: 10, durationSeconds: 3_600, chargedSeconds: 4_200, amount: drams(120_000),
                tax: drams(20_000)),
            CallTotals.Group(
                name: "", calls: 2, durationSeconds: 330, chargedSeconds: 600, amount: drams(3_400), tax: drams(567)),
        ])
    static let buckets = [
        BucketRemainder(
            service: "Voice 37410555666", name: "Free minutes", unit: .seconds, granted: 3_600, used: 900,
            periodOn: day("2026-03-01"), expiresOn: day("2026-04-01"), isPooled: true),
        BucketRemainder(
            service: "Voice 37410555666", name: "Night calls", unit: .calls, granted: 10, used: 12,
            periodOn: day("2026-03-01"), expiresOn: day("2026-04-01"), isPooled: false),
    ]

    static func session(
        _ number: Int64, _ state: UsageSession.State = .rejected, reason: String = "no_rate"
    ) -> UsageSession {
        UsageSession(
            id: UsageSessionID(session: "mmtel1.example.net;1;\(number)"), state: state,
            changedAt: at(-number * 60), startedAt: at(-number * 60 - 185), lastRecordAt: at(-number * 60),
            originHost: "mmtel1.example.net", calling: "37410555666", called: "8881\(number)",
            reason: state == .rejected ? reason : "",
            explanation: state == .rejected ? "No call rate matches the number 8881\(number)." : "",
            customer: state == .rated ? petrosyan.id : nil, customerName: state == .rated ? petrosyan.name : "",
            call: nil)
    }

    static let health = UsageHealth(
        waitingBatches: 2, waitingRecords: 512, lagSeconds: 3, openSessions: 321, conflicts: 1,
        rejected: [
            RejectionCount(reason: "no_rate", sessions: 12), RejectionCount(reason: "unknown_subscriber", sessions: 3),
        ], peersUp: 1, peersKnown: 2)
    static let traffic = UsageTraffic(
        hours: (0..<24).map { hour in
            UsageTraffic.Hour(at: at(Int64(hour - 23) * 3_600), records: hour * 1_000, calls: hour * 400)
        }, recordsToday: 120_345, callsToday: 60_000)
    static let peers = [
        PeerSummary(
            daemon: "bcrmd-1", originHost: "mmtel1.example.net", address: "192.0.2.10:41234", transport: "tls",
            state: "open", since: at(-7_200), lastHeardAt: noon, received: 1_234_567, answered: 1_234_560,
            duplicates: 12, conflicts: 1, refused: 0, perSecond: 87.25, outstanding: 7),
        PeerSummary(
            daemon: "bcrmd-1", originHost: "softswitch.example.net", address: "192.0.2.11:3868", transport: "tcp",
            state: "closed", since: nil, lastHeardAt: nil, received: 0, answered: 0, duplicates: 0, conflicts: 0,
            refused: 3, perSecond: 0, outstanding: 0),
    ]

    static let conflict = UsageConflict(
        id: UsageConflictID(5), session: UsageSessionID(session: "mmtel1.example.net;1;7"), kind: .stop, number: 1,
        source: "mmtel2.example.net", receivedAt: noon)
    static let conflictDetail = UsageConflictDetail(
        conflict: conflict,
        stored: UsageRecordText(
            kind: .stop, number: 1, receivedAt: at(-60), source: "",
            lines: ["Session-Id = mmtel1.example.net;1;7", "Acct-Session-Time = 185"]),
        other: UsageRecordText(
            kind: .stop, number: 1, receivedAt: noon, source: "mmtel2.example.net",
            lines: ["Session-Id = mmtel1.example.net;1;7", "Acct-Session-Time = 190", "Cause-Code = 0"]))

    static let priceList = PriceListSummary(
        id: PriceListID(1), code: "voice", name: "Voice prices", currency: .amd,
        bands: [TimeBand(code: "night", name: "Night", windows: [])], rates: 100_000)

    static func rate(
        _ prefix: String, _ destination: String, perMinute: Int64? = 3_000_000_000, band: String = "",
        from: CivilDate = .farPast, until: CivilDate? = nil
    ) -> PriceListRow {
        let price = perMinute.map {
            CallPrice(
                perMinuteMicro: $0, connectionFeeMicro: 500_000_000, firstIncrement: 60, nextIncrement: 1,
                tiers: [CallPrice.Tier(fromSecond: 600, perMinuteMicro: 1_234_500)])
        }
        return PriceListRow(
            rate: CallRate(
                prefix: prefix, band: band, validFrom: from, destination: destination, destinationGroup: "mobile",
                price: price), endsOn: until)
    }

    static func rerating(
        _ number: Int64, isDry: Bool = true, _ state: ReratingSummary.State = .done
    ) -> ReratingSummary {
        ReratingSummary(
            id: ReratingID(number), filter: ReratingFilter(from: day("2026-03-01"), to: today, tariff: TariffID(2)),
            tariffName: "Voice", customerName: "", isDry: isDry, state: state, requestedBy: "Karen S.",
            requestedAt: noon, finishedAt: state == .done ? noon : nil, reason: "wrong price of 7916", calls: 12_000,
            changed: 2, leftAlone: 0, difference: drams(-9_000))
    }
    static let reratingLines = [
        ReratingReport.Line(
            customer: petrosyan.id, customerName: petrosyan.name, call: CallID(1), oldAmount: drams(12_000),
            newAmount: drams(6_000), explanation: "30,00 a minute instead of 60,00"),
        ReratingReport.Line(
            customer: CustomerID(8), customerName: "Sargsyan Lilit", call: CallID(2), oldAmount: drams(6_000),
            newAmount: drams(3_000), explanation: "30,00 a minute instead of 60,00"),
    ]

    static func quote(_ question: CallQuestion) -> CallQuote {
        CallQuote(
            number: "79161234567", tariffName: "Voice", priceListName: "Voice prices", destination: "Russia mobile",
            destinationGroup: "mobile", prefix: "7916", amount: drams(Int64(question.durationSeconds) * 50),
            tax: drams(500), chargedSeconds: question.durationSeconds,
            lines: ["\(question.durationSeconds) s at 30,00 a minute"])
    }
}
