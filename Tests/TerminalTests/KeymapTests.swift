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
            case .prefix(let next): next.map { "\($0.1)..." }.joined()
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
            ("[context.list]\n\"a\" = \"nonsense\"", "no action nonsense"),
            ("[context.list]\n\"g\" = \"up\"", "beginning of a sequence"),
            ("[context.text]\n\"a\" = \"up\"", "text there"),
            ("[context.list]\n\"C-S-x\" = \"up\"", "no terminal sends"),
            ("[context.list]\n\"F11\" = \"up\"", "keep F11"),
            ("[context.list]\n\"C-q\" = \"up\"", "hides the global quit"),
            ("[context.list]\n\"up\" = \"up\"", "no key"),
        ] as [(String, String)])
    func theCheckNamesWhatIsWrong(_ text: String, _ words: String) {
        let actions = ["help": ["global"], "quit": [], "down": [], "up": [], "go": [], "cut": [], "push": []]
        let check = KeymapCheck(actions: actions, textContexts: ["text"])
        #expect(check.findings(in: Self.keymap()) == [])
        let findings = check.findings(in: Self.keymap(text))
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

    @Test(arguments: [
        ("C-i", "TAB"), ("C-m", "ENTER"), ("C-[", "ESC"), ("C-h", "BS"), ("C-A", "C-a"), ("S-a", "A"), ("M-F4", "M-F4"),
    ])
    func keysThatTerminalsCannotTellApartAreOne(_ written: String, _ meant: String) {
        #expect(KeyStroke(written)?.description == meant)
        #expect(KeyStroke(meant)?.description == meant)
    }
}
