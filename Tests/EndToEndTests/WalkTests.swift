import OwnThread
import TerminalEmulator
import Testing

/// Walks through the real program: each on the three promised sizes and the four kinds of terminal in turn.
@Suite(.serialized, .ownThread, .sharedDemo) struct WalkTests {
    private typealias Size = Walk.Size

    @Test(.timeLimit(.minutes(2)), arguments: Walk.reading.indices)
    func aWalkShowsTheSameOnATerminalAndInMemory(_ index: Int) throws {
        let walk = Walk.reading[index]
        let system = try SharedDemo.system
        for turn in 0..<2 {
            // Every walk meets two kinds of terminal, every kind every size.
            let keyboard = Keyboard.allCases[(index + turn * 2) % Keyboard.allCases.count]
            let size = Size.all[(index / 4 + turn) % Size.all.count]
            let memory = system.play(
                "wait connected\n" + walk.script, as: walk.login, columns: size.columns, rows: size.rows,
                environment: system.ownState())
            #expect(memory.status == 0, "\(walk.name) in memory: \(memory.output)")
            let client = try system.client(
                as: walk.login, columns: size.columns, rows: size.rows, term: keyboard.rawValue,
                environment: system.ownState())
            let screens = try walk.go(on: client, keyboard)
            let expected = Walk.screens(in: memory.output)
            #expect(Set(screens.keys) == Set(expected.keys))
            for (name, screen) in screens {
                let isVT100 = keyboard == .vt100
                let place = "\(walk.name), \(name), \(keyboard.rawValue) \(size.testDescription)"
                #expect(
                    Self.rows(screen, isVT100) == Self.rows(expected[name] ?? "", isVT100),
                    "\(place):\n\(screen)\nin memory:\n\(expected[name] ?? "")")
            }
            try client.leave()
        }
    }

    /// The key bar and every sentence name the keys that the terminal has: of a vt100 the rest is compared.
    private static func rows(_ screen: String, _ isVT100: Bool) -> [String] {
        let rows = screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard isVT100 else { return rows.map(String.init) }
        let key = #/\b(F[0-9]{1,2}|[CM]-.|PGUP|PGDN|HOME|END|INS|DEL|S-TAB)(?=[ ,.;]|$)/#
        return rows.dropLast().map { row in
            row.replacing(key, with: "").split(separator: " ").joined(separator: " ")
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: Keyboard.allCases)
    func theWorkOfADayCanBeDoneOnEveryKindOfTerminal(_ keyboard: Keyboard) throws {
        let system = try SharedDemo.system
        let number = 1 + (Keyboard.allCases.firstIndex(of: keyboard) ?? 0)
        let size = Size.all[number % Size.all.count]
        for walk in Walk.acting(number) {
            let client = try system.client(
                as: walk.login, columns: size.columns, rows: size.rows, term: keyboard.rawValue,
                environment: system.ownState())
            _ = try walk.go(on: client, keyboard)
            try client.leave()
        }
        let posted = system.run(
            "/usr/bin/psql", ["-XAtc", "SELECT count(*) FROM accounts.payment WHERE note = 'walk \(number)'"],
            environment: system.superuser)
        #expect(posted.output == "1\n")
    }

    @Test(.timeLimit(.minutes(1)), arguments: Keyboard.allCases)
    func aWindowMadeSmallAndLargeAgainShowsWhatItShowed(_ keyboard: Keyboard) throws {
        let client = try SharedDemo.system.client(
            as: "op_anna", columns: 120, rows: 40, term: keyboard.rawValue,
            environment: SharedDemo.system.ownState())
        let screens = try Walk(
            name: "resize",
            script: """
                key "D-0000005" ENTER 2
                screen before
                resize 60x10
                expect "BCRM needs"
                resize 80x24
                expect D-0000005
                resize 200x60
                resize 120x40
                key C-l
                screen after
                """
        ).go(on: client, keyboard)
        let before = try #require(screens["before"])
        #expect(before == screens["after"])
        try client.leave()
    }
}
