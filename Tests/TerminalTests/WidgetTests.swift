import Terminal
import Testing

/// The toolkit's parts as they are seen on the screen.
@MainActor struct WidgetTests {
    @Test(arguments: [
        (10, "abc", 0, false, "abc", [0, 3]), (4, "abcdef", 0, false, "def", [0, 3]),
        (4, "abcdef", 6, false, "abc~", [0, 0]), (4, "Անահիտ", 0, false, "հիտ", [0, 3]),
        (5, "漢字漢", 0, false, "字漢", [0, 4]), (10, "abc", 0, true, "***", [0, 3]),
    ])
    func theCursorOfAnInputLineIsAlwaysInSight(
        _ width: Int, _ text: String, _ left: Int, _ isSecret: Bool, _ shown: String, _ cursor: [Int]
    ) {
        var line = InputLine(text)
        for _ in 0..<left { line.perform(.editLeft) }
        let picture = Picture(width: 20, height: 1) { sheet in
            line.draw(on: &sheet, row: 0, column: 0, width: width, .input, isSecret: isSecret)
        }
        #expect(picture.rows == [shown])
        #expect(picture.cursor == cursor)
    }

    private static let table = Table(columns: [
        Table.Column(title: "No", width: 4, isRight: true), Table.Column(title: "Name", width: nil),
        Table.Column(title: "Note", width: 6, from: 40),
    ])

    private func list(_ ids: [Int], _ selected: Int?, width: Int = 24, height: Int = 4) -> Picture {
        Picture(width: width, height: height) { sheet in
            Self.table.draw(on: &sheet, ids: ids, selection: RowSelection(selected), whenEmpty: "Nothing.") { index in
                [
                    Table.Cell(String(ids[index])), Table.Cell("name \(ids[index]) \u{1B}[31m of some length"),
                    Table.Cell("note"),
                ]
            }
        }
    }

    @Test func aListShowsTheSelectedRowAndHowManyThereAre() {
        let picture = list(Array(1...20), 17)
        #expect(
            picture.rows == [
                "    No Name  15-17 of 20", "    15 name 15 \u{B7}[31m o~", "    16 name 16 \u{B7}[31m o~",
                ">   17 name 17 \u{B7}[31m o~",
            ])
        #expect(picture.cursor == [3, 0])
        #expect(list([], nil).rows == ["    No Name", "  Nothing.", "", ""])
    }

    @Test func aColumnThatNeedsRoomComesWithTheRoom() {
        #expect(list([1], 1, width: 39, height: 2).rows[0] == "    No Name")
        #expect(list([1], 1, width: 40, height: 2).rows[0] == "    No Name                      Note")
    }

    private static let fields = [
        FormField(
            name: "kind", label: "Kind",
            kind: .choice([
                FormField.Choice(code: "p", label: "person"), FormField.Choice(code: "o", label: "organisation"),
            ]), width: 16),
        FormField(name: "name", label: "Name", hint: "as in the passport", isRequired: true, width: 20),
        FormField(name: "from", label: "From", width: 6), FormField(name: "to", label: "to", width: 6, sharesRow: true),
    ]

    @Test func aFormShowsWhatIsTypedWhatIsAskedAndWhatIsWrong() {
        var form = Form(focus: "name", values: ["kind": "o", "from": "1"])
        form.errors["to"] = "must be a number"
        let draw = { (form: Form) in
            Picture(width: 60, height: 4) { form.draw(on: &$0, fields: Self.fields, labelWidth: 6) }
        }
        #expect(
            draw(form).rows == [
                " Kind   organisation", " Name*   as in the passport",
                " From   1      !to          must be a number",
                "",
            ])
        #expect(draw(form).cursor == [1, 8])
        _ = form.type("Անի", in: Self.fields)
        #expect(draw(form).rows[1] == " Name*  Անի")
        _ = form.perform(.focusPrevious, in: Self.fields)
        #expect(draw(form).rows[0] == " Kind   < organisation >")
    }

    /// On a narrow screen, too: the words go before the end of the value, but not before what is being typed.
    @Test(arguments: [("other", "nobody"), ("mail", "nobody"), ("other", String(repeating: "x", count: 40))])
    func whatIsWrongIsSeenWholeBesideItsField(_ focus: String, _ value: String) {
        let fields = [
            FormField(name: "mail", label: "E-mail", width: 44), FormField(name: "other", label: "Other", width: 44),
        ]
        var form = Form(focus: focus, values: ["mail": value])
        form.errors["mail"] = "must be like name@example.am"
        let rows = Picture(width: 70, height: 2) { form.draw(on: &$0, fields: fields, labelWidth: 18) }.rows
        #expect(rows[0].contains("must be like name@example.am"), "\(rows)")
        #expect(rows[0].contains(value.prefix(6)))
    }

    /// Letters narrow what was typed before them; one that fits no more begins anew, and the same one again goes on.
    @Test(
        arguments: [
            ("c", "central"), ("van", "van-1"), ("north", "north"), ("va2", "van-1"), ("vv", "van-2"), ("vvv", "van-1"),
            ("vn", "north"), ("van-2", "van-2"), ("cx", "central"), ("van c", "central"),
        ])
    func lettersChooseByTheBeginningOfALabel(_ typed: String, _ chosen: String) {
        let labels = ["central Central warehouse", "north Yerevan North", "van-1 Van 1", "van-2 Van 2"]
        let fields = [
            FormField(
                name: "to", label: "To",
                kind: .choice(labels.map { FormField.Choice(code: String($0.prefix { $0 != " " }), label: $0) }))
        ]
        var form = Form(focus: "to", values: ["to": "central"])
        for letter in typed { _ = form.type(String(letter), in: fields) }
        #expect(form["to"] == chosen)
    }

    @Test(
        arguments: [
            (["x"], [], "kind", "p"), ([" "], [], "kind", "o"), (["o"], [], "kind", "o"), (["O"], [], "kind", "o"),
            ([], [.editRight], "kind", "o"), ([], [.editLeft], "kind", "o"),
            (["Ani\nPet"], [.focusNext], "name", "Ani Pet"),
            (["1", "2"], [.focusNext, .focusNext, .focusNext], "to", "12"),
            (["7"], [.focusPrevious], "to", "7"), (["7"], [.focusPrevious, .focusNext, .focusNext], "name", "7"),
        ] as [([String], [ActionID], String, String)])
    func keysGoToTheFieldThatHasTheFocus(
        _ typed: [String], _ actions: [ActionID], _ field: String, _ value: String
    ) {
        var form = Form(focus: "kind", values: ["kind": "p"])
        for action in actions { _ = form.perform(action, in: Self.fields) }
        for text in typed { _ = form.type(text, in: Self.fields) }
        #expect(form[field] == value)
    }

    @Test func aLongFormScrollsToItsFocus() {
        let fields = (1...9).map { FormField(name: "f\($0)", label: "Field \($0)", width: 5) }
        var form = Form(focus: "f1")
        form.moveFocus(by: -1, in: fields)
        let picture = Picture(width: 30, height: 3) { form.draw(on: &$0, fields: fields, labelWidth: 8) }
        #expect(picture.rows == [" Field 7", " Field 8", " Field 9"])
        #expect(picture.cursor == [2, 10])
    }

    @Test func aProposedValueIsReplacedByTheFirstCharacterAndAnotherIsKept() {
        let fields = [
            FormField(name: "a", label: "a"), FormField(name: "b", label: "b", isProposed: true),
            FormField(name: "c", label: "c"),
        ]
        var form = Form(focus: "a", values: ["a": "old", "b": "proposed", "c": "kept"])
        form.moveFocus(by: 1, in: fields)
        _ = form.type("x", in: fields)
        form.moveFocus(by: 1, in: fields)
        _ = form.type("x", in: fields)
        #expect(form["b"] == "x")
        #expect(form["c"] == "keptx")
    }

    @Test func aDialogCoversTheMiddleAndNeverMoreThanThereIs() {
        let draw = { (width: Int) in
            Picture(width: width, height: 5) { sheet in
                for row in 0..<5 { sheet.write(String(repeating: "x", count: width), row: row) }
                Dialog(title: "Sure?", height: 3, width: 14).draw(on: &sheet) { $0.write("really now or not", row: 0) }
            }
        }
        #expect(
            draw(16).rows == [
                "xxxxxxxxxxxxxxxx", "x+- Sure? ----+x", "x| really no~ |x", "x+------------+x", "xxxxxxxxxxxxxxxx",
            ])
        #expect(draw(9).rows[1...3] == ["+- Sur~-+", "| real~ |", "+-------+"])
    }

    @Test func besideADialogNoMarkOfARowPointsAtIt() {
        let picture = Picture(width: 20, height: 6) { sheet in
            for row in 0..<6 { sheet.select(row: row, hasCursor: false) }
            Dialog(title: "A", height: 3, width: 14).draw(on: &sheet) { $0.select(row: 0, hasCursor: false) }
        }
        #expect(picture.rows.map { $0.hasPrefix(">") } == [true, false, false, false, true, true])
        #expect(picture.rows[2].contains(">"), "its own are there")
    }

    @Test func aKeyBarLeavesOutWholeWhatDoesNotFit() {
        let bar = KeyBar([
            KeyBar.Item(key: "F1", label: "Help"), KeyBar.Item(key: "F2", label: "A long label"),
            KeyBar.Item(key: "F3", label: "Գնալ"),
        ])
        #expect(Picture(width: 20, height: 1) { bar.draw(on: &$0, row: 0) }.rows == ["F1 Help F3 Գնալ"])
        #expect(
            Picture(width: 40, height: 1) { bar.draw(on: &$0, row: 0) }.rows == ["F1 Help F2 A long label F3 Գնալ"])
    }

    @Test func theSamePictureIsShownOnce() {
        let display = HeadlessDisplay(width: 4, height: 1)
        var canvas = Canvas(width: 4, height: 1)
        canvas.put("ab", row: 0, column: 0, style: .plain)
        #expect(display.show(canvas))
        #expect(!display.show(canvas))
        canvas.cursor = (row: 0, column: 1)
        #expect(display.show(canvas), "the cursor is part of the picture")
        display.repaint()
        #expect(display.show(canvas))
        #expect(display.frames == 3)
    }
}
