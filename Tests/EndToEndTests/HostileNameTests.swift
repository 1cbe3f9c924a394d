import OwnThread
import TerminalEmulator
import Testing

/// Names come from people, files and other systems. Whatever they hold, on the screen they are letters.
@Suite(.serialized, .ownThread, .sharedDemo) struct HostileNameTests {
    /// What must never be a cell of the screen: controls, and what hides or turns text.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }

    /// SQL for the text: every one of its characters by its number.
    private static func sql(_ text: String) -> String {
        text.unicodeScalars.map { "chr(\($0.value))" }.joined(separator: "||")
    }

    private static func contract(_ index: Int) -> String { "D-00000\(index < 9 ? "0" : "")\(index + 1)" }

    static let names = [
        "\u{1B}[2J\u{1B}[31mRed", "\u{1B}]0;title\u{7}\u{7}Bell", "Line\r\nBreak\u{2028}s",
        "Over\u{202E}txt.exe\u{202C}ride",
        "Ze\u{200B}ro\u{FEFF}wi\u{200D}dth", "\u{9B}31mC1\u{85}",
        "Zal\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}go",
        "\u{1B}P$q\u{1B}\\DCS", "日本語\u{1B}(0lqk", "\u{E000}\u{F8FF}Private\u{7F}",
    ]

    @Test(.timeLimit(.minutes(2))) func everyScreenThatShowsNamesShowsThemInert() throws {
        let system = try SharedDemo.system
        for (index, name) in Self.names.enumerated() {
            let value = "'Hostile '||\(Self.sql(name))"
            let customer = "(SELECT customer_id FROM customers.contract WHERE number = '\(Self.contract(index))')"
            let change = """
                UPDATE customers.customer SET name = \(value), family_name = \(value), given_name = \(Self.sql(name)),
                    note = \(Self.sql(name)), email = \(Self.sql(name)) WHERE customer_id = \(customer);
                UPDATE customers.address SET street = \(Self.sql(name)), city = \(value) WHERE customer_id = \(customer);
                """
            let outcome = system.run("/usr/bin/psql", ["-Xqc", change], environment: system.superuser)
            #expect(outcome.status == 0, "\(name.debugDescription): \(outcome.output)")
        }
        for (columns, rows) in [(80, 24), (200, 60)] {
            let client = try system.client(as: "op_anna", columns: columns, rows: rows)
            client.type("hostile")
            try client.settle()
            try look(client, "the results")
            #expect(client.screen.text.contains("Hostile"), "\(client.screen)")
            for row in 0..<Self.names.count {
                client.press("F2", "C-u")
                client.type(Self.contract(row))
                try client.settle()
                try look(client, "one result")
                client.press("ENTER")
                try client.settle()
                try look(client, "the card")
                #expect(client.screen.text.contains("Hostile"), "\(client.screen)")
                for tab in 1...9 {
                    client.press("\(tab)")
                    try client.settle()
                    try look(client, "tab \(tab)")
                }
                for key in ["p", "ESC", "t", "ESC", "F6", "ESC", "C-n", "ESC", "F1", "ESC", "C-p", "ESC"] {
                    client.press(key)
                    try client.settle()
                    try look(client, "after \(key)")
                }
            }
            for key in ["C-t", "ENTER", "ESC", "ESC", "M-u", "2", "3", "ESC"] {
                client.press(key)
                try client.settle()
                try look(client, "after \(key)")
            }
            client.signal(15)
            _ = try client.waitForExit()
            #expect(client.emulator.isClean)
        }
    }

    @Test(.timeLimit(.minutes(1))) func theSameTypedAndPastedIsInertToo() throws {
        let client = try SharedDemo.system.client(as: "op_anna")
        for name in Self.names {
            client.press("F2", "C-u")
            client.paste(name)
            try client.settle()
            try look(client, "the pasted \(name.debugDescription)")
        }
        try client.leave()
    }

    private func look(_ client: PseudoTerminal, _ place: String) throws {
        let screen = client.screen
        let harmful = screen.cells.flatMap { $0.flatMap { $0.text.unicodeScalars.filter(Self.isHarmful) } }
        #expect(harmful.isEmpty, "\(place): \(harmful)\n\(screen)")
        // A name that had reached the terminal would have rung its bell, or cleared the title or the key bar.
        #expect(screen.isAlternate && screen.line(screen.rows - 1).contains("F1"), "\(place)\n\(screen)")
        #expect(screen.line(0).contains("connected"), "\(place)\n\(screen)")
        let before = screen.cells
        client.press("C-l")
        try client.settle()
        let differing = (1..<screen.rows).filter { $0 != screen.rows - 2 && before[$0] != client.screen.cells[$0] }
        #expect(differing.isEmpty, "\(place): rows \(differing)\n\(screen)\n\(client.screen)")
    }
}
