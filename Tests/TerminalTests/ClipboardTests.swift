import Testing

@testable import Terminal

struct ClipboardTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("Ա\u{1B}", "1LEb"),
    ])
    func textGoesAsBase64(_ text: String, _ encoded: String) {
        #expect(Clipboard.base64(Array(text.utf8)) == encoded)
    }

    @Test(
        arguments: [
            ("xterm-256color", false, "\u{1B}]52;c;Zm9v\u{7}"), ("foot", false, "\u{1B}]52;c;Zm9v\u{7}"),
            ("tmux-256color", false, "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{7}\u{1B}\\"),
            ("xterm-256color", true, "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{7}\u{1B}\\"),
            ("screen", false, "\u{1B}P\u{1B}]52;c;Zm9v\u{7}\u{1B}\\"), ("vt100", false, nil), ("linux", true, nil),
            ("", false, nil),
        ] as [(String, Bool, String?)])
    func onlyKnownTerminalsAreSentItAndMultiplexersPassItOn(_ terminal: String, _ isInTmux: Bool, _ sent: String?) {
        #expect(Clipboard.sequence("foo", terminal: terminal, isInTmux: isInTmux) == sent)
    }

    @Test func whatIsTooLongIsNotSentAndScreenGetsPieces() {
        #expect(Clipboard.sequence(String(repeating: "x", count: 60_001), terminal: "xterm", isInTmux: false) == nil)
        let long = Clipboard.sequence(String(repeating: "x", count: 3_000), terminal: "screen", isInTmux: false) ?? ""
        let pieces = long.split(separator: "\u{1B}P")
        #expect(pieces.count > 3 && pieces.allSatisfy { $0.count <= 768 })
        let whole = pieces.map { $0.replacing("\u{1B}\\", with: "") }.joined()
        #expect(whole == "\u{1B}]52;c;\(Clipboard.base64([UInt8](repeating: 0x78, count: 3_000)))\u{7}")
    }

    @Test(
        arguments: [
            ("xterm-256color", nil, "", false, ["xterm-256color"]),
            ("xterm-256color", nil, "truecolor", false, ["xterm-direct", "xterm-256color"]),
            ("tmux-256color", nil, "24bit", false, ["tmux-direct", "tmux-256color"]),
            ("xterm-256color", nil, "truecolor", true, ["xterm-256color"]),
            ("xterm-256color", .sixteen, "truecolor", false, ["xterm-256color"]),
            ("foot", .direct, "", false, ["foot-direct", "foot"]),
            ("xterm-direct", .direct, "", false, ["xterm-direct"]),
        ] as [(String, ColorDepth?, String, Bool, [String])])
    func colorTermSaysThatThereAre24Bits(
        _ terminal: String, _ colors: ColorDepth?, _ colorTerm: String, _ noColor: Bool, _ names: [String]
    ) {
        #expect(
            TerminalOptions.descriptions(of: terminal, colors: colors, colorTerm: colorTerm, noColor: noColor) == names)
    }
}
