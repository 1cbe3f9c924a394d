import OwnThread
import TerminalEmulator
import Testing

/// `bcrm calls` as people type it, on the demo's data: price lists and files of call records.
@Suite(.serialized, .ownThread) struct CallsCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func calls(_ arguments: String..., as login: String) -> (status: Int32, output: String) {
        system.run("bcrm", ["calls"] + arguments, environment: system.login(login))
    }

    @Test(.timeLimit(.minutes(3))) func aPriceListIsExportedCheckedPreviewedImportedAndRemembered() throws {
        defer { system.remove() }
        _ = try system.open(as: "op_aram")
        let path = system.folder + "/prices.csv"
        let exported = calls("prices", "export", path, "--list", "national", as: "op_admin")
        #expect(exported.status == 0 && exported.output == "", "\(exported.output)")
        let before = system.text(of: path)
        #expect(before.hasPrefix("prefix,destination,"), "\(before)")
        let check = calls("prices", "check", path, as: "op_admin")
        #expect(check.output == "The file is right: 7 rows with 7 prefixes.\n", "\(check.output)")
        #expect(calls("prices", "lists", as: "op_admin").output.contains("national  Calls  AMD  version 1"))

        // One more destination from a day to come: previewed, then done, then the same file again.
        let row = "99890,Uzbekistan,35"
        let header = "prefix,destination,price_per_minute\n"
        system.write(header + row + "\n", to: path)
        let order = ["prices", "import", path, "--list", "national", "--from", "2099-01-01"]
        func ordered(_ more: String..., as login: String) -> (status: Int32, output: String) {
            system.run("bcrm", ["calls"] + order + more, environment: system.login(login))
        }
        let dry = ordered("--dry-run", as: "op_admin")
        #expect(dry.status == 0 && dry.output.contains("1 added"), "\(dry.output)")
        #expect(dry.output.hasSuffix("Nothing was changed.\n"), "\(dry.output)")
        #expect(calls("prices", "history", "--list", "national", as: "op_admin").output == "")
        let refused = ordered(as: "op_anna")
        #expect(refused.status == 1 && refused.output.contains("Edit"), "\(refused.output)")
        let done = ordered(as: "op_admin")
        #expect(done.status == 0 && done.output.contains("1 added"), "\(done.output)")
        let again = ordered(as: "op_admin")
        #expect(again.output.contains("nothing was changed"), "\(again.output)")
        let history = calls("prices", "history", "--list", "national", as: "op_admin").output
        #expect(history.contains("prices.csv  changes from 2099-01-01  1 added"), "\(history)")

        // What is wrong is told with its line.
        system.write(header + "37410,Yerevan,free\n", to: path)
        let wrong = ordered(as: "op_admin")
        #expect(wrong.status == 1 && wrong.output.contains("prices.csv, line 2"), "\(wrong.output)")
    }

    private static let mapping = """
        [file]
        source = "switch-1"

        [time]
        pattern = "YYYY-MM-DD hh:mm:ss"
        zone = "Asia/Yerevan"

        [columns]
        calling = "A"
        called = "B"
        start = "start"
        duration = "seconds"

        """

    @Test(.timeLimit(.minutes(3))) func aFileOfCallsIsPreviewedKeptOnceAndCharged() throws {
        defer { system.remove() }
        _ = try system.open(as: "op_aram")
        let line = system.psql(
            as: "op_aram",
            """
            SELECT s.identifier FROM catalog.subscription s WHERE s.service_type_id = 2 AND s.state = 'active'
                AND s.identifier LIKE '374%' ORDER BY 1 LIMIT 1
            """
        ).output.filter(\.isNumber)
        let day = system.psql(as: "op_aram", "SELECT sec.today() - 1").output.filter { !$0.isWhitespace }
        let (file, mapping) = (system.folder + "/calls.csv", system.folder + "/mapping.toml")
        system.write(Self.mapping, to: mapping)
        let rows = "A,B,start,seconds\n\(line),37410123456,\(day) 10:00:00,61\n\(line),37410123456,yesterday,5\n"
        system.write(rows, to: file)
        func imported(_ more: String..., as login: String = "op_aram") -> (status: Int32, output: String) {
            system.run(
                "bcrm", ["calls", "import", file, "--mapping", mapping] + more, environment: system.login(login))
        }
        let dry = imported("--dry-run")
        #expect(dry.output.hasSuffix("1 rows to store, 0 passed over, 1 refused. Nothing was kept.\n"), "\(dry.output)")
        let refused = imported(as: "op_anna")
        #expect(refused.status == 1 && refused.output.contains("Import files of calls"), "\(refused.output)")
        let done = imported()
        #expect(
            done.status == 0
                && done.output.contains("line 3 refused: start")
                && done.output.contains("2 rows: 1 stored, 0 there already"), "\(done.output)")
        #expect(imported().output.contains("2 rows: 1 stored"), "the same file says what it did")
        system.write(rows + "\(line),37477101214,\(day) 11:00:00,30\n", to: file)
        #expect(imported().output.contains("3 rows: 1 stored, 1 there already"))
        system.write(rows.replacing("A,B", with: "C,B"), to: file)
        let other = imported()
        #expect(
            other.status == 1 && other.output.contains("\(file), line 1: there is no column \"A\"; there are \"C\""),
            "\(other.output)")

        // The daemon of the demo charges them.
        let deadline = ContinuousClock.now + .seconds(30)
        var charged = ""
        while charged != "2", ContinuousClock.now < deadline {
            charged =
                system.psql(
                    as: "op_aram",
                    "SELECT count(*) FROM usage.call WHERE session_id LIKE 'file:switch-1:%' AND charged_seconds > 0"
                ).output.filter { !$0.isWhitespace }
        }
        #expect(charged == "2")
    }
}
