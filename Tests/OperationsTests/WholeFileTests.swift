import Glibc
import Operations
import Testing

/// Files that are read whole: what they hold, or why not.
@Suite struct WholeFileTests {
    private struct Unwritten: Error {}

    /// Gives a file of these octets to a body, by its path.
    private func with(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = "/tmp/bcrm-whole-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        guard let file = fopen(path, "wx") else { throw Unwritten() }
        defer { unlink(path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw Unwritten() }
        try body(path)
    }

    @Test func aTextIsReadWithoutItsMarkAndOctetsAsTheyAre() throws {
        let bytes = Array("\u{FEFF}Երևան\n".utf8)
        try with(bytes) { path throws in
            #expect(try WholeFile.text(of: path) == "Երևան\n")
            #expect(try WholeFile.bytes(of: path) == bytes)
        }
        try with([]) { path throws in #expect(try WholeFile.text(of: path) == "") }
    }

    @Test func whatIsNoTextOrTooLargeIsSaid() throws {
        try with([0x41, 0xFF]) { path throws in
            let failure = #expect(throws: WholeFile.Failure.self) { try WholeFile.text(of: path) }
            #expect(failure?.sentence == "\(path) is not UTF-8 text: save it as UTF-8.")
        }
        let bytes = [UInt8](repeating: 0x41, count: 1_000_001)
        try with(bytes) { path throws in
            #expect(try WholeFile.bytes(of: path, limit: 1_000_001) == bytes)
            let failure = #expect(throws: WholeFile.Failure.self) { try WholeFile.bytes(of: path, limit: 1_000_000) }
            #expect(failure?.sentence == "\(path) is larger than 1 MB: divide it.")
        }
    }

    @Test(arguments: [("/nowhere/file", "No such file or directory"), ("/tmp", "Is a directory")])
    func whatCannotBeReadIsSaid(_ path: String, _ why: String) {
        #expect(throws: WholeFile.Failure.unreadable(path, why)) { try WholeFile.bytes(of: path) }
    }
}
