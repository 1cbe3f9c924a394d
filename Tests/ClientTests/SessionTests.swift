import Domain
import Glibc
import Operations
import Terminal
import Testing

@testable import Client

/// Whoever's client ended without being left goes on where it was; what is kept for that are numbers, no names.
@MainActor struct SessionTests {
    private func trail(_ stage: Stage) -> SessionTrail {
        SessionTrail(keptAt: Samples.noon, places: stage.shell.places)
    }

    private func again(_ trail: SessionTrail, _ permissions: Set<Permission> = Samples.everything) -> Stage {
        let stage = Stage(permissions, signedIn: false)
        stage.perform(stage.shell.loaded(left: trail.places))
        #expect(stage.crumbs == ["Home"], "nobody is there yet")
        stage.connect(.ready(Samples.profile(permissions)))
        return stage
    }

    @Test(
        arguments: [
            "'77101234' ENTER", "'77101234' ENTER 4", "'77101234' ENTER 9", "C-t", "C-t m", "C-t ENTER",
            "'77101234' ENTER 2 C-t ENTER", "C-r 4", "M-u 3", "M-g", "M-d", "M-s", "M-t", "M-r", "M-r ENTER",
        ])
    func theNextClientGoesBackToTheSameScreens(_ keys: String) throws {
        let first = Stage()
        first.press(keys)
        let kept = trail(first)
        #expect(SessionTrail(text: kept.text) == kept)
        for name in [Samples.petrosyan.name, "Sargsyan", "77101234"] { #expect(!kept.text.contains(name)) }
        let second = again(kept)
        #expect(second.crumbs == first.crumbs && second.shell.places == first.shell.places)
        second.shell.message = nil
        first.shell.message = nil
        #expect(second.rows() == first.rows())
    }

    @Test func itSaysSoAndWhatElseIsKept() {
        let first = Stage()
        first.press("'77101234' ENTER F6 TAB x ESC")
        let stage = Stage(signedIn: false)
        let draft = Draft(id: .registration, key: CommandKey.make(), keptAt: Samples.noon, fields: ["family": "X"])
        stage.shell.loaded([draft])
        _ = stage.shell.loaded(left: trail(first).places)
        stage.connect(.ready(Samples.anna))
        #expect(
            stage.message == "This is where the client ended last time. C-o goes on with an unfinished form.",
            "\(stage.message)")
        stage.press("C-o")
        #expect(stage.crumbs.last == "New customer")
    }

    @Test func everyUnfinishedFormIsOfferedAndLeadsToWhereItWasBegun() throws {
        let first = Stage()
        first.press("'77101234' ENTER 0 n 'half a note'")
        let form = try #require(first.crumbs.last)
        first.press("C-o")
        #expect(first.message == "This is the unfinished form." && first.crumbs.last == form)
        let note = try #require(first.shell.drafts.values.first)
        #expect(note.form == form && note.place == first.shell.places.last)
        #expect(Draft(text: note.text) == note)
        let older = Draft(id: .registration, key: CommandKey.make(), keptAt: Samples.noon, fields: ["family": "X"])
        let second = Stage(drafts: [note])
        #expect(second.message == "Kept: what was typed in \u{201C}\(form)\u{201D}. ENTER goes on with it.")
        second.press("C-o")
        #expect(second.shell.places == first.shell.places)
        #expect(second.message == "\u{201C}\(form)\u{201D} goes on with what was typed when it is opened again here.")
        second.press("n")
        #expect(second.text().contains("half a note"))
        // From any screen the operator chooses among several, the newest first.
        let third = Stage(drafts: [older, note])
        third.press("C-t C-o")
        #expect(third.crumbs.last == "Unfinished", "\(third.crumbs)")
        third.press("'X' ENTER")
        #expect(third.crumbs.last == "New customer")
    }

    @Test(arguments: ["x", "C-t", "C-p"]) func whoHasBegunSomethingElseIsNotTakenAwayFromIt(_ keys: String) {
        let first = Stage()
        first.press("'77101234' ENTER")
        let stage = Stage()
        stage.press(keys)
        let before = stage.crumbs
        stage.perform(stage.shell.loaded(left: trail(first).places))
        #expect(stage.crumbs == before && stage.shell.left.isEmpty)
    }

    @Test func whatTheRoleLacksByNowIsNotGoneBackTo() {
        let first = Stage()
        first.press("C-t M-g")
        let stage = again(trail(first), Samples.everything.subtracting([.catalogView]))
        #expect(stage.crumbs == ["Home", "Tickets"])
    }

    @Test(arguments: [
        "", "bcrm-session 1\n", "bcrm-session 1\nkept 1\nticket x 0\nend\n", "bcrm-session 1\nkept 1\nticket 1 0\n",
    ])
    func aTornFileIsNoTrail(_ text: String) { #expect(SessionTrail(text: text) == nil) }

    @Test func aTrailIsTakenOnceAndOnlyFromAClientThatIsNotThereAnyMore() async throws {
        let state = "/tmp/bcrm-session-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let trail = SessionTrail(keptAt: Samples.noon, places: [SessionPlace(.ticket, 12)])
        // A number that no process has.
        let dead: Int32 = 0x3fff_fff0
        let gone = SessionFolder(stateFolder: state, login: "op_anna", process: dead)
        let running = SessionFolder(stateFolder: state, login: "op_anna", process: getppid())
        await gone.keep(trail, change: 1)
        await running.keep(SessionTrail(keptAt: Samples.noon, places: []), change: 1)
        var status = stat()
        #expect(stat("\(gone.path)/\(dead).trail", &status) == 0 && status.st_mode & 0o777 == 0o600)
        let next = SessionFolder(stateFolder: state, login: "op_anna")
        let other = SessionFolder(stateFolder: state, login: "op_lilit")
        let soon = Samples.noon.adding(seconds: 60)
        #expect(await other.takeLeft(now: soon) == nil, "each login has its own")
        #expect(await next.takeLeft(now: soon) == trail)
        #expect(await next.takeLeft(now: soon) == nil)
        await gone.keep(trail, change: 2)
        #expect(await next.takeLeft(now: Samples.noon.adding(seconds: 13 * 3_600)) == nil, "it was too long ago")
        await gone.keep(trail, change: 3)
        await gone.drop(change: 4)
        #expect(await next.takeLeft(now: soon) == nil, "a client that was left leaves nothing")
        unlink("\(running.path)/\(getppid()).trail")
        for path in [gone.path, "\(state)/sessions", state] { rmdir(path) }
    }
}
