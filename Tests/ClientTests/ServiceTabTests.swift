import Domain
import Operations
import Synchronization
import Terminal
import Testing

@testable import Client

@MainActor struct ServiceTabTests {
    private func opened(_ sheets: [ServiceSheet] = [Samples.sheet()]) -> Stage {
        let desk = TestDesk()
        desk.state.withLock { $0.panels.sheets = sheets }
        return Stage(desk: desk).press("'77101234' ENTER 2")
    }

    private func change(_ stage: Stage) -> (change: ServiceChange, version: Int)? {
        stage.commands.lazy.compactMap {
            if case .service(.change(let change, _, _, let version, _)) = $0 { (change, version) } else { nil }
        }.first
    }

    private func suspended(_ reasons: SuspensionReason...) -> ServiceSheet {
        Samples.sheet(
            reasons.map {
                ServiceSheet.Suspension(reason: $0, from: Samples.noon, until: nil, actor: "bcrmd")
            })
    }

    @Test func theServiceSaysWhatItCostsAndWhatComesNext() {
        let text = opened().text()
        #expect(text.contains("> internet   Home 100     aram100        active         5 000,00 AMD 01.04.2026"))
        #expect(text.contains("Price       5 000,00 AMD a month"))
        #expect(text.contains("Next charge 5 400,00 AMD on 01.04.2026"))
        #expect(text.contains("Options     Static address 1 000,00"))
        #expect(text.contains("Discounts   Spring 10 % until 30.06.2026"))
        #expect(text.contains("c tariff h suspend g resume o options x end w withdraw"))
    }

    @Test func everyReasonItStandsForIsSaid() {
        let text = opened([suspended(.money, .request)]).text()
        #expect(text.contains("! suspended"))
        #expect(text.contains("Suspended   want of money since 16.03.2026 16:00, by bcrmd"))
        #expect(text.contains("Suspended   customer's request since"))
    }

    @Test func aTariffIsChangedAfterItsCostIsSeen() {
        let stage = opened().press("c")
        #expect(stage.text().contains("< internet: Home 100 >"))
        stage.press("F9")
        #expect(stage.message == "Router: must be filled in.", "\(stage.message)")
        stage.press("RIGHT F9")
        let text = stage.text()
        #expect(text.contains("Home 300, 16 days") && text.contains("Balance after"))
        #expect(text.contains("80,65 AMD") && text.contains("y  changes the tariff"))
        #expect(change(stage) == nil)
        stage.press("y")
        guard case .tariff(let tariff, let on, let parameters)? = change(stage)?.change else {
            Issue.record("nothing was sent")
            return
        }
        #expect(tariff == TariffID(1) && on == Samples.day("2026-04-01"))
        #expect(parameters == ["speed": "200", "router": "own"])
        #expect(change(stage)?.version == 4)
        #expect(stage.message == "The tariff is changed: Home 100 aram100.")
    }

    @Test func typedAheadAnswersWaitForThePreview() {
        let stage = opened()
        stage.burst("h F9 y")
        #expect(change(stage)?.change == .suspend(.request, from: Samples.today, until: nil))
    }

    @Test(arguments: [
        (
            "h TAB TAB 31.03.2026 F9 y",
            ServiceChange.suspend(.request, from: Samples.today, until: Samples.day("2026-03-31"))
        ),
        ("h RIGHT TAB C-u '01.04' F9 y", .suspend(.fraud, from: Samples.day("2026-04-01"), until: nil)),
        ("x F9 y", .terminate(on: Samples.day("2026-04-01"))), ("x LEFT F9 y", .terminate(on: Samples.today)),
        ("x RIGHT TAB +10 F9 y", .terminate(on: Samples.day("2026-03-26"))),
        ("o TAB 3 F9 y", .option(ComponentID(21), quantity: 3, from: Samples.today)),
        ("o RIGHT F9 y", .option(ComponentID(22), quantity: 1, from: Samples.today)),
        ("o TAB 0 TAB RIGHT F9 y", .option(ComponentID(21), quantity: 0, from: Samples.day("2026-04-01"))),
    ])
    func aChangeIsWhatWasAskedFor(_ keys: String, _ wanted: ServiceChange) {
        let stage = opened().press(keys)
        #expect(change(stage)?.change == wanted, "\(stage.text())")
        let previews = stage.desk.asked.compactMap {
            if case .service(.preview(let change, _, _)) = $0 { change } else { nil }
        }
        #expect(previews == [wanted], "what is shown is what is done")
        #expect(stage.crumbs.count == 2)
    }

    @Test func aSuspensionIsEndedByItsReason() {
        let stage = opened([suspended(.money, .request)]).press("g RIGHT F9 y")
        #expect(change(stage)?.change == .resume(.request))
    }

    @Test func aPlanIsWithdrawnByOneQuestion() {
        let plan = ServiceSheet.Plan(on: Samples.day("2026-04-01"), words: "tariff Home 300")
        let stage = opened([Samples.sheet(plans: [plan])])
        #expect(stage.text().contains("Planned     01.04.2026 tariff Home 300"))
        stage.press("w y")
        #expect(change(stage)?.change == .withdrawPlan)
    }

    @Test(arguments: [
        ("g", "The service runs"), ("w", "Nothing is planned"),
    ])
    func whatCannotBeDoneNowSaysWhy(_ key: String, _ words: String) {
        let stage = opened().press(key)
        #expect(stage.message.contains(words) && stage.crumbs.count == 2)
    }

    @Test(arguments: [
        ("h TAB C-u '15.03.2026' F9", "days that are over"), ("h TAB C-u 31.4 F9", "From: has only 30 days"),
        ("h TAB TAB '16.03.2026' F9", "after the beginning"), ("x RIGHT TAB F9", "Day: must be filled in"),
        ("o TAB 1001 F9", "0 to 1000"), ("o TAB C-u F9", "Quantity: must be filled in"),
        ("o TAB 1 F9", "has 1 already"),
    ])
    func nonsenseIsASentenceAndChangesNothing(_ keys: String, _ words: String) {
        let stage = opened().press(keys)
        #expect(stage.message.contains(words), "\(stage.message)")
        #expect(stage.commands.isEmpty)
    }

    @Test func aConflictIsSaidAndAnotherTryHasAnotherKey() {
        let stage = opened().press("h F9")
        stage.desk.failNext(.conflict("Somebody changed the service a moment ago."))
        stage.press("y")
        #expect(stage.message == "Somebody changed the service a moment ago.")
        stage.press("F9 y")
        let keys = stage.commands.compactMap {
            if case .service(.change(_, _, _, _, let key)) = $0 { key } else { nil }
        }
        #expect(keys.count == 2 && keys[0] != keys[1])
    }

    @Test func aLostLineKeepsTheFormAndTheQuestion() {
        let stage = opened().press("h TAB TAB 31.03")
        stage.connect(.waiting(reason: "The connection was lost.", retryInMilliseconds: 500))
        stage.press(".2026 F9")
        #expect(stage.text().contains("Reckoning what it costs"))
        stage.connect(.ready(Samples.anna))
        #expect(stage.text().contains("y  suspends the service"))
        stage.press("y")
        #expect(change(stage)?.change == .suspend(.request, from: Samples.today, until: Samples.day("2026-03-31")))
    }

    @Test func withoutThePermissionTheChangeIsNotOffered() {
        let stage = Stage(Samples.everything.subtracting([.serviceTerminate])).press("'77101234' ENTER 2")
        #expect(!stage.text().contains("x end"))
        stage.press("x")
        #expect(stage.message == "Your role does not allow this: End the service.")
    }
}
