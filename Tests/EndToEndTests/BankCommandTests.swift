import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// `bcrm bank` as an accountant types it, on the demo's data.
@Suite(.serialized, .ownThread) struct BankCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func write(_ text: String, to name: String) throws -> String {
        let path = system.folder + "/" + name
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        fputs(text, file)
        return path
    }

    private func bank(_ arguments: String..., as login: String = "op_aram") -> (status: Int32, output: String) {
        system.run("bcrm", ["bank"] + arguments, environment: system.login(login))
    }

    @Test(.timeLimit(.minutes(3))) func aFileIsImportedOncePostedOnceAndRefusedWhenCut() throws {
        defer { system.remove() }
        let aram = try system.open(as: "op_aram")
        let facts = system.psql(
            as: "op_aram",
            """
            SELECT c.number, a.balance, sec.today() FROM customers.contract c JOIN accounts.account a USING (customer_id)
            WHERE a.is_default ORDER BY c.number LIMIT 1
            """
        ).output.split(whereSeparator: { $0 == "|" || $0.isNewline }).map(String.init)
        let (contract, balance, day) = (facts[0], try #require(Int64(facts[1])), facts[2])
        let table = "Date,Amount,Details\n\(day),5000.00,payment \(contract)\n\(day),-12.50,fee\n"
        let mapping = try write(
            """
            [statement]
            currency = "AMD"
            account = "1930"
            [columns]
            booked = "Date"
            amount = "Amount"
            purpose = "Details"
            """, to: "bank.toml")
        let whole = try write(table, to: "march.csv")
        let cut = try write(String(table.dropLast(10)), to: "cut.csv")
        let balances = ["--mapping", mapping, "--opening-balance", "0", "--closing-balance", "4987,50"]
        let run = { (file: String, more: [String]) in
            system.run("bcrm", ["bank", "import", file] + balances + more, environment: system.login("op_aram"))
        }
        let refused = run(cut, [])
        #expect(refused.status == 1 && refused.output.contains("the file may be cut"), "\(refused.output)")
        let dry = run(whole, ["--dry-run"])
        #expect(dry.status == 0 && dry.output.contains("1 exact, 1 outgoing"), "\(dry.output)")
        #expect(bank("list").output == "")
        #expect(run(whole, []).output.contains("imported as number 1"))
        #expect(run(whole, []).output.contains("imported before as number 1; nothing was changed"))
        #expect(bank("list").output.contains("1 exact, to be posted"))
        #expect(bank("show", "1").output.contains("payment \(contract)"))
        #expect(bank("post", "1").output == "1 posted, 0 left to a person.\n")
        #expect(bank("post", "1").output == "0 posted, 0 left to a person.\n")
        let after = system.psql(
            as: "op_aram",
            "SELECT a.balance FROM customers.contract c JOIN accounts.account a USING (customer_id) "
                + "WHERE c.number = '\(contract)' AND a.is_default")
        #expect(after.output == "\(balance + 500_000)\n")
        #expect(bank("post", "1", as: "op_lilit").output.contains("Post bank entries to customers"))
        // What nobody can place is decided by a person: to an account, or left out, each once.
        let account = system.psql(
            as: "op_aram",
            "SELECT a.account_id FROM customers.contract c JOIN accounts.account a USING (customer_id) "
                + "WHERE c.number = '\(contract)' AND a.is_default"
        ).output.filter(\.isNumber)
        let april = try write("Date,Amount,Details\n\(day),10.00,thanks\n\(day),20.00,hello\n", to: "april.csv")
        let second = system.run(
            "bcrm",
            [
                "bank", "import", april, "--mapping", mapping, "--opening-balance", "4987,50", "--closing-balance",
                "5017,50", "--identifier", "april",
            ], environment: system.login("op_aram"))
        #expect(second.output.contains("imported as number 2"), "\(second.output)")
        let waiting = bank("show", "2", "--waiting").output.split(separator: "\n").compactMap { line in
            line.hasPrefix(" ") ? nil : line.split(separator: " ").first.map(String.init)
        }
        #expect(waiting.count == 2)
        #expect(bank("settle", waiting[0], "--account", account).output.contains("Posted as payment"))
        #expect(bank("ignore", waiting[1], "--reason", "a gift").status == 0)
        #expect(bank("show", "2", "--waiting").output == "")
        #expect(bank("settle", waiting[1], "--account", account).status == 1)
        aram.press("C-q")
        #expect(try aram.waitForExit(seconds: 30) == 0)
    }
}
