import Testing

@testable import Terminal

/// Lists, trees and tabs.
@MainActor struct ListTests {
    private struct Device: Equatable {
        var id: Int
        var name: String
        var price: Int
    }

    private static let devices = [
        Device(id: 1, name: "Router", price: 900), Device(id: 2, name: "ONT", price: 1_200),
        Device(id: 3, name: "Ünit", price: 80), Device(id: 4, name: "router 2", price: 900),
    ]

    private static func cells(_ device: Device) -> [Table.Cell] {
        [Table.Cell(device.name), Table.Cell("\(device.price) AMD", key: .number(device.price))]
    }

    @Test(
        arguments: [
            ("", nil, false, [1, 2, 3, 4]), ("ROUT", nil, false, [1, 4]), ("rout 2", nil, false, [4]),
            ("u\u{308}nit", nil, false, [3]), ("nothing", nil, false, []), ("", 1, false, [3, 1, 4, 2]),
            ("", 1, true, [2, 1, 4, 3]), ("", 0, false, [2, 1, 4, 3]), ("rou", 0, true, [4, 1]),
            ("", 9, true, [1, 2, 3, 4]),
        ] as [(String, Int?, Bool, [Int])])
    func aListIsNarrowedAndSortedByWhatItsCellsSay(_ filter: String, _ column: Int?, _ isDown: Bool, _ ids: [Int]) {
        var state = TableState<Int>()
        state.filter = filter
        state.sort = column.map { TableState<Int>.Sort(column: $0, isDescending: isDown) }
        #expect(state.arranged(Self.devices, cells: Self.cells).map(\.id) == ids)
    }

    @Test func marksStayOnTheirRowsAndGoWithThem() {
        var state = TableState<Int>()
        state.reconcile(with: [1, 2, 3])
        #expect(state.chosen(among: [1, 2, 3]) == [1], "nothing marked: the selected one")
        _ = state.perform(.markToggle, in: [1, 2, 3], visible: 9)
        _ = state.perform(.markToggle, in: [1, 2, 3], visible: 9)
        #expect(state.selection.id == 3 && state.chosen(among: [3, 2, 1]) == [2, 1])
        state.reconcile(with: [9, 3, 2])
        #expect(state.selection.id == 3 && state.marks == [2])
        _ = state.perform(.markAll, in: [9, 3, 2], visible: 9)
        #expect(state.marks.count == 3)
        _ = state.perform(.markAll, in: [9, 3, 2], visible: 9)
        #expect(state.marks == [])
    }

    @Test func theColumnToSortByGoesRoundAndTurns() {
        var state = TableState<Int>()
        var seen: [String] = []
        for action in [ActionID.sortNext, .sortNext, .sortReverse, .sortNext, .sortReverse] {
            let isOwn = state.perform(action, in: [], visible: 9, sortable: [0, 2])
            #expect(isOwn)
            seen.append(state.sort.map { "\($0.column)\($0.isDescending ? "-" : "+")" } ?? "none")
        }
        #expect(seen == ["0+", "2+", "2-", "none", "0-"])
    }

    @Test func marksAndTheSortedColumnAreSeen() {
        let table = Table(columns: [
            Table.Column(title: "Name", width: 8), Table.Column(title: "Price", width: 8, isRight: true),
        ])
        var state = TableState<Int>()
        state.reconcile(with: [1, 2])
        _ = state.perform(.markToggle, in: [1, 2], visible: 9)
        state.sort = TableState<Int>.Sort(column: 1, isDescending: true)
        var targets: [ClickTarget] = []
        let picture = Picture(width: 24, height: 3) { sheet in
            table.draw(on: &sheet, ids: [1, 2], state: state, whenEmpty: "Nothing.") { Self.cells(Self.devices[$0]) }
            targets = sheet.targets
        }
        #expect(picture.rows == ["  Name       Pricev", " *Router    900 AMD", "> ONT      1200 AMD"])
        #expect(targets.map(\.meaning) == [.steps(-1), .steps(0)])
    }

    private static let children: [String: [String]] = [
        "Site": ["OLT", "Rack"], "OLT": ["Card"], "Card": [], "Loop": ["Loop"],
    ]

    @Test func aTreeIsWalkedAndOpensWhereItIsAsked() {
        var tree = TreeState<String>()
        func rows() -> [TreeRow<String>] {
            tree.rows(roots: ["Site", "Loop"]) { Self.children[$0] }
        }
        func walk(_ actions: ActionID...) -> [TreeState<String>.Change?] {
            actions.map { action in
                tree.selection.reconcile(with: rows().map(\.id))
                return tree.perform(action, in: rows(), visible: 9)
            }
        }
        #expect(walk(.treeOpen, .treeOpen, .treeOpen, .treeOpen) == [.opened("Site"), .moved, .opened("OLT"), .moved])
        #expect(rows().map { "\($0.depth)\($0.id)" } == ["0Site", "1OLT", "2Card", "1Rack", "0Loop"])
        let picture = Picture(width: 20, height: 5) { sheet in
            tree.draw(rows(), on: &sheet, whenEmpty: "Nothing.") { Table.Cell($0) }
        }
        #expect(picture.rows == ["  - Site", "    - OLT", ">     + Card", "      Rack", "  + Loop"])
        let noted = Picture(width: 16, height: 2) { sheet in
            tree.draw(
                Array(rows().prefix(2)), on: &sheet, whenEmpty: "", noteWidth: 5, note: { Table.Cell("\($0.count)") }
            ) { Table.Cell("\($0) of the town") }
        }
        #expect(noted.rows == ["  - Site ~     4", "    - OLT~     3"])
        #expect(
            walk(.treeClose, .treeClose, .moveLast, .treeOpen) == [.moved, .closed("OLT"), .moved, .opened("Loop")])
        #expect(rows().count == 4, "what hangs on itself is there once")
    }

    private static let tabs = ["Overview", "Services", "Money", "Tickets"].enumerated().map {
        TabBar.Tab(title: $1, key: "\($0 + 1)")
    }

    @Test(arguments: [
        (60, 0, "1 Overview 2 Services 3 Money 4 Tickets"), (39, 3, "1 Overview 2 Services 3 Money 4 Tickets"),
        (30, 0, "1 Overview 2 Services ~"), (30, 3, "~ 3 Money 4 Tickets"), (22, 1, "~ 2 Services 3 Money ~"),
        (8, 2, "~ 3 Mon~"),
    ])
    func theSelectedTabIsAlwaysSeen(_ width: Int, _ selected: Int, _ shown: String) {
        let picture = Picture(width: width, height: 1) { TabBar(Self.tabs, selected: selected).draw(on: &$0, row: 0) }
        #expect(picture.rows == [shown])
    }
}
