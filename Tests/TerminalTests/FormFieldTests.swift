import Testing

@testable import Terminal

/// Typed fields: what is taken, and what is said while it is typed.
@MainActor struct FormFieldTests {
    @Test(
        arguments: [
            (.number(1...999), "", .right), (.number(1...999), "12", .right), (.number(1...999), "1 2", .right),
            (.number(1...999), "0", .unfinished("must be at least 1")),
            (.number(1...999), "1000", .wrong("must be at most 999")),
            (.number(1...999), "12a", .wrong("must be a number")), (.number(-5...5), "-", .unfinished("a number")),
            (.number(-5...5), "-9", .wrong("must be at least -5")),
            (.number(0 ... .max), "99999999999999999999", .wrong("must be a number of fewer digits")),
            (.amount(decimals: 2), "1 000,50", .right), (.amount(decimals: 2), "1000.5", .right),
            (.amount(decimals: 2), "10,", .unfinished("decimals are missing")),
            (.amount(decimals: 2), "1,234", .wrong("has at most 2 decimals")),
            (.amount(decimals: 0), "1,0", .wrong("has no decimals")),
            (.amount(decimals: 2), "-1", .wrong("must not be negative")),
            (.amount(decimals: 2, isSigned: true), "-1", .right),
            (.amount(decimals: 2), "1,2,3", .wrong("has more than one comma")),
            (.amount(decimals: 2), ",5", .unfinished("must be a sum")),
            (.amount(decimals: 2), "x", .wrong("must be a sum")),
            (.date, "", .right), (.date, "1", .unfinished("must be a day, d.m.yyyy")), (.date, "29.2.2024", .right),
            (.date, "29.2.2023", .wrong("has only 28 days in that month")), (.date, "2024-02-29", .right),
            (.date, "2023-02-29", .wrong("has only 28 days in that month")), (.date, "32", .wrong("has no such day")),
            (.date, "1.13", .wrong("has no such month")), (.date, "0", .unfinished("must be a day, d.m.yyyy")),
            (.date, "00", .wrong("has no such day")), (.date, "1.0", .unfinished("must be a day, d.m.yyyy")),
            (.date, "1.1.20261", .wrong("has a year of four digits")),
            (.date, "31.04.2026", .wrong("has only 30 days in that month")),
            (.date, "1.1.1.1", .wrong("must be a day, d.m.yyyy")),
            (.date, "١.١.٢٠٢٦", .wrong("must be a day, d.m.yyyy")),
            (.text, "anything", .right),
        ] as [(FormField.Kind, String, FieldRule.Verdict)])
    func aValueIsRightUnfinishedOrWrong(_ kind: FormField.Kind, _ value: String, _ verdict: FieldRule.Verdict) {
        #expect(FormField(name: "x", label: "X", kind: kind).verdict(value) == verdict)
    }

    private static let fields = [
        FormField(name: "sum", label: "Sum", kind: .amount(decimals: 2), isRequired: true),
        FormField(name: "on", label: "On", kind: .date), FormField(name: "paper", label: "On paper", kind: .check),
    ]

    @Test func whatCannotBeInAFieldIsNotTaken() {
        var form = Form(focus: "sum")
        for text in ["1", "x", " ", "0", "\u{1B}", "Ա", ",", "5"] { _ = form.type(text, in: Self.fields) }
        #expect(form["sum"] == "1 0,5" && form.errors.isEmpty)
        _ = form.type("67", in: Self.fields)
        #expect(form.errors["sum"] == "has at most 2 decimals", "told as it is typed")
        _ = form.perform(.editBackspace, in: Self.fields)
        #expect(form.errors.isEmpty)
    }

    @Test func whatIsUnfinishedIsToldWhenTheFieldIsLeft() {
        var form = Form(focus: "on")
        _ = form.type("1.2", in: Self.fields)
        #expect(form.errors.isEmpty)
        _ = form.perform(.focusNext, in: Self.fields)
        #expect(form.errors["on"] == "must be a day, d.m.yyyy")
        #expect(
            form.complaints(in: Self.fields).map { "\($0.field) \($0.words)" } == [
                "sum is missing", "on must be a day, d.m.yyyy",
            ])
    }

    @Test func aBoxIsTicked() {
        var form = Form(focus: "paper")
        let answers = [form.type(" ", in: Self.fields), form.type("x", in: Self.fields)]
        #expect(answers == [true, false] && form["paper"] == FormField.yes)
        let draw = { (form: Form) in
            Picture(width: 30, height: 3) { form.draw(on: &$0, fields: Self.fields, labelWidth: 9) }
        }
        #expect(draw(form).rows[2] == " On paper  [x]")
        let change = form.perform(.editRight, in: Self.fields)
        #expect(change == .value && form["paper"] == "")
        #expect(draw(form).rows[2] == " On paper  [ ]" && draw(form).cursor == [2, 12])
        #expect(draw(form).rows[1] == " On")
    }
}
