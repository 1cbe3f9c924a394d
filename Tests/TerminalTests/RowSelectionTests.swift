import Testing

@testable import Terminal

@MainActor struct RowSelectionTests {
    @Test func theSelectionStaysOnItsRowWhenOthersComeAndGo() {
        var selection = RowSelection<Int>()
        selection.reconcile(with: [1, 2, 3])
        #expect(selection.id == 1)
        _ = selection.perform(.moveDown, in: [1, 2, 3], visible: 10)
        selection.reconcile(with: [9, 1, 2, 3])
        #expect(selection.id == 2)
        selection.reconcile(with: [9, 1, 3])
        #expect(selection.id == 3, "the row that took its place")
        selection.reconcile(with: [])
        #expect(selection.id == nil)
    }

    @Test(
        arguments: [
            ([.moveLast], 99, 90), ([.movePageDown], 9, 0), ([.movePageDown, .movePageDown], 18, 9), ([.moveUp], 0, 0),
            ([.moveLast, .moveUp], 98, 90), ([.moveLast, .moveFirst], 0, 0),
        ] as [([ActionID], Int, Int)])
    func theListScrollsNoMoreThanItMust(_ moves: [ActionID], _ selected: Int, _ top: Int) {
        let ids = Array(0..<100)
        var selection = RowSelection<Int>()
        selection.reconcile(with: ids)
        for move in moves { _ = selection.perform(move, in: ids, visible: 10) }
        #expect(selection.id == selected)
        #expect(selection.firstVisible(in: ids, visible: 10) == top)
    }
}
