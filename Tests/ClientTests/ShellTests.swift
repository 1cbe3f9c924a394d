import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct ShellTests {
    @Test func typedAheadKeysCrossScreensInOrder() {
        let stage = Stage()
        stage.burst("'77101234' ENTER p 5000 ENTER")
        #expect(stage.crumbs == ["Home", Samples.petrosyan.name, "Payment"])
        #expect(stage.text().contains("After             6 500,00 AMD"))
        #expect(stage.commands.isEmpty, "nothing is posted before the second ENTER")
        stage.burst("ENTER")
        #expect(stage.message.hasPrefix("Posted 5 000,00 AMD to account 1001"))
        #expect(stage.commands.count == 1)
    }

    @Test func aLongWayIsCutAtItsBeginningAndNotWhereTheOperatorIs() {
        let stage = Stage()
        stage.press("'77101234' ENTER F2 F2")
        #expect(stage.crumbs == ["Home", Samples.petrosyan.name, "Find"], "F2 does not stack")
        for _ in 0..<3 { stage.press("'77101234' ENTER F2") }
        stage.press("'77101234' ENTER C-n")
        let row = stage.rows()[1]
        #expect(row.contains("~ > Find > ") && row.hasSuffix(" > \(Samples.petrosyan.name) > New customer"), "\(row)")
    }

    @Test func whatWaitsForDataIsShownAndEscapeDropsIt() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("'77101234' ENTER p")
        #expect(stage.text().contains("Waiting for data; 2 keys typed ahead"))
        stage.press("ESC")
        #expect(stage.message == "What was typed ahead is dropped.")
        stage.isSlow = false
        stage.answerAll()
        #expect(stage.crumbs == ["Home"])
    }

    @Test func waitingEndsAfterFiveSeconds() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("'77101234' ENTER p")
        let limit = RequestSlot(layer: 0, purpose: "hold")
        #expect(stage.timers[limit] == 5_000)
        stage.perform(stage.shell.timer(limit))
        #expect(stage.message.contains("5 seconds"))
        #expect(stage.shell.held.isEmpty)
    }

    @Test func aFailureDropsWhatCountedOnTheAnswer() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("'77101234' ENTER p")
        for (_, slot) in stage.pending {
            stage.perform(stage.shell.arrived(.failure(.refused("Not today.")), slot: slot))
        }
        #expect(stage.shell.held.isEmpty)
        #expect(stage.message == "Not today.")
        #expect(stage.crumbs == ["Home"])
    }

    @Test func aSearchIsPausedForTypingAndTheNextOneSupersedesIt() {
        let stage = Stage()
        stage.isSlow = true
        stage.press("p")
        #expect(stage.pending.isEmpty, "the first letter waits 60 ms")
        let slot = RequestSlot(layer: 1, purpose: "search")
        #expect(stage.timers[slot] == 60)
        stage.perform(stage.shell.timer(slot))
        #expect(stage.pending.map(\.0) == [.search(SearchRequest(text: "p", limit: 19))])
        stage.press("e")
        #expect(stage.pending.isEmpty, "the search for p is cancelled")
    }

    @Test(arguments: Samples.everything.map(\.rawValue).sorted())
    func anActionWithoutItsPermissionIsNeitherShownNorDone(_ code: String) {
        let permission = Permission(code)
        let stage = Stage(Samples.everything.subtracting([permission]))
        let isEnough = { (other: Permission?) in other.map { stage.shell.context.may($0) } ?? false }
        for keys in [
            "", "'77101234' ENTER", "4", "3", "2", "7", "9", "0", "ESC ESC ESC C-t", "ENTER", "M-d", "ESC M-t",
            "ESC M-r", "ESC M-g",
            "ESC M-u", "3", "6", "7", "ESC ESC M-w",
        ] {
            stage.press(keys)
            let screen = stage.top
            let offered = stage.shell.catalogue.entries(for: screen, in: stage.shell.context)
            for entry in offered {
                guard let record = stage.shell.catalogue[entry.action], !isEnough(record.orPermission) else {
                    continue
                }
                #expect(record.permission != permission, "\(entry.action.rawValue)")
            }
            for record in stage.shell.catalogue.records
            where record.permission == permission && !isEnough(record.orPermission) {
                let before = stage.crumbs
                stage.perform(stage.shell.perform(record.id, input: nil))
                #expect(stage.message == "Your role does not allow this: \(record.label).")
                #expect(stage.crumbs == before)
            }
        }
        #expect(stage.commands.isEmpty)
    }

    @Test(
        arguments: [
            ("C-r 4", [Permission.stockManage], "F6 New"),
            ("C-r", [.deviceReceive, .stockMove, .deviceHandOver, .deviceReturn, .stockCount], "F6 New"),
            ("'77101234' ENTER 4", [.paymentReverse, .chargeReverse], "F7 Take back"),
        ] as [(String, Set<Permission>, String)])
    func aKeyThatTheRoleCanNeverUseHereIsNotInTheBar(_ keys: String, _ missing: Set<Permission>, _ item: String) {
        let all = Stage().press(keys).rows()[23]
        #expect(all.contains(item), "\(all)")
        let stage = Stage(Samples.everything.subtracting(missing)).press(keys)
        #expect(!stage.rows()[23].contains(item), "\(stage.rows()[23])")
        #expect(!stage.text().contains("n new"), "nor in the row of hints\n\(stage.text())")
    }

    @Test func aMissingFileIsToldAndTheClientStarts() {
        var options = ClientOptions(environment: [:], stateFolder: "", programFolder: "")
        options.keymap = "dvorak"
        options.theme = "/nowhere/theme.toml"
        let custom = Customisation(options)
        #expect(custom.notFound.count == 2)
        #expect(custom.keymap.lookup([KeyStroke(.function(1))], in: ["list"]) == .action("help.here"))
    }

    nonisolated static let places = [
        "", "'77'", "'77101234' ENTER", "'77101234' ENTER 4", "'77101234' ENTER 7", "'77101234' ENTER 8",
        "'77101234' ENTER p",
        "'77101234' ENTER t", "F6", "C-t", "C-t F4 dev", "'#12' ENTER", "'#13' ENTER", "'#13' ENTER AB ENTER",
        "'#14' ENTER",
        "'#12' ENTER 12 F8", "C-r", "F1", "C-p", "C-y", "F1 a", "'#999' ENTER",
        "'77101234' ENTER 3", "'77101234' ENTER 3 g", "'77101234' ENTER 3 n", "'77101234' ENTER 4 /",
        "'77101234' ENTER 4 r", "'77101234' ENTER 2", "'77101234' ENTER 2 c",
        "'77101234' ENTER 2 h F9", "'77101234' ENTER 2 o", "'77101234' ENTER 2 x", "M-d", "M-d '1001 5000' ENTER",
        "M-d F4", "M-d F6", "M-s", "M-t", "M-t y", "M-t r", "M-r", "M-r ENTER", "M-r d", "M-r DOWN x", "M-r c", "M-g",
        "M-g TAB p", "M-g TAB p 5500 TAB '01.05' F9",
        "'77101234' ENTER 8 ENTER", "'77101234' ENTER 8 g", "'77101234' ENTER 8 /", "'77101234' ENTER 8 w",
        "'77101234' ENTER 8 r", "M-u", "M-u 2", "M-u 3", "M-u 3 ENTER", "M-u 3 /", "M-u 3 e", "M-u 3 d",
        "M-u 3 SPACE r",
        "M-u 4", "M-u 4 ENTER", "M-u 5", "M-u 5 ENTER", "M-u 6", "M-u 6 /", "M-u 7", "M-u 7 n", "M-u 7 ENTER", "M-w",
        "M-w 7916",
    ]

    @Test(arguments: places)
    func theFrameStandsStillAtAnySize(_ keys: String) {
        let stage = Stage()
        stage.press(keys)
        for (columns, rows) in [(80, 24), (100, 24), (120, 30), (200, 50)] {
            let screen = stage.rows(columns, rows)
            #expect(screen.count == rows)
            #expect(screen[0].hasPrefix(" Hayk Telecom | Anna K."))
            #expect(screen[0].hasSuffix("16.03.2026 16:00"))
            #expect(screen[1].hasPrefix(" Find:"))
            #expect(screen[rows - 1].hasPrefix("F1 Help"))
            #expect(screen.allSatisfy { TextMeasure.width($0) <= columns })
        }
        for (columns, rows) in [(79, 24), (80, 23), (20, 5), (1, 1)] {
            let text = stage.text(columns, rows)
            #expect(!text.contains("Hayk") && (columns < 20 || text.hasPrefix("BCRM needs")))
        }
    }

    @Test(arguments: places)
    func anyKeyIsSurvivedEverywhere(_ keys: String) {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        let words = [
            "ENTER", "ESC", "TAB", "S-TAB", "UP", "DOWN", "LEFT", "RIGHT", "PGDN", "HOME", "BS", "F1", "F2", "F3", "F4",
            "F5", "F6",
            "F7", "F8", "F9", "F12", "C-t", "C-r", "C-y", "C-o", "C-g", "p", "t", "a", "c", "o", "y", "1", "7",
            "'$ 1001 x'", "'Ա'", "/",
            ":", "C-x", "C-u", "'\u{301}'",
        ]
        let stage = Stage()
        stage.press(keys)
        for _ in 0..<60 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            stage.press(words[Int(state >> 33) % words.count])
            #expect(stage.rows().count == 24, "seed \(seed)")
        }
    }

    @Test func aLostConnectionIsAState() {
        let stage = Stage()
        stage.press("'77101234' ENTER")
        stage.connect(.waiting(reason: "The server went away.", retryInMilliseconds: 500))
        let text = stage.text()
        #expect(
            text.contains("no connection since 16:00") && text.contains("as of 16:00")
                && text.contains("The server went away."))
        #expect(text.contains("1 500,00 AMD"), "what was read stays")
        stage.press("p 5000 ENTER ENTER")
        #expect(stage.commands.isEmpty)
        stage.connect(.ready(Samples.anna))
        #expect(!stage.text().contains("as of"))
        stage.press("ENTER ENTER")
        #expect(stage.commands.count == 1)
    }

    @Test func theSignInFormKeepsTheLoginWhenThePasswordIsWrong() {
        let stage = Stage(signedIn: false)
        stage.connect(.refused(.signInFailed("The server asks for a password.")))
        #expect(stage.text().contains("The server asks for a password."))
        stage.press("'se cret' ENTER")
        #expect(stage.orders.last == .signIn(Credentials(login: "op_anna", password: "se cret")))
        #expect(!stage.text().contains("se cret"))
        stage.connect(.refused(.signInFailed("The password is wrong.")))
        let text = stage.text()
        #expect(text.contains("The password is wrong.") && text.contains("op_anna") && !text.contains("*****"))
        stage.press("ESC F3 C-p F2")
        #expect(stage.crumbs == ["Home", "Sign in"], "there is no way round it")
        stage.press("right ENTER")
        stage.connect(.ready(Samples.anna))
        #expect(stage.crumbs == ["Home"])
    }

    @Test func theScreenFollowsTheDatabaseAtMostOnceASecond() {
        let stage = Stage()
        stage.press("'77101234' ENTER")
        stage.desk.state.withLock { $0.balance = 990_000 }
        stage.perform(stage.shell.changed(.accounts))
        #expect(stage.text().contains("9 900,00 AMD"))
        stage.desk.state.withLock { $0.balance = 120_000 }
        stage.perform(stage.shell.changed(.accounts))
        #expect(stage.text().contains("9 900,00 AMD"), "the second look waits")
        stage.perform(stage.shell.timer(RequestSlot(layer: 0, purpose: "changed")))
        #expect(stage.text().contains("1 200,00 AMD"))
    }

    @Test(
        arguments: [
            ("", .empty), ("  petrosyan ", .search("petrosyan", .name)),
            ("@ abovyan 1", .search("@ abovyan 1", .address)),
            ("!HWTC1A2B3C4D", .search("!HWTC1A2B3C4D", .device)), ("# 12", .ticket(TicketID(12))),
            (": pay", .command("pay")),
            ("@", .incomplete("After @ type an address.")),
            ("!", .incomplete("After ! type a device's serial or MAC.")),
            ("# x", .incomplete("After # type the ticket's number.")),
            ("$ 12 5000 for May", .payment(account: AccountID(12), amount: "5000", note: "for May")),
            ("$ 12 1 000,50", .payment(account: AccountID(12), amount: "1 000,50", note: "")),
            ("$ 12 12 345 678 May", .payment(account: AccountID(12), amount: "12 345 678", note: "May")),
            ("$ 12 5000 123 Mashtots", .payment(account: AccountID(12), amount: "5000", note: "123 Mashtots")),
            ("$ 12 5 12 Mashtots", .payment(account: AccountID(12), amount: "5", note: "12 Mashtots")),
            ("$ 12", .payment(account: AccountID(12), amount: "", note: "")),
        ] as [(String, FindLine)])
    func theFirstSignSaysWhatIsLookedFor(_ text: String, _ line: FindLine) {
        #expect(FindLine(text) == line)
    }

    @Test func whatCannotBeSeenIsNotDone() {
        let stage = Stage()
        stage.press("F6 'Petrosyan'")
        let small = stage.text(40, 10)
        #expect(small.contains("80 columns and") && small.contains("24 rows"), "\(small)")
        stage.press("'x' F9 F12 ENTER")
        #expect(stage.text().contains("Petrosyan") && !stage.text().contains("Petrosyanx"))
        #expect(stage.crumbs.last == "New customer" && stage.message.isEmpty)
        _ = stage.text(40, 10)
        stage.press("C-q")
        #expect(stage.orders.last == .quit || stage.crumbs.last == "Sure?")
    }

    @Test func aDaemonThatIsGoneIsSaidAndSoIsItsReturn() {
        let stage = Stage()
        stage.connect(.daemon(isRunning: false))
        #expect(stage.rows()[0].contains("connected, no daemon"))
        #expect(stage.message.hasPrefix("The daemon is not running"))
        stage.connect(.daemon(isRunning: true))
        #expect(!stage.rows()[0].contains("no daemon"))
        #expect(stage.message.hasPrefix("The daemon is back"))
    }

    @Test func onlyWordsAboutTheConnectionEndWithItsReturn() {
        let stage = Stage(signedIn: false)
        stage.connect(.waiting(reason: "No server.", retryInMilliseconds: 500))
        #expect(stage.message == "No server. What you type is kept; it is tried again.")
        stage.connect(.ready(Samples.anna))
        #expect(stage.message.isEmpty)
        let other = Stage(signedIn: false)
        other.shell.say(.bad("There is no keymap."))
        other.connect(.ready(Samples.anna))
        #expect(other.message == "There is no keymap.")
    }

    @Test func theClockIsTheBusinessClockFromTheFirstAnswer() {
        let stage = Stage(signedIn: false)
        var profile = Samples.anna
        profile.now = Samples.noon.adding(seconds: 86_400 * 31 + 3_600)
        stage.connect(.ready(profile))
        #expect(stage.rows()[0].hasSuffix("16.04.2026 17:00"), "\(stage.rows()[0])")
    }

    @Test func theMenuFindsAnActionByItsName() {
        let stage = Stage()
        stage.press(": tickets")
        #expect(stage.text().contains("Tickets in my queues"))
        stage.press("ENTER")
        #expect(stage.crumbs == ["Home", "Tickets"])
    }

    @Test func helpNamesTheKeysOfThePlace() {
        let stage = Stage()
        stage.press("C-t F1")
        let text = stage.text()
        #expect(text.contains("Keys of: Tickets") && text.contains("Take the ticket") && text.contains("F6"))
    }

    @Test func commandsWorkUnderAnotherKeyboardLayout() {
        let stage = Stage()
        stage.press("'77101234' ENTER 'з'")
        #expect(stage.crumbs.last == "Payment")
    }
}
