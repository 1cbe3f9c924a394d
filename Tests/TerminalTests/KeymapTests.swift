import Terminal
import Testing

@MainActor struct KeymapTests {
    private static let text = """
        [meta]
        name = "test"
        layouts = ["ru", "am-phonetic"]
        [global]
        "F1" = "help"       # a comment
        "M-1" = { key = "F1" }
        "C-q" = "quit"
        [context.list]
        "j" = "down"
        "g t" = "go"
        "x" = "cut"
        [context."tickets.queue"]
        inherits = "list"
        "x" = false
        "F8" = { do = "push", label = "Forward", bar = 8 }
        """

    private static func keymap(_ more: String...) -> Keymap {
        var keymap = Keymap()
        keymap.merge(text, from: "test.toml")
        for (index, text) in more.enumerated() { keymap.merge(text, from: "user\(index).toml") }
        return keymap
    }

    @Test(
        arguments: [
            ("F1", "help"), ("M-1", "help"), ("j", "down"), ("F8", "push"), ("x", "-"), ("g t", "go"), ("g", "go..."),
            ("z", "-"),
            ("о", "down"), ("п е", "go"), ("C-q", "quit"),
        ] as [(String, String)])
    func aKeyIsLookedUpFromTheNearestContextOutwards(_ keys: String, _ meaning: String) throws {
        let strokes = try #require(KeyStroke.sequence(keys))
        let found =
            switch Self.keymap().lookup(strokes, in: ["tickets.queue"]) {
            case .action(let action): action
            case .prefix(let next): next.map { "\($0.action ?? "more")..." }.joined()
            case .nothing: "-"
            }
        #expect(found == meaning)
    }

    @Test func theUsersFileWins() {
        let keymap = Self.keymap("[context.list]\n\"j\" = \"up\"")
        #expect(keymap.lookup([KeyStroke(.character("j"))], in: ["list"]) == .action("up"))
        #expect(keymap.complaints.isEmpty)
    }

    @Test(
        arguments: [
            ("[context.list]\n\"C-S-\" = \"up\"", "no key"), ("[nonsense]", "no table"), ("x = = 1", "line 1"),
            ("[context.list]\n\"a\" = 5", "after ="),
            ("[context.list]\ninherits = \"tickets.queue\"", "inherits itself"),
            ("[context.list]\n\"a\" = \"up", "quote"), ("[meta]\nlayouts = [\"klingon\"]", "layout"),
            ("[context.list]\n\"a\" = \"up\"\n\"a\" = \"down\"", "twice"),
        ] as [(String, String)])
    func aFileWithAFaultIsToldOfAndChangesNothingElse(_ text: String, _ words: String) {
        let keymap = Self.keymap(text)
        #expect(keymap.complaints.count == 1 && keymap.complaints[0].contains(words), "\(keymap.complaints)")
        #expect(keymap.lookup([KeyStroke(.character("j"))], in: ["list"]) == .action("down"))
    }

    @Test(
        arguments: [
            ("[context.list]\n\"a\" = \"nonsense\"", "does nonsense, and there is no such action"),
            ("[context.list]\n\"g\" = \"up\"", "beginning of a sequence"),
            ("[context.text]\n\"a\" = \"up\"", "text there"),
            ("[context.list]\n\"C-S-x\" = \"up\"", "no terminal sends"),
            ("[context.list]\n\"F11\" = \"up\"", "keep F11"),
            ("[context.list]\n\"C-q\" = \"up\"", "hides the global quit"),
            ("[context.list]\n\"up\" = \"up\"", "no key"),
            ("[context.list]\n\"M-a\" = { key = \"M-b\" }\n\"M-b\" = { key = \"M-a\" }", "stands for itself"),
            ("[context.list]\n\"M-1\" = \"up\"", "hides the global F1"),
            ("[context.nowhere]\n\"a\" = \"up\"", "no context"),
            ("[context.list]\n\"a\" = { do = \"up\", needs = \"sky.fall\" }", "no such permission"),
            ("[context.\"tickets.queue\"]\n\"g\" = \"up\"", "hides g t of [list]"),
            ("[context.list]\n\"S-F5\" = \"up\"", "S-F5"), ("[context.list]\n\"M-[\" = \"up\"", "M-["),
        ] as [(String, String)])
    func theCheckNamesWhatIsWrong(_ text: String, _ words: String) {
        let actions = ["help": ["global"], "quit": [], "down": [], "up": [], "go": [], "cut": [], "push": []]
        let check = KeymapCheck(
            actions: actions, textContexts: ["text"], contexts: ["list", "tickets.queue", "text"],
            permissions: ["ticket.push"])
        #expect(check.findings(in: Self.keymap()) == [])
        let findings = check.findings(in: Self.keymap(text))
        #expect(findings.contains { $0.sentence.hasPrefix("user0.toml, line ") }, "file and line: \(findings)")
        #expect(findings.contains { $0.sentence.contains(words) }, "\(findings)")
    }

    @Test func anActionWithoutAKeyOfAVt100IsAnError() {
        let check = KeymapCheck(
            actions: [
                "help": ["global"], "quit": ["global"], "down": [], "go": [], "cut": [], "push": ["tickets.queue"],
            ],
            textContexts: [])
        #expect(
            check.findings(in: Self.keymap()).map(\.sentence) == [
                "push has no key in [tickets.queue] that a vt100 can send."
            ])
    }

    private static func meaning(_ keys: String, _ keymap: Keymap, in context: String) -> String {
        switch keymap.lookup(KeyStroke.sequence(keys) ?? [], in: [context]) {
        case .action(let action): action
        case .prefix(let next): next.map { "\($0.stroke)=\($0.action ?? "more")" }.joined(separator: " ")
        case .nothing: "-"
        }
    }

    @Test(
        arguments: [
            // An own key in a nearer context hides the sequence, and freed there it begins it again.
            ("[context.\"tickets.queue\"]\n\"g\" = \"up\"", "g", "up", "-"),
            ("[context.\"tickets.queue\"]\n\"g\" = false", "g", "t=go", "go"),
            // A sequence in a nearer context hides the key alone.
            (
                "[context.list]\n\"z\" = \"up\"\n[context.\"tickets.queue\"]\n\"z a\" = \"down\"\n\"z b c\" = \"push\"",
                "z", "a=down b=more", "go"
            ),
            ("[context.list]\n\"g t\" = false", "g", "-", "-"),
            ("[global]\n\"M-x\" = { key = \"M-1\" }", "M-x", "help", "go"),
            ("[global]\n\"M-a\" = { key = \"M-b\" }\n\"M-b\" = { key = \"M-a\" }", "M-a", "-", "go"),
            ("[global]\n\"M-g\" = { key = \"g\" }", "M-g", "t=go", "go"),
        ] as [(String, String, String, String)])
    func theNearestContextSaysWhatAKeyBegins(_ text: String, _ keys: String, _ meaning: String, _ sequence: String) {
        let keymap = Self.keymap(text)
        #expect(Self.meaning(keys, keymap, in: "tickets.queue") == meaning)
        #expect(Self.meaning("g t", keymap, in: "tickets.queue") == sequence)
        for listed in keymap.bindings(in: ["tickets.queue"]) {
            #expect(Self.meaning(listed.keys, keymap, in: "tickets.queue") == listed.action, "what is listed works")
        }
        let isListed = keymap.bindings(in: ["tickets.queue"]).contains { $0.keys == "g t" }
        #expect(isListed == (sequence == "go"))
    }

    @Test func anAliasBeginsASequenceToo() {
        let keymap = Self.keymap("[global]\n\"M-g\" = { key = \"g\" }")
        #expect(Self.meaning("M-g t", keymap, in: "list") == "go")
    }

    @Test func theFileMaySayWhatTheBarShows() throws {
        let keymap = Self.keymap(
            "[leader]\ntimeout_ms = 800\n[context.list]\n\"j\" = { do = \"down\", label = \"Next\", bar = 3, needs = \"x.y\" }"
        )
        let listed = try #require(keymap.bindings(in: ["list"]).first { $0.keys == "j" })
        #expect(
            listed.label == "Next" && listed.bar == 3 && listed.needs == "x.y" && listed.place == "user0.toml, line 4")
        #expect(keymap.leaderTimeout == 800)
        #expect(keymap.complaints == [])
    }

    @Test(
        arguments: [
            ("ru", "ф", "a"), ("ru", "Ж", ":"), ("ru", "ё", "`"), ("am", "ա", "g"), ("am", "օ", "0"),
            ("am-phonetic", "ր", "r"),
            ("am-phonetic", "ռ", "8"), ("am-phonetic-alt", "ր", "8"), ("am-phonetic-alt", "ռ", "r"),
            ("am-eastern", "ե", "y"),
            ("am-western", "դ", "t"), ("am-eastern-alt", "ք", "g"), ("am-phonetic", "֊", "-"),
        ])
    func aLetterOfAnotherLayoutIsTheLatinOneOnItsKey(_ name: String, _ letter: Character, _ key: Character) throws {
        let layout = try #require(KeyboardLayout(named: name))
        #expect(layout.latin(KeyStroke(.character(letter), .alt)) == KeyStroke(.character(key), .alt))
    }

    @Test(arguments: KeyboardLayout.names)
    func everyLetterOfALayoutIsOnSomeKey(_ name: String) throws {
        let layout = try #require(KeyboardLayout(named: name))
        let letters = name == "ru" ? "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" : "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"
        for letter in letters + letters.uppercased() {
            #expect(layout.latin(String(letter)).allSatisfy { $0.isASCII }, "\(letter)")
        }
        #expect(layout.latin("Abc 123") == "Abc 123")
    }

    @Test(arguments: [
        ("C-@", "C-SPACE"), ("C-/", "C-_"), ("C-?", "BS"), ("F13", "S-F1"), ("F24", "S-F12"), ("S-F12", "S-F12"),
        ("C-i", "TAB"), ("C-m", "ENTER"), ("C-[", "ESC"), ("C-h", "BS"), ("C-A", "C-a"), ("S-a", "A"), ("M-F4", "M-F4"),
    ])
    func keysThatTerminalsCannotTellApartAreOne(_ written: String, _ meant: String) {
        #expect(KeyStroke(written)?.description == meant)
        #expect(KeyStroke(meant)?.description == meant)
    }
}
