import Glibc
import OwnThread
import TerminalEmulator
import Testing

/// `bcrm catalog` as an administrator types it, on the demo's data.
@Suite(.serialized, .ownThread) struct CatalogCommandTests {
    private let system: RunningSystem

    init() throws { system = try RunningSystem() }

    private func catalog(_ arguments: String..., as login: String = "op_admin") -> (status: Int32, output: String) {
        system.run("bcrm", ["catalog"] + arguments, environment: system.login(login))
    }

    private func text(of path: String) throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        fputs(text, file)
    }

    @Test(.timeLimit(.minutes(3))) func aCatalogueIsExportedChangedCheckedPreviewedAndImported() throws {
        defer { system.remove() }
        let session = try system.open(as: "op_aram")
        let path = system.folder + "/catalog.toml"
        let exported = catalog("export", path)
        #expect(exported.status == 0 && exported.output == "", "\(exported.output)")
        let before = try text(of: path)
        #expect(catalog("export").output == before)
        #expect(catalog("check", path).output.hasPrefix("The catalogue is right: 3 service types"))
        #expect(catalog("import", path).output == "No differences.\n")

        // Another name, and a fee from a day to come.
        let price = "2010-01-01 = \"6 000,00\""
        let place = try #require(before.firstRange(of: price))
        let changed = before[..<place.lowerBound] + price + ", 2099-01-01 = \"6 500,00\"" + before[place.upperBound...]
        try write(String(changed), to: path)
        let dry = catalog("import", path, "--dry-run")
        #expect(
            dry.status == 0 && dry.output.contains("tariff home-50: fee from 2099-01-01 6 000,00 → 6 500,00"),
            "\(dry.output)")
        #expect(dry.output.hasSuffix("1 difference, nothing was changed.\n"))
        #expect(catalog("export").output == before)
        #expect(catalog("import", path).output.hasSuffix("1 difference.\n"))
        #expect(catalog("import", path).output == "No differences.\n")
        #expect(catalog("export").output == String(changed))

        // What is wrong is told with its line, and what may not be with whom to ask.
        try write(String(changed.dropLast(20)), to: path)
        let cut = catalog("check", path)
        #expect(cut.status == 1 && cut.output.contains("catalog.toml, "), "\(cut.output)")
        try write(before, to: path)
        #expect(catalog("import", path, as: "op_aram").output.contains("Edit the catalogue"))
        #expect(catalog("import", path, "--allow-backdate").output.contains("catalog.backdate"))
        #expect(catalog("check", path + ".not").output.contains("cannot be read"))
        session.press("C-q")
        #expect(try session.waitForExit(seconds: 30) == 0)
    }
}
