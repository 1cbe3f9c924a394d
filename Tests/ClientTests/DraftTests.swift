import Domain
import Glibc
import Testing

@testable import Client

struct DraftTests {
    private static func draft(_ fields: [String: String], id: DraftID = .registration) -> Draft {
        Draft(id: id, key: CommandKey.make(), keptAt: Samples.noon, fields: fields)
    }

    @Test(
        arguments: [
            [:], ["a": "x"], ["a": "two\nlines\r\n", "b": "back\\slash \\n"], ["note": " blanks  kept "],
            ["Պ": "Պետրոսյան", "e": "e\u{301}"],
            ["a": "field b c\nkey 1"],
        ] as [[String: String]])
    func aDraftComesBackAsItWas(_ fields: [String: String]) {
        var draft = Self.draft(fields)
        #expect(Draft(text: draft.text) == draft)
        draft.place = SessionPlace(.customer, 7, tab: 9)
        draft.form = "New note\n\\ of 2"
        #expect(Draft(text: draft.text) == draft)
    }

    @Test func aTornFileIsNoDraft() {
        let text = Self.draft(["family": "Petrosyan"]).text
        for count in 0..<text.count { #expect(Draft(text: String(text.prefix(count))) == nil) }
    }

    @Test func theFolderKeepsTheNewestOfEachAndNothingOfOthers() async throws {
        let state = "/tmp/bcrm-drafts-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try #require(mkdir(state, 0o700) == 0)
        let folder = DraftFolder(stateFolder: "\(state)/deep", login: "op_anna")
        let path = folder.path
        let (old, new) = (Self.draft(["a": "1"]), Self.draft(["a": "2"]))
        let ticket = Self.draft(["comment": "x"], id: .ticket(TicketID(7)))
        #expect(await folder.keep(new, change: 2))
        #expect(await folder.keep(old, change: 1))
        #expect(await folder.keep(ticket, change: 3))
        let torn = open("\(path)/torn.draft", O_WRONLY | O_CREAT, 0o600)
        _ = write(torn, "bcrm-draft 1", 12)
        close(torn)
        let other = DraftFolder(stateFolder: "\(state)/deep", login: "../op_anna")
        #expect(other.path.hasPrefix("\(state)/deep/drafts/") && other.path != path)
        #expect(await other.load() == [], "what one operator typed is not offered to another")
        let again = DraftFolder(stateFolder: "\(state)/deep", login: "op_anna")
        #expect(Set(await again.load()) == [new, ticket])
        await again.forget(.registration, change: 4)
        #expect(await again.load() == [ticket])
        var status = stat()
        #expect(stat("\(path)/ticket.7.draft", &status) == 0 && status.st_mode & 0o777 == 0o600)
        for name in ["ticket.7.draft", "torn.draft"] { unlink("\(path)/\(name)") }
        for folder in [path, "\(state)/deep/drafts", "\(state)/deep", state] { rmdir(folder) }
    }
}
