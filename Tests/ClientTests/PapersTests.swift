import Domain
import Glibc
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct PapersTests {
    private func papers(_ change: (inout TestDesk.Profile) -> Void = { _ in }) -> Stage {
        let stage = Stage()
        stage.desk.setProfile(change)
        return stage.press("'77101234' ENTER 0")
    }

    private func saved(_ stage: Stage) -> [ProfileChange] { stage.desk.state.withLock { $0.profile.changes } }

    @Test func notesAndFilesAreOneListWithWhatIsPinnedFirst() {
        let stage = papers()
        let rows = stage.rows().filter { $0.contains("Calls only") || $0.contains("contract.txt: signed") }
        #expect(rows.count >= 2 && rows[0].contains("Calls only") && rows[0].contains("pin"))
        #expect(rows.contains { $0.contains("600 KB") && $0.contains("Lilit M.") })
        #expect(stage.press("1").text().contains("* Calls only in the evening"), "what is pinned is on the overview")
    }

    @Test func aNoteIsWrittenPinnedAndRemoved() {
        let stage = papers().press("n 'come back' F9")
        #expect(saved(stage) == [ProfileChange(.note, .add(["text": "come back", "is_pinned": "false"]))])
        stage.press("i")
        #expect(
            saved(stage).last
                == ProfileChange(
                    .note, .change(line: 1, seen: ["is_pinned": "true"], to: ["is_pinned": "false"])))
        stage.press("x y")
        guard case .remove(line: 1, _) = saved(stage).last?.deed else { Issue.record("\(saved(stage))"); return }
    }

    @Test func aFileGoesPartByPartAndIsKept() {
        let stage = papers { $0.completions = ["/tmp/passport.pdf"] }
        stage.press("a '/tmp/passport.pdf' TAB 'copy' F9")
        let asked = stage.desk.asked.compactMap { request -> String? in
            switch request {
            case .profile(.inspect(path: let path, title: "copy")): path
            case .profile(.beginFile(let draft, CustomerID(7), key: _)): "begin \(draft.size)"
            case .profile(.sendPart(AttachmentID(9), path: "/tmp/passport.pdf", place: let place)): "part \(place)"
            case .profile(.endFile(AttachmentID(9), key: _)): "end"
            default: nil
            }
        }
        #expect(asked == ["/tmp/passport.pdf", "begin 600000", "part 0", "part 1", "part 2", "end"])
        #expect(stage.message == "passport.pdf is kept with the customer." && stage.crumbs.count == 2)
    }

    @Test func anUploadIsSeenGivenUpAndGoesOnAfterALostConnection() {
        let stage = papers()
        stage.isSlow = true
        stage.press("a '/tmp/passport.pdf' F9")
        func step() {
            let now = stage.pending
            stage.pending = []
            for (request, slot) in now { stage.perform(stage.shell.arrived(stage.desk.answer(request), slot: slot)) }
        }
        step()
        step()
        step()
        #expect(stage.text().contains("1 of 3 parts"), "\(stage.text())")
        #expect(stage.top.unsent != nil, "leaving asks first")
        let lost = stage.pending
        stage.pending = []
        for (_, slot) in lost {
            stage.perform(stage.shell.arrived(.failure(.connectionLost("The connection was lost.")), slot: slot))
        }
        #expect(stage.message.hasPrefix("The connection was lost. F9 goes on where it stopped"))
        stage.press("F9")
        #expect(stage.pending.map(\.0) == [.profile(.sendPart(AttachmentID(9), path: "/tmp/passport.pdf", place: 1))])
        stage.press("ESC")
        step()
        #expect(stage.desk.asked.contains(.profile(.dropFile(AttachmentID(9)))))
        #expect(!stage.desk.asked.contains { if case .profile(.endFile) = $0 { true } else { false } })
        #expect(stage.message == "Given up; nothing was kept." && stage.top.unsent == nil)
    }

    @Test(arguments: [
        (["/tmp/alpha", "/tmp/alps"], "/tmp/al", "/tmp/alp", "2 names go on"),
        (["/tmp/alpha"], "/tmp/al", "/tmp/alpha", ""), ([], "/tmp/zz", "/tmp/zz", "No file begins"),
    ])
    func tabGoesOnWithAPath(_ names: [String], _ typed: String, _ expected: String, _ words: String) {
        let stage = papers { $0.completions = names }.press("a '\(typed)' TAB")
        #expect((stage.top as? FileAddingScreen)?.form["path"] == expected)
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect((stage.top as? FileAddingScreen)?.form.focus == "path")
        if names.count > 1 {
            stage.press("F4 DOWN ENTER")
            #expect((stage.top as? FileAddingScreen)?.form["path"] == names[1])
        }
    }

    @Test func textIsShownInertAndWhatIsNoneIsSaidToBeNone() {
        let stage = papers().press("j ENTER")
        #expect(stage.text().contains("first line") && stage.text().contains("[31mline"))
        #expect(!stage.text().contains("\u{1B}"))
        let binary = papers { $0.content = [[0x25, 0x50, 0x44, 0x46, 0x00]] }.press("j ENTER")
        #expect(binary.text().contains("This is no text but text/plain"))
        #expect(papers().press("ENTER").crumbs.last == "Note")
    }

    @Test func aNoteLongerThanTheScreenIsScrolled() {
        let note = (1...250).map { "word\($0)" }.joined(separator: " ")
        let stage = papers { $0.parts[5].values["text"] = note }.press("ENTER")
        #expect(stage.text().contains("word100") && !stage.text().contains("word250"))
        #expect(stage.press(">").text().contains("word250"))
        #expect(stage.press("<").text().contains("word100") && !stage.text().contains("word250"))
    }

    @Test func aFileIsSavedAndNeverOverAnotherUnasked() {
        let stage = papers { $0.existing = "/tmp/c.txt" }.press("j w C-u '/tmp/c.txt' F9")
        #expect(stage.crumbs.last == "Sure?")
        stage.press("ENTER F9 y")
        let overwrites = stage.desk.asked.compactMap { request -> Bool? in
            if case .profile(.bringPart(_, _, place: _, path: "/tmp/c.txt", let overwrites)) = request {
                overwrites
            } else {
                nil
            }
        }
        #expect(overwrites == [false, false, true, true, true])
        #expect(stage.message == "Written to /tmp/c.txt.")
    }

    @Test func withdrawingAFileNeedsAReason() {
        let stage = papers().press("j r F9")
        #expect(stage.message == "Reason: must be filled in.")
        stage.press("'of somebody else' F9 y")
        guard case .profile(.withdrawFile(AttachmentID(3), _, reason: "of somebody else", key: _)) = stage.commands.last
        else { Issue.record("\(stage.commands)"); return }
    }

    // MARK: Files on the disk

    private func folder() -> String {
        let path = "/tmp/bcrm-papers-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        mkdir(path, 0o700)
        return path
    }

    private func remove(_ folder: String) {
        for path in LocalFile.completions(of: folder + "/") { unlink(path) }
        rmdir(folder)
    }

    private func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    @Test func aFileOfTheDiskIsMeasuredReadInPartsAndWrittenBackTheSame() throws {
        let folder = folder()
        defer { remove(folder) }
        let content = (0..<(Attachment.partSize + 10)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        write(content, to: "\(folder)/scan.png")
        let draft = try LocalFile.inspect("\(folder)/scan.png", title: "x")
        #expect(draft.size == Int64(content.count) && draft.mediaType == "image/png" && draft.fileName == "scan.png")
        #expect(draft.sha256 == SHA256.hex(of: content))
        let parts = [
            try LocalFile.read("\(folder)/scan.png", place: 0), try LocalFile.read("\(folder)/scan.png", place: 1),
        ]
        #expect(parts.map(\.count) == [Attachment.partSize, 10] && parts.flatMap { $0 } == content)
        let target = "\(folder)/copy.png"
        for (place, part) in parts.enumerated() { try LocalFile.append(part, to: target, place: place) }
        try LocalFile.finish(target, sha256: draft.sha256, size: draft.size, overwrites: false)
        #expect(try LocalFile.inspect(target, title: "").sha256 == draft.sha256)
        // Once more: there is one already.
        try LocalFile.append(Array("new".utf8), to: target, place: 0)
        #expect(throws: DeskError.self) { try LocalFile.finish(target, sha256: nil, size: 3, overwrites: false) }
        #expect(try LocalFile.inspect(target, title: "").sha256 == draft.sha256, "what was there is untouched")
        #expect(LocalFile.completions(of: "\(folder)/") == ["\(folder)/copy.png", "\(folder)/scan.png"])
        // Content that is not what it should be never gets the name.
        try LocalFile.append(Array("evil".utf8), to: "\(folder)/other", place: 0)
        #expect(throws: DeskError.self) {
            try LocalFile.finish("\(folder)/other", sha256: draft.sha256, size: draft.size, overwrites: false)
        }
        #expect(LocalFile.completions(of: "\(folder)/o") == [])
    }

    @Test func ofAFileThatCannotBeBroughtWholeNothingIsLeft() async throws {
        let folder = folder()
        defer { remove(folder) }
        let desk = papers().desk
        func bring(_ place: Int) async throws {
            let part = ProfileRequest.bringPart(
                Samples.attachment, CustomerID(7), place: place, path: "\(folder)/c.txt", overwrites: false)
            _ = try await part.perform(on: desk)
        }
        try await bring(0)
        #expect(LocalFile.completions(of: "\(folder)/").count == 1)
        // Meanwhile somebody else makes a file of that name.
        write(Array("other".utf8), to: "\(folder)/c.txt")
        await #expect(throws: DeskError.self) { try await bring(1) }
        #expect(LocalFile.completions(of: "\(folder)/") == ["\(folder)/c.txt"])
    }

    @Test(arguments: ["/", "/tmp", "/nonexistent/x", "/dev/zero", ""])
    func whatIsNoFileIsRefused(_ path: String) {
        #expect(throws: DeskError.self) { try LocalFile.inspect(path, title: "") }
    }

    @Test(arguments: [
        ("a.PDF", "", "application/pdf"), ("notes", "plain words", "text/plain"),
        ("notes", "a\0b", "application/octet-stream"), (".hidden", "x", "text/plain"),
        ("x.tar.gz", "a\0", "application/octet-stream"),
    ])
    func theKindOfAFileIsGuessedByNameAndContent(_ name: String, _ text: String, _ kind: String) {
        #expect(MediaType.guess(name: name, beginning: Array(text.utf8)) == kind)
    }

    @Test func aCharacterCutBetweenPartsIsStillText() {
        let bytes = Array("Երևան".utf8)
        #expect(MediaType.isText(Array(bytes.dropLast())))
        #expect(!MediaType.isText([0xFF, 0xFE, 0x41]))
    }

    // MARK: History

    private func history(_ count: Int = 120) -> Stage {
        let stage = Stage()
        stage.desk.setProfile { profile in
            profile.history = (1...count).map { number in
                HistoryEntry(
                    at: Instant(microseconds: Samples.noon.microseconds - Int64(number) * 60_000_000),
                    actor: number.isMultiple(of: 2) ? "Karen S." : "Anna K.", title: "Phone \(number) changed",
                    changes: [HistoryEntry.Change(field: "label", old: "old\(number)", new: "new\(number)")])
            }
        }
        return stage.press("'77101234' ENTER 7")
    }

    private func asked(_ stage: Stage) -> [(HistoryFilter, HistoryPosition)] {
        stage.desk.asked.compactMap {
            if case .profile(.history(_, let filter, after: let position, limit: _)) = $0 {
                (filter, position)
            } else {
                nil
            }
        }
    }

    @Test func theHistoryIsReadAsOneScrolls() {
        let stage = history()
        #expect(stage.text().contains("1 of 50 and older") && stage.text().contains("old1"))
        for _ in 1...16 { stage.press("PGDN") }
        #expect(asked(stage).map { Int($0.1 == .newest ? 0 : $0.1.event) } == [0, 50, 100])
        stage.press(">")
        #expect(stage.text().contains("120 of 120") && stage.text().contains("old120"))
        stage.press("F5")
        #expect(stage.text().contains("120 of 120"), "what was fetched stays")
    }

    @Test(arguments: [
        ("tickets @karen port", HistoryFilter(group: .tickets, actor: "karen", text: "port")),
        ("prof", HistoryFilter(group: .profile)), ("@anna k", HistoryFilter(actor: "anna", text: "k")),
        (
            "from 01.03.2026 to 16.03.2026",
            HistoryFilter(from: Instant("2026-03-01 00:00:00+04"), to: Instant("2026-03-17 00:00:00+04"))
        ),
        ("%_'\\", HistoryFilter(text: "%_'\\")),
    ])
    func theFilterLineIsReadSo(_ typed: String, _ filter: HistoryFilter) {
        let stage = history().press("/")
        stage.perform(stage.shell.input(.paste(typed)))
        stage.press("ENTER")
        #expect(asked(stage).last?.0 == filter)
        #expect(stage.text().contains("only \(typed)"))
        stage.press("ESC")
        #expect(asked(stage).last?.0 == HistoryFilter() && stage.crumbs.count == 2)
    }

    @Test func aDayThatIsNoneIsSaidAndAsksNothing() {
        let stage = history().press("/")
        stage.perform(stage.shell.input(.paste("from nonsense")))
        stage.press("ENTER")
        #expect(stage.text().contains("is no day") && stage.rings > 0 && asked(stage).count == 1)
        stage.press("ESC v")
        #expect(asked(stage).last?.0 == HistoryFilter(group: .profile))
    }

    // MARK: Registration

    @Test func whoIsInTheBookAlreadyIsNamedBeforeAndNeedsASecondF9() {
        let stage = Stage()
        stage.desk.setProfile { $0.alike = [Samples.twin] }
        stage.press("F6 'Petrosyan' TAB 'Ani' TAB TAB TAB '77101234'")
        stage.press("TAB")
        let words = "In the book already: Sargsyan Lilit (C-1008), same phone 37477101234."
        #expect(stage.text().contains(words), "\(stage.text())")
        guard var screen = stage.top as? RegistrationScreen else { return }
        for (name, value) in [
            "city": "Yerevan", "street": "Abovyan", "building": "1", "p.speed": "200", "p.router": "own",
        ] {
            screen.form[name] = value
        }
        stage.shell.layers[stage.shell.layers.count - 1].screen = screen
        stage.press("F9")
        #expect(stage.commands.isEmpty && stage.message == "\(words) F9 registers all the same.", "\(stage.message)")
        stage.press("F9")
        #expect(stage.commands.count == 1)
    }
}
