import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// The warehouse through the real programs: a scanner's burst, a move from stock to stock, a device found.
@Suite(.serialized, .ownThread) struct WarehouseTests {
    /// Types as a wedge does: each character by itself, 500 a second.
    private func scan(_ code: String, on terminal: PseudoTerminal) {
        for byte in Array(code.utf8) + [0x0D] {
            terminal.send([byte])
            usleep(2_000)
        }
    }

    private func begin(_ kind: String, on terminal: PseudoTerminal) throws {
        terminal.press("C-r")
        try terminal.wait(forText: "1 Scan")
        try terminal.settle()
        terminal.press("F6")
        try terminal.wait(forText: "What is it?")
        terminal.type(kind)
        terminal.press("ENTER")
        try terminal.settle()
        terminal.press("F9")
        try terminal.wait(forText: "READY")
        try terminal.settle()
    }

    @Test(.timeLimit(.minutes(5))) func aScannersBurstArrivesInOrderAndItsDevicesGoTheirWay() throws {
        let system = try RunningSystem()
        defer { system.remove() }
        let keeper = try system.open(as: "op_lilit")
        let suren = try system.open(as: "op_suren")
        try begin("rec", on: suren)

        // Twenty codes at 500 characters a second.
        let codes = (1...20).map { "HWTC00E2E0\($0 + 10)" }
        let before = suren.emulator.octets
        for code in codes { scan(code, on: suren) }
        try suren.wait(forText: "20 in the document")
        try suren.settle()
        let bytes = (suren.emulator.octets - before) / codes.count
        print("scan: \(bytes) bytes")
        #expect(bytes <= 600, "painted for one scan")
        #expect(suren.screen.contains("ok 20   noted 0   bad 0"), "\(suren.screen)")
        let lines = system.psql(
            as: "op_suren", "SELECT string_agg(serial, ',' ORDER BY line) FROM warehouse.document_line")
        #expect(lines.output == codes.joined(separator: ",") + "\n")

        // A label with its fields in one code, the box's code, one code twice, and an undo.
        scan("4006381333931", on: suren)
        try suren.wait(forText: "of no model here")
        scan("]C101069014431234522" + "1HWTC00E2E099", on: suren)
        try suren.wait(forText: "+ HWTC00E2E099")
        scan("HWTC00E2E011", on: suren)
        try suren.wait(forText: "AGAIN")
        suren.press("F7")
        try suren.wait(forText: "stays counted once")
        suren.press("F7")
        try suren.wait(forText: "HWTC00E2E099 is taken back")
        try suren.settle()

        // The client dies; the draft does not.
        suren.signal(SIGKILL)
        _ = try suren.waitForExit()
        let again = try system.open(as: "op_suren")
        again.press("C-r")
        try again.wait(forText: "R-20")
        try again.settle()
        again.press("ENTER")
        try again.wait(forText: "20 in the document")
        try again.settle()
        again.press("F8")
        try again.wait(forText: "is posted: 20")
        #expect(
            system.psql(as: "op_suren", "SELECT count(*) FROM warehouse.device WHERE serial LIKE 'HWTC00E2E0%'").output
                == "20\n")

        // To another branch, by a scanner that marks its codes; there it is accepted with one missing.
        again.press("ESC")
        try begin("move", on: again)
        again.send([0x02] + Array("HWTC00E2E011\r".utf8))
        again.send([0x02] + Array("HWTC00E2E012\r".utf8))
        try again.wait(forText: "2 in the document")
        try again.settle()
        again.press("F8")
        try again.wait(forText: "is sent: 2")
        let aram = try system.open(as: "op_aram")
        aram.press("C-r")
        try aram.wait(forText: "on its way")
        try aram.settle()
        aram.press("s")
        try aram.wait(forText: "ACCEPT")
        try aram.settle()
        scan("48:57:54:43:00:E2:E0:11", on: aram)
        try aram.wait(forText: "1 of 2 arrived")
        try aram.settle()
        aram.press("F8")
        try aram.wait(forText: "1 of 2 did not come")
        aram.press("y")
        try aram.wait(forText: "1 arrived, 1 still on the way")
        #expect(
            system.psql(as: "op_aram", "SELECT state FROM warehouse.device WHERE serial = 'HWTC00E2E012'").output
                == "in_transit\n")

        // A scan anywhere leads to the device.
        aram.press("F3", "F3")
        try aram.settle()
        aram.send([0x02] + Array("HWTC00E2E011\r".utf8))
        try aram.wait(forText: "Device HWTC00E2E011")
        try aram.wait(forText: "arrived")
        for terminal in [again, aram, keeper] {
            terminal.press("C-q")
            #expect(try terminal.waitForExit(seconds: 30) == 0)
        }
    }

    @Test(.timeLimit(.minutes(3))) func devicesAreRegisteredFromAFileOnce() throws {
        let system = try RunningSystem()
        defer { system.remove() }
        let keeper = try system.open(as: "op_suren")
        let file = system.folder + "/delivery.csv"
        let rows = (1...250).map { "HWTC00F1\($0 + 1000);;" }
        system.write(
            "sn;mac;model\n" + rows.joined(separator: "\n") + "\n??;;\n", to: file)
        let login = system.login("op_suren")
        let wrong = system.run("bcrm", ["stock", "register", file, "--into", "central"], environment: login)
        #expect(wrong.status != 0 && wrong.output.contains("line 252"), "\(wrong.output)")
        let arguments = ["stock", "register", file, "--into", "central", "--skip-wrong", "--note", "delivery 7"]
        let first = system.run("bcrm", arguments, environment: login)
        #expect(first.status == 0 && first.output.contains("250 registered"), "\(first.output)")
        let second = system.run("bcrm", arguments, environment: login)
        #expect(second.output == first.output, "the same file again is the same")
        #expect(
            system.psql(as: "op_suren", "SELECT count(*) FROM warehouse.device WHERE serial LIKE 'HWTC00F1%'").output
                == "250\n")
        let below = system.run("bcrm", ["stock", "levels", "--below"], environment: login)
        #expect(below.status == 3 && below.output.contains("Connector"), "\(below.output)")
        let device = system.run("bcrm", ["stock", "device", "HWTC-00F1-1001"], environment: login)
        #expect(device.status == 0 && device.output.contains("Central warehouse"), "\(device.output)")
        // The installation's time, to the second.
        let shape = device.output.map { $0.isNumber ? "9" : String($0) }.joined()
        #expect(shape.contains("\n99.99.9999 99:99:99  receive"), "\(device.output)")
        let end = system.run("bcrm", ["stock", "device", "00F1-1250"], environment: login)
        #expect(end.status == 0 && end.output.contains("HWTC00F11250"), "by its end: \(end.output)")
        let several = system.run("bcrm", ["stock", "device", "HWTC00F1124"], environment: login)
        #expect(several.status != 0 && several.output.contains("10 devices have"), "\(several.output)")
        keeper.press("C-q")
        #expect(try keeper.waitForExit(seconds: 30) == 0)
    }
}
