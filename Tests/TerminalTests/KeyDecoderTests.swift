import Terminal
import Testing

@MainActor struct KeyDecoderTests {
    @Test(
        arguments: [
            ("a", "a"), ("é", "é"), ("Պ", "Պ"), ("世", "世"), (" ", "SPACE"), ("\r", "ENTER"), ("\r\n", "ENTER"),
            ("\n", "ENTER"),
            ("\t", "TAB"), ("\u{7F}", "BS"), ("\u{8}", "BS"), ("\u{1}", "C-a"), ("\u{1A}", "C-z"), ("\u{1D}", "C-]"),
            ("\0", "C-SPACE"), ("\u{1B}[A", "UP"), ("\u{1B}OA", "UP"), ("\u{1B}OP", "F1"), ("\u{1B}[11~", "F1"),
            ("\u{1B}[[A", "F1"), ("\u{1B}[[E", "F5"), ("\u{1B}[15~", "F5"), ("\u{1B}[24~", "F12"),
            ("\u{1B}[1;5C", "C-RIGHT"),
            ("\u{1B}[1;2P", "S-F1"), ("\u{1B}[3;5~", "C-DEL"), ("\u{1B}[Z", "S-TAB"), ("\u{1B}[5~", "PGUP"),
            ("\u{1B}[H", "HOME"),
            ("\u{1B}[8~", "END"), ("\u{1B}5", "M-5"), ("\u{1B}x", "M-x"), ("\u{1B}\r", "M-ENTER"),
            ("\u{1B}OM", "ENTER"),
            ("\u{1B}[25~", "S-F1"), ("\u{1B}[24;2~", "S-F12"), ("\u{1B}[97;5u", "C-a"), ("\u{1B}[13;2u", "S-ENTER"),
            ("\u{1B}\u{1B}[A", "ESC UP"),
        ] as [(String, String)])
    func bytesBecomeKeys(_ bytes: String, _ keys: String) {
        #expect(Self.decoded(bytes) == keys)
        // The same bytes one at a time, as a slow line brings them.
        var decoder = KeyDecoder()
        var events: [InputEvent] = []
        for byte in bytes.utf8 { events += decoder.feed([byte]) }
        #expect(Self.names(events + decoder.timeout()) == keys)
    }

    @Test(
        arguments: [
            "\u{1B}[?1;2c", "\u{1B}[<0;10;10M", "\u{1B}[Mabc", "\u{1B}]0;title\u{7}", "\u{1B}]11;rgb:0/0/0\u{1B}\\",
            "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[I", "\u{1B}[99~", "\u{1B}Ox", "\u{1B}[?2026;1$y",
        ])
    func unknownSequencesAreSwallowedWhole(_ bytes: String) {
        #expect(Self.decoded(bytes + "q") == "q")
    }

    @Test(arguments: [
        ("\u{1B}[<0;10;5M", MouseEvent(.press, row: 4, column: 9) as MouseEvent?), ("\u{1B}[<0;10;5m", nil),
        ("\u{1B}[<64;1;1M", MouseEvent(.wheelUp, row: 0, column: 0)),
        ("\u{1B}[<69;300;1M", MouseEvent(.wheelDown, row: 0, column: 299)),
        ("\u{1B}[<2;1;1M", nil), ("\u{1B}[<35;1;1M", nil), ("\u{1B}[<0;0;0M", nil), ("\u{1B}[<0;1M", nil),
    ])
    func theMouseIsReadOnlyWhileItIsOn(_ bytes: String, _ event: MouseEvent?) {
        var decoder = KeyDecoder()
        #expect(decoder.feed(Array(bytes.utf8)) == [])
        decoder.readsMouse = true
        #expect(decoder.feed(Array(bytes.utf8)) == (event.map { [.mouse($0)] } ?? []))
    }

    @Test func aLoneEscapeIsAKeyOnceNothingFollows() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]).isEmpty)
        #expect(decoder.isWaiting)
        #expect(decoder.timeout() == [.key(KeyStroke(.named(.escape)))])
        #expect(!decoder.isWaiting)
    }

    @Test func aPasteIsTextWhateverItHolds() {
        var decoder = KeyDecoder()
        var events: [InputEvent] = []
        for byte in "\u{1B}[200~one\r\n\u{1B}[A\u{1B} two\u{1B}[201~x".utf8 { events += decoder.feed([byte]) }
        #expect(events == [.paste("one\r\n\u{1B}[A\u{1B} two"), .key(KeyStroke(.character("x")))])
    }

    @Test func brokenTextLosesOnlyItsBrokenBytes() {
        var decoder = KeyDecoder()
        #expect(Self.names(decoder.feed([0xFF, 0x41, 0xD0, 0x42, 0xC0, 0x43])) == "A B C")
    }

    @Test func anyBytesAreSurvived() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for _ in 0..<2_000 {
            var decoder = KeyDecoder()
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                _ = decoder.feed([
                    [0x1B, 0x5B, 0x4F, 0x7E, 0x3B, 0x30, UInt8(truncatingIfNeeded: state >> 40)][Int(state >> 33) % 7]
                ])
            }
            _ = decoder.timeout()
            #expect(!decoder.isWaiting, "seed \(seed)")
        }
    }

    private static func decoded(_ bytes: String) -> String {
        var decoder = KeyDecoder()
        return names(decoder.feed(Array(bytes.utf8)) + decoder.timeout())
    }

    private static func names(_ events: [InputEvent]) -> String {
        events.map { event in
            switch event {
            case .key(let stroke): stroke.description
            case .paste(let text): "paste:\(text)"
            case .mouse(let event): "mouse:\(event)"
            }
        }.joined(separator: " ")
    }
}
