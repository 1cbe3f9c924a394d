import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// `bcrm import` and `bcrm export` as somebody types them who moves in, on the demo's server.
@Suite(.serialized, .ownThread) struct ImportCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func run(_ arguments: String..., as login: String = "op_aram") -> (status: Int32, output: String) {
        system.run("bcrm", arguments, environment: system.login(login))
    }

    private static let header = "key,full_name,phones,city,street,building\n"

    private static func row(_ number: Int) -> String {
        "k\(number),Customer Number\(number),0\(77_000_000 + number),Yerevan,Abovyan,\(number)\n"
    }

    @Test(.timeLimit(.minutes(4))) func anOperatorMovesInByCommandsAndOut() throws {
        defer { system.remove() }
        let session = try system.open(as: "op_aram")
        let file = system.folder + "/old.csv"
        let mapping = system.folder + "/old.toml"
        system.write(
            "Nr;Name;Tel;Town;Street;House\n1;Hakobyan Vahe;077 12-34-56;Sevan;Lake;1\n2;Nobody;12;Sevan;Lake;2\n",
            to: file)
        system.write(
            """
            [file]
            source = "lake"
            delimiter = ";"
            [columns]
            key = "Nr"
            full_name = "Name"
            phones = "Tel"
            city = "Town"
            street = "Street"
            building = "House"

            """, to: mapping)
        let dry = run("import", "customers", file, "--mapping", mapping, "--dry-run")
        #expect(dry.status == 0, "\(dry.output)")
        #expect(
            dry.output
                == "line 3 refused: Phone: \"12\" is no phone number. | 2;Nobody;12;Sevan;Lake;2\n2 rows: 1 to create, 0 there already, 0 passed over, 1 refused. Nothing was kept.\n"
        )
        let refused = system.folder + "/refused.csv"
        let first = run("import", "customers", file, "--mapping", mapping, "--refused", refused)
        #expect(
            first.output.hasSuffix("2 rows: 1 created, 0 there already, 0 passed over, 1 refused.\n"), "\(first.output)"
        )
        #expect(
            system.text(of: refused)
                == "Nr;Name;Tel;Town;Street;House;refused because\r\n2;Nobody;12;Sevan;Lake;2;\"Phone: \"\"12\"\" is no phone number.\"\r\n"
        )
        system.write(
            system.text(of: refused).replacing("2;Nobody;12", with: "2;Some Body;099000001"), to: refused)
        let second = run("import", "customers", refused, "--mapping", mapping)
        #expect(second.output == "1 rows: 1 created, 0 there already, 0 passed over, 0 refused.\n", "\(second.output)")
        let third = run("import", "customers", refused, "--mapping", mapping)
        #expect(
            third.output == "This file was imported before; nothing was done now. \(second.output)", "\(third.output)")
        let accounts = system.folder + "/accounts.csv"
        system.write("key,customer,number,debt\na,1,4711,1500.50\n", to: accounts)
        system.write("[file]\nsource = \"lake\"\n", to: mapping)
        let money = run("import", "accounts", accounts, "--mapping", mapping)
        #expect(
            money.output
                == "1 rows: 1 created, 0 there already, 0 passed over, 0 refused; opening balances -1 500,50 AMD.\n",
            "\(money.output)")
        // On the screen, found by the number the customer knows.
        session.press("F2", "C-u")
        session.type("4711")
        try session.wait(forText: "Hakobyan")
        try session.settle()
        #expect(session.screen.contains("-1 500,50"))
        // Out again.
        let out = system.folder + "/out.csv"
        #expect(run("export", "accounts", out).output == "41 accounts written to \(out).\n")
        #expect(system.text(of: out).contains("a,1,4711,AMD,-1500.50,,"))
        // What is wrong is told in words, and who may not is told whom to ask.
        #expect(run("import", "customers", file + ".not").output.contains("cannot be read"))
        let other = run("import", "customers", file)
        #expect(other.output.contains("\(file), line 1: \u{201C}Nr;Name;Tel;"), "\(other.output)")
        #expect(other.output.contains("is no field of customers"))
        #expect(run("import", "horses", file).status != 0)
        #expect(run("import", "accounts", accounts, as: "op_anna").output.contains("data.import"))
        #expect(run("export", "accounts", out, as: "op_anna").output.contains("data.export"))
        session.press("C-q")
        #expect(try session.waitForExit(seconds: 30) == 0)
    }

    @Test(.timeLimit(.minutes(4))) func killedAtAnyMomentItGoesOnAndEveryRowIsThereOnce() throws {
        defer { system.remove() }
        let session = try system.open(as: "op_aram")
        let file = system.folder + "/many.csv"
        let count = 30_000
        system.write(Self.header + (0..<count).map(Self.row).joined(), to: file)
        let environment = system.environment.merging(system.login("op_aram")) { $1 }
        let created = "SELECT count(*) FROM customers.customer WHERE given_name LIKE 'Number%'"
        // Killed once it has begun, and twice after it went on.
        for kept in [1, 4_000, 8_000] {
            let attempt = try PseudoTerminal(
                system.program("bcrm"), ["import", "customers", file], environment: environment)
            let deadline = ContinuousClock.now + .seconds(60)
            while (Int(system.psql(as: "op_aram", created).output.filter(\.isNumber)) ?? 0) < kept {
                try #require(ContinuousClock.now < deadline, "it does not come to \(kept) customers")
            }
            attempt.signal(SIGKILL)
            #expect(try attempt.waitForExit(seconds: 30) == 128 + SIGKILL)
        }
        // Somebody stops it by hand: the batch under way is finished, and it says where it is.
        let stopped = try PseudoTerminal(
            system.program("bcrm"), ["import", "customers", file], environment: environment)
        try stopped.wait(forText: " rows, ", seconds: 60)
        stopped.press("C-c")
        let status = try stopped.waitForExit(seconds: 60)
        #expect(status == 75 || status == 0)
        let done = run("import", "customers", file)
        #expect(done.output == "\(count) rows: \(count) created, 0 there already, 0 passed over, 0 refused.\n")
        let counted = system.psql(
            as: "op_aram",
            "SELECT count(*), count(DISTINCT name) FROM customers.customer WHERE given_name LIKE 'Number%'")
        #expect(counted.output == "\(count)|\(count)\n")
        session.press("C-q")
        #expect(try session.waitForExit(seconds: 30) == 0)
    }
}
