import Charging
import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Things that came true while nobody charged, and keys that several charges share: found by random histories.
@Suite struct MissedDaysTests {
    /// Home 50 costs 600 000 a month, Home 200 990 000. One service, active and paid for since 1 March 2027, as the
    /// statements leave it on 20 March; then nobody charges until the day. {k} stands for its customer and its number.
    @Test(arguments: [
        (
            "a tariff changed before the period of the day that is charged next",
            ["SELECT api.subscription_change_tariff({k}, 102, '2027-03-28', '{}', NULL, 'a')"], "2027-04-04",
            // 27 and 4 of March's 31 days, then April.
            ["2027-03-01 101 522581", "2027-03-01 102 127742", "2027-04-01 102 990000"]
        ),
        (
            "a suspension that began and ended",
            ["SELECT api.subscription_suspend({k}, 'request', '2027-03-22', '2027-03-26', NULL, 'a')"], "2027-04-04",
            // Three days between its ends.
            ["2027-03-01 101 541935", "2027-04-01 101 600000"]
        ),
        (
            "the end of a service, days ago",
            ["SELECT api.subscription_terminate({k}, '2027-04-03', NULL, 'a')"], "2027-04-09",
            ["2027-03-01 101 600000", "2027-04-01 101 40000"]
        ),
        (
            "a period whose discount takes all of it, posted by a review and then by the run",
            [
                "SELECT api.subscription_discount_give({k}, 900, '2027-04-01', '2027-05-01', NULL, 'a')"
            ], "2027-04-04", ["2027-03-01 101 600000", "2027-04-01 101 0 of 600000"]
        ),
        (
            "a tariff in arrears under the key of one in advance",
            [
                "SELECT api.subscription_change_tariff({k}, 103, '2027-03-20', '{}', NULL, 'a')"
            ], "2027-04-02",
            // 19 days in advance; 12 of 31 at 3 900 000 when they are over.
            ["2027-03-01 101 367742", "2027-03-01 103 1509677"]
        ),
        (
            "ten days in arrears, begun under a tariff that was left before they were over",
            [
                "SELECT api.subscription_change_tariff({k}, 102, '2027-03-25', '{}', NULL, 'a')"
            ], "2027-04-02",
            ["2027-03-01 101 200000", "2027-03-11 101 200000", "2027-03-21 101 80000"]
        ),
    ])
    func whatCameTrueMeanwhileIsChargedOnceAndRight(
        _ what: String, _ statements: [String], _ day: String, _ told: [String]
    ) async throws {
        let installation = try await Installation.fresh()
        let owner = try await installation.superuser()
        try await owner.connection.execute(
            script: """
                UPDATE catalog.tariff_component SET due = 'arrears' WHERE tariff_id = 103;
                DELETE FROM catalog.tariff_parameter;
                UPDATE catalog.tax_scheme SET is_standard = false;
                INSERT INTO catalog.discount (discount_id, code, name, kind, value)
                    VALUES (900, 'all', 'All', 'share', 1000000000);
                """)
        if what.hasPrefix("ten days") {
            try await owner.connection.execute(
                script: """
                    UPDATE catalog.tariff_component SET due = 'arrears', unit = 'day', unit_count = 10 WHERE tariff_id = 101;
                    UPDATE catalog.tariff_price SET amount = 200000 WHERE tariff_id = 101;
                    DELETE FROM catalog.tariff_price WHERE tariff_id = 102;
                    DELETE FROM catalog.tariff_component WHERE tariff_id = 102;
                    """)
        }
        try await owner.fillForCharging(accounts: 1, since: try #require(CivilDate("2027-03-01")))
        let charging = ChargingService(database: installation.database(as: "bcrm_daemon"))
        try await owner.connection.execute(
            script: """
                DELETE FROM catalog.subscription_tariff WHERE tariff_id <> 101;
                DELETE FROM catalog.subscription WHERE subscription_id NOT IN (SELECT subscription_id FROM catalog.subscription_tariff);
                INSERT INTO accounts.review (customer_id, account_id, subscription_id, cause)
                    SELECT customer_id, account_id, subscription_id, 'activation' FROM catalog.subscription;
                """)
        try await installation.moveClock(to: "2027-03-20")
        _ = try await charging.turn()
        let service: String = try await owner.connection.query(
            "SELECT customer_id || ', ' || subscription_id FROM catalog.subscription")[0].decode(0)
        let supervisor = try await installation.connection(as: "op_aram")
        for statement in statements {
            let text = statement.split(separator: "{k}", omittingEmptySubsequences: false).joined(separator: service)
            _ = try await supervisor.query(Statement(text: text))
        }
        // The daemon sees what happened at once and not what is planned.
        _ = try await charging.turn()
        try await installation.moveClock(to: day)
        #expect(try await charging.turn().failures == [], "\(what)")
        _ = try await charging.turn()
        let found: [String] = try await owner.connection.query(
            """
            SELECT concat_ws(' ', period_on, tariff_id, -sum(amount),
                CASE WHEN sum(amount) = 0 THEN 'of ' || -sum(amount) FILTER (WHERE leg = 0) END)
            FROM accounts.transfer WHERE component_id = 1 GROUP BY period_on, tariff_id ORDER BY period_on, tariff_id
            """
        ).map { try $0.decode(0) }
        #expect(found == told, "\(what)")
        #expect(try await owner.connection.query("SELECT count(*) FROM accounts.proof()")[0].decode(0) == 0)
        await supervisor.close()
        await owner.connection.close()
        try await installation.drop()
    }
}
