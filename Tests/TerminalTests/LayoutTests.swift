import Testing

@testable import Terminal

/// Areas, wrapped text, the text viewer, charts.
@MainActor struct LayoutTests {
    @Test(
        arguments: [
            ([.fixed(10), .share(1)], 0, 80, ["0..<10", "10..<80"]),
            ([.share(1), .share(1)], 1, 80, ["0..<39", "40..<80"]),
            ([.share(1), .share(2)], 0, 90, ["0..<30", "30..<90"]),
            ([.share(1), .wide(from: 120, 40)], 1, 119, ["0..<119", "-"]),
            ([.share(1), .wide(from: 120, 40)], 1, 120, ["0..<79", "80..<120"]),
            ([.fixed(10), .fixed(10)], 0, 15, ["0..<10", "10..<15"]),
            ([.fixed(10), .fixed(10)], 0, 5, ["0..<5", "5..<5"]),
            ([.share(1, least: 20), .fixed(10)], 0, 15, ["0..<15", "15..<15"]), ([.share(0)], 0, 9, ["0..<0"]),
            ([], 0, 9, []),
        ] as [([Split.Part], Int, Int, [String])])
    func partsShareTheRoom(_ parts: [Split.Part], _ gap: Int, _ whole: Int, _ places: [String]) {
        #expect(Split(parts, gap: gap).places(in: whole).map { $0.map { "\($0)" } ?? "-" } == places)
    }

    @Test func aPaneOfAWideTerminalDoesNotMoveWhatWasThere() {
        let split = Split([.fixed(4), .share(1), .wide(from: 16, 4)], gap: 1)
        let draw = { (width: Int) in
            Picture(width: width, height: 2) { sheet in
                sheet.columns(split, rule: true) { part, area in area.write("pan\(part)", row: 1) }
            }.rows
        }
        #expect(draw(12) == ["    |", "pan0|pan1"])
        #expect(draw(16) == ["    |      |", "pan0|pan1  |pan2"])
        let rows = Picture(width: 3, height: 3) {
            $0.rows(Split([.fixed(1), .share(1)])) { $1.write("r\($0)", row: 0) }
        }.rows
        #expect(rows == ["r0", "r1", ""])
    }

    @Test(
        arguments: [
            ("one two three", 8, ["one two", "three"]), ("one two three", 3, ["one", "two", "thr", "ee"]),
            ("", 5, [""]),
            ("a\n\nb", 5, ["a", "", "b"]), ("  indented text", 10, ["  indented", "text"]),
            ("abcdef", 3, ["abc", "def"]),
            ("世界人", 4, ["世界", "人"]), ("世界", 1, ["世", "界"]), ("one   two", 4, ["one", "two"]),
            ("one   two", 9, ["one   two"]),
            ("x abcdefgh y", 4, ["x", "abcd", "efgh", "y"]), ("trailing ", 20, ["trailing"]), ("ab", 0, [""]),
        ] as [(String, Int, [String])])
    func textIsWrappedAtBlanksAndNeverInACharacter(_ text: String, _ width: Int, _ lines: [String]) {
        #expect(TextWrap.lines(text, width: width) == lines)
    }

    @Test func nothingIsLostInWrapping() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += ["a", "Ա", "世", " ", "e\u{301}", "\u{1F468}", "-"][Int(state >> 33) % 7]
            }
            for width in 2...12 {
                let lines = TextWrap.lines(text, width: width)
                #expect(lines.allSatisfy { TextMeasure.width($0) <= width }, "seed \(seed)")
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "seed \(seed)")
            }
        }
    }

    private static let text = (1...30).map { "Line \($0) of the Contract, long enough to be wrapped" }.joined(
        separator: "\n")

    @Test func aTextIsScrolledSearchedAndWrapped() {
        var viewer = TextViewer()
        let see = { (viewer: TextViewer) in Picture(width: 30, height: 3) { viewer.draw(Self.text, on: &$0) }.rows }
        #expect(
            see(viewer) == ["Line 1 of the Contract, long", "enough to be wrapped", "Line 2 of the Contract, long"])
        #expect(viewer.extent(of: Self.text, width: 30, height: 3) == "1-3 of 60")
        func perform(_ actions: ActionID...) -> Bool {
            actions.map { viewer.perform($0, in: Self.text, width: 30, height: 3) }.allSatisfy { $0 }
        }
        func top(after actions: ActionID...) -> Int {
            for action in actions { _ = viewer.perform(action, in: Self.text, width: 30, height: 3) }
            return viewer.top
        }
        let tops = [top(after: .movePageDown), top(after: .moveLast)]
        #expect(tops == [2, 57])
        let isFound = viewer.search("contract", in: Self.text, width: 30)
        #expect(isFound && viewer.top == 58)
        let next = top(after: .viewNextMatch)
        #expect(next == 0, "round the end")
        let isNowhere = viewer.search("nowhere", in: Self.text, width: 30)
        #expect(!isNowhere && viewer.top == 0)
        let areOwn = perform(.moveFirst, .viewWrap, .viewRight)
        #expect(areOwn && see(viewer)[0] == "f the Contract, long enough t~")
        for _ in 0..<9 { _ = perform(.viewRight) }
        #expect(see(viewer)[0].hasSuffix("wrapped"))
        let isForeign = perform(.editClear)
        #expect(!isForeign)
    }

    @Test func whatIsFoundIsShownWhereItStands() {
        var viewer = TextViewer()
        _ = viewer.search("Ա", in: "a Ա世Ա", width: 20)
        let picture = Picture(width: 20, height: 1, theme: "[style]\n\"text.found\" = { reverse = true }") {
            viewer.draw("a Ա世Ա", on: &$0)
        }
        let reversed = (0..<8).map { picture.display.picture.style(row: 0, column: $0).attributes == .reverse }
        #expect(reversed == [false, false, true, false, false, true, false, false])
        #expect(picture.rows == ["a Ա世Ա"])
    }

    @Test(
        arguments: [
            (0, 200, "[...............] 0 %  0 of 200 rows"), (100, 200, "[#######........] 50 %  100 of 200 rows"),
            (300, 200, "[###############] 100 %  300 of 200 rows"), (7, nil, "7 rows"),
            (0, 0, "[###################] 100 %  0 of 0 rows"), (.max, .max, "\(Int.max) of"),
        ] as [(Int, Int?, String)])
    func progressIsABarAndFigures(_ done: Int, _ total: Int?, _ shown: String) {
        let picture = Picture(width: 40, height: 1) {
            ProgressBar(done: done, total: total, unit: "rows").draw(on: &$0, row: 0)
        }
        #expect(done == .max ? picture.rows[0].contains(shown) : picture.rows == [shown], "\(picture.rows)")
    }

    @Test func barsAreAsLongAsTheirFigures() {
        let bars = [
            BarChart.Bar(label: "Kentron", value: 100, words: "100"),
            BarChart.Bar(label: "Arabkir", value: 50, words: "50"),
            BarChart.Bar(label: "Avan", value: 0.1, words: "0"), BarChart.Bar(label: "None", value: 0, words: "0"),
            BarChart.Bar(label: "Wrong", value: .nan, words: "-"),
        ]
        let picture = Picture(width: 24, height: 5) { BarChart(bars, labelWidth: 9).draw(on: &$0) }
        #expect(
            picture.rows == [
                "Kentron   ########## 100", "Arabkir   #####       50", "Avan      #            0",
                "None                   0",
                "Wrong                  -",
            ])
    }

    @Test(
        arguments: [
            ([0, 1, 2, 3], 2, 1, true, ["⡠⠊"]), ([0, 1, 2, 3], 4, 4, false, ["   *", "  *", " *", "*"]),
            ([5, 5, 5], 2, 1, true, ["⣀⡀"]), ([], 2, 1, true, [""]), ([.nan, 1, .infinity, 0], 2, 1, true, ["⠈⢀"]),
            ([0, 9, 0, 9], 2, 2, false, ["**", ""]),
        ] as [([Double], Int, Int, Bool, [String])])
    func figuresAreACurve(_ values: [Double], _ width: Int, _ height: Int, _ isUnicode: Bool, _ shown: [String]) {
        let lines = LineChart(values).lines(width: width, height: height, isUnicode: isUnicode).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        #expect(lines == shown)
    }

    @Test(
        arguments: [
            ([0, 1], 4, 4, false, ["   *", "  *", " *", "*"]), ([0, 1, 0], 5, 2, false, [" ***", "*   *"]),
            ([0, 3], 2, 1, true, ["⡠⠊"]), ([1], 2, 1, false, ["*"]), ([.nan, 1, 1], 3, 1, false, [" **"]),
            ([1, .nan, 1], 5, 1, false, ["*   *"]),
        ] as [([Double], Int, Int, Bool, [String])])
    func fewFiguresAreDrawnOverTheWholeWidth(
        _ values: [Double], _ width: Int, _ height: Int, _ isUnicode: Bool, _ shown: [String]
    ) {
        let chart = LineChart(values, isStretched: true)
        let lines = chart.lines(width: width, height: height, isUnicode: isUnicode).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        #expect(lines == shown)
        #expect(
            LineChart.column(of: values.count - 1, among: values.count, width: width)
                == (values.count > 1 ? width - 1 : 0))
    }
}
