import Charging
import Domain
import InstallationFixture
import Operations
import PostgreSQL
import Store
import Testing

/// What operators see of usage through their desk, against the database: every reading and every verb of the Usage panel
/// and of the card's calls.
struct UsageViewTests {
    private func customer(_ exchange: Exchange) async throws -> CustomerID {
        try #require(
            try await exchange.superuser.connection.query(
                "SELECT customer_id FROM catalog.subscription WHERE identifier = \(exchange.line)"
            ).first
        ).decode(0)
    }

    @Test func theCardsCallsComeByMonthWithTotalsAndExplainThemselves() async throws {
        let exchange = try await Exchange()
        for (index, called) in ["37410123456", "37477123456", "37410123456"].enumerated() {
            try await exchange.store(exchange.stop("s\(index)", to: called, at: Int64(index * 600)))
        }
        #expect(try await exchange.rate().rated == 3)
        let customer = try await customer(exchange)
        let desk = exchange.installation.desk(of: "op_aram")
        let month = CallFilter(month: try #require(CivilDate("2026-11-24")))

        let first = try await desk.calls(of: customer, filter: month, before: nil, limit: 2)
        #expect(first.map(\.called) == ["37410123456", "37477123456"])
        let rest = try await desk.calls(of: customer, filter: month, before: first.last?.position, limit: 2)
        #expect(rest.first?.startedAt == Exchange.instant(0))
        var earlier = month
        earlier.month = try #require(CivilDate("2026-10-01"))
        #expect(
            try await desk.calls(of: customer, filter: earlier, before: nil, limit: 9).allSatisfy {
                $0.startedAt < Exchange.instant(-86_400)
            })
        var narrowed = month
        narrowed.text = "37477"
        #expect(try await desk.calls(of: customer, filter: narrowed, before: nil, limit: 9).count == 1)
        narrowed.text = "%_\\"
        #expect(try await desk.calls(of: customer, filter: narrowed, before: nil, limit: 9).isEmpty)

        let totals = try await desk.callTotals(of: customer, filter: month)
        let all = try await desk.calls(of: customer, filter: month, before: nil, limit: 500)
        #expect(totals.sums.map(\.calls) == [all.count])
        #expect(totals.sums.first?.amount.minorUnits == all.reduce(0) { $0 + $1.amount.minorUnits })
        #expect(totals.groups.reduce(0) { $0 + $1.calls } == all.count)

        let detail = try await desk.call(try #require(first.first?.position), of: customer)
        #expect(detail.session == UsageSessionID(session: "s2") && detail.revisions.isEmpty)
        #expect(detail.arithmetic.count > 1, "\(detail.arithmetic)")
        #expect(detail.records.map(\.kind) == [.stop] && detail.records[0].lines.isEmpty == false)
        _ = try await desk.buckets(of: customer)
        await desk.close()
        try await exchange.close()
    }

    @Test func whatIsRejectedIsFoundCorrectedAndToldOfAfterwards() async throws {
        let exchange = try await Exchange()
        try await exchange.store(
            exchange.stop("a", to: "35799123456"), exchange.stop("b", from: "37410999999"),
            Exchange.record("c", .start, at: 0, "calling \(exchange.line)", "called 37410123456"))
        #expect(try await exchange.rate().rejected == 2)
        let desk = exchange.installation.desk(of: "op_aram")
        let counts = try await desk.rejectionCounts()
        #expect(counts.map(\.sessions) == [1, 1] && Set(counts.map(\.reason)) == ["no_rate", "unknown_subscriber"])
        let all = try await desk.rejectedSessions(RejectedFilter(), after: nil, limit: 10)
        #expect(Set(all.map(\.id.session)) == ["a", "b"])
        let page = try await desk.rejectedSessions(RejectedFilter(), after: all.first?.position, limit: 10)
        #expect(page.map(\.id) == Array(all.dropFirst()).map(\.id))
        let day = try #require(CivilDate("2026-11-24"))
        let found = try await desk.rejectedSessions(
            RejectedFilter(reason: "no_rate", from: day, to: day, text: "35799"), after: nil, limit: 10)
        #expect(found.map(\.id.session) == ["a"] && found[0].called == "35799123456")
        let before = day.adding(days: -1)
        #expect(
            try await desk.rejectedSessions(RejectedFilter(to: before), after: nil, limit: 10).isEmpty)

        #expect(try await desk.openSessions(limit: 10).map(\.id.session) == ["c"])
        let health = try await desk.usageHealth()
        #expect(health.waitingRecords == 0 && health.lagSeconds == nil && health.openSessions == 1)
        #expect(health.rejectedSessions == 2)

        try await desk.correctSession(
            UsageSessionID(session: "a"), fields: CorrectedFields(called: "37410123456"), reason: "wrong number",
            key: CommandKey(rawValue: "k1"))
        try await desk.dismissSession(
            UsageSessionID(session: "b"), reason: "test call", key: CommandKey(rawValue: "k2"))
        try await exchange.rate()
        let corrected = try await desk.usageSession(UsageSessionID(session: "a"))
        #expect(corrected.session.state == .rated && corrected.session.called == "37410123456")
        #expect(corrected.session.call != nil && corrected.session.customerName.isEmpty == false)
        #expect(corrected.corrections.map(\.reason) == ["wrong number"])
        #expect(corrected.corrections.first?.fields.map(\.name) == ["called"])
        #expect(try await desk.usageSession(UsageSessionID(session: "b")).session.state == .passed)
        #expect(try await desk.rejectionCounts().isEmpty)
        let traffic = try await desk.usageTraffic()
        #expect(traffic.hours.count == 24 && traffic.recordsToday == 3 && traffic.callsToday >= 1)
        await #expect(throws: DeskError.self) {
            try await desk.replaySession(UsageSessionID(session: "a"), key: CommandKey(rawValue: "k3"))
        }
        await desk.close()
        try await exchange.close()
    }

    @Test func aConflictShowsBothContents() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", seconds: 61))
        let other = exchange.stop("a", seconds: 62)
        #expect(try await exchange.daemon.withSession { try await $0.keepConflicts([other], source: "switch-2") } == 1)
        let desk = exchange.installation.desk(of: "op_aram")
        let conflicts = try await desk.usageConflicts(limit: 10)
        #expect(conflicts.map(\.session.session) == ["a"] && conflicts.first?.source == "switch-2")
        let detail = try await desk.usageConflict(try #require(conflicts.first?.id))
        #expect(detail.stored?.lines.isEmpty == false && detail.stored?.lines != detail.other.lines)
        await desk.close()
        try await exchange.close()
    }

    @Test func aReratingIsAskedForListedAndCancelled() async throws {
        let exchange = try await Exchange()
        let customer = try await customer(exchange)
        let desk = exchange.installation.desk(of: "op_aram")
        let day = try #require(CivilDate("2026-11-24"))
        let tariff = try #require(try await desk.callTariffs().first)
        let filter = ReratingFilter(
            from: day.firstOfMonth, to: day, tariff: tariff.id, prefix: "374", customer: customer)
        let made = try await desk.requestRerating(
            filter, isDry: true, reason: "a trial", key: CommandKey(rawValue: "k1"))
        let report = try await desk.rerating(made)
        #expect(report.summary.filter == filter && report.summary.isDry && report.summary.state == .waiting)
        #expect(report.summary.tariffName == tariff.name && report.lines.isEmpty)
        try await desk.cancelRerating(made, key: CommandKey(rawValue: "k2"))
        #expect(try await desk.reratings(limit: 10).map(\.state) == [.cancelled])
        await desk.close()
        try await exchange.close()
    }

    @Test func aPriceListIsReadByPagesAndANumberFindsItsPrefixes() async throws {
        let exchange = try await Exchange()
        let desk = exchange.installation.desk(of: "op_aram")
        let list = try #require(try await desk.priceLists().first)
        var rows = try await desk.prices(of: list.id, matching: "", after: nil, limit: 3)
        while let last = rows.last {
            let more = try await desk.prices(of: list.id, matching: "", after: last.position, limit: 3)
            if more.isEmpty { break }
            rows += more
        }
        #expect(rows.count == list.rates && Set(rows.map(\.position)).count == rows.count)
        let number = try await desk.prices(of: list.id, matching: "+374 10 123456", after: nil, limit: 50)
        #expect(!number.isEmpty && number.allSatisfy { "37410123456".hasPrefix($0.rate.prefix) })
        let national = try await desk.prices(of: list.id, matching: "010 123456", after: nil, limit: 50)
        #expect(national == number)
        let word = String(try #require(rows.last).rate.destination.prefix(4))
        #expect(
            try await desk.prices(of: list.id, matching: word, after: nil, limit: 50).allSatisfy {
                "\($0.rate.destination) \($0.rate.destinationGroup)".lowercased().contains(word.lowercased())
            })
        await desk.close()
        try await exchange.close()
    }

    @Test func aQuoteIsWhatTheCallCostsThen() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", to: "37410123456", seconds: 61))
        try await exchange.rate()
        let customer = try await customer(exchange)
        let desk = exchange.installation.desk(of: "op_aram")
        let month = CallFilter(month: try #require(CivilDate("2026-11-24")))
        let call = try #require(try await desk.calls(of: customer, filter: month, before: nil, limit: 1).first)
        let question = CallQuestion(
            payer: .service(customer, call.subscription), called: "010 123456", startedAt: call.startedAt,
            durationSeconds: 61)
        let quote = try await desk.callQuote(question)
        #expect(quote.amount == call.amount && quote.tax == call.tax && quote.number == "37410123456")
        #expect(quote.chargedSeconds == call.chargedSeconds && quote.lines.count > 1)
        let nowhere = CallQuestion(
            payer: question.payer, called: "+35799123456", startedAt: call.startedAt, durationSeconds: 60)
        await #expect(throws: DeskError.refused("No call rate matches the number 35799123456.")) {
            try await desk.callQuote(nowhere)
        }
        await #expect(throws: DeskError.self) {
            try await desk.callQuote(
                CallQuestion(payer: question.payer, called: "abc", startedAt: call.startedAt, durationSeconds: 60))
        }
        await desk.close()
        try await exchange.close()
    }

    /// A cashier may see neither calls nor the error bin; who answers calls may not see the error bin.
    @Test func withoutThePermissionNothingIsTold() async throws {
        let exchange = try await Exchange()
        try await exchange.store(exchange.stop("a", to: "35799123456"))
        try await exchange.rate()
        let customer = try await customer(exchange)
        let month = CallFilter(month: try #require(CivilDate("2026-11-24")))
        func refused(_ body: () async throws -> Void) async -> Bool {
            do {
                try await body()
                return false
            } catch {
                guard case DeskError.notPermitted = error else { return false }
                return true
            }
        }
        let (cashier, callCentre) = (
            exchange.installation.desk(of: "op_lilit"), exchange.installation.desk(of: "op_anna")
        )
        #expect(await refused { _ = try await cashier.calls(of: customer, filter: month, before: nil, limit: 1) })
        #expect(await refused { _ = try await cashier.callTotals(of: customer, filter: month) })
        #expect(await refused { _ = try await cashier.buckets(of: customer) })
        #expect(await refused { _ = try await cashier.usageHealth() })
        #expect(await refused { _ = try await cashier.usagePeers() })
        let id = UsageSessionID(session: "a")
        #expect(await refused { _ = try await cashier.usageSession(id) })
        #expect(await refused { _ = try await callCentre.usageSession(id) })
        #expect(await refused { _ = try await callCentre.rejectedSessions(RejectedFilter(), after: nil, limit: 1) })
        #expect(await refused { _ = try await callCentre.usageConflicts(limit: 1) })
        #expect(await refused { _ = try await callCentre.reratings(limit: 1) })
        #expect(try await callCentre.usageHealth().rejectedSessions == 1)
        await cashier.close()
        await callCentre.close()
        try await exchange.close()
    }
}
