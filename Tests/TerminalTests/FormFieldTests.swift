import Testing

@testable import Terminal

/// Typed fields: what is taken, and what is said while it is typed.
@MainActor struct FormFieldTests {
    private typealias Case = (FormField.Kind, String, FieldRule.Verdict)

    private nonisolated static let apart = "has a blank that is not before three digits: is that two numbers?"

    private nonisolated static let numbers: [Case] = [
        (.number(1...999), "", .right), (.number(1...999), "12", .right), (.number(1...9999), "1 200", .right),
        (.number(1...999), "1 2", .unfinished(apart)), (.number(1...99_999), "12 0000", .wrong(apart)),
        (.number(1...999), "0", .unfinished("must be a whole number from 1 to 999")),
        (.number(1...999), "1000", .wrong("must be a whole number from 1 to 999")),
        (.number(1...999), "12a", .wrong("must be a whole number from 1 to 999")),
        (.number(1...999), "1\t2", .wrong("must be a whole number from 1 to 999")),
        (.number(-5...5), "-", .unfinished("must be a whole number from -5 to 5")),
        (.number(-5...5), "-9", .wrong("must be a whole number from -5 to 5")),
        (.number(1 ... .max), "99999999999999999999", .wrong("must be a whole number from 1")),
    ]

    private nonisolated static let sums: [Case] = [
        (.amount(decimals: 2), "1 000,50", .right), (.amount(decimals: 2), "1000.5", .right),
        (.amount(decimals: 2), "1\u{A0}000", .right), (.amount(decimals: 2), "1\t000", .wrong("must be a sum")),
        (.amount(decimals: 2), "2500 1001314", .wrong(apart)), (.amount(decimals: 2), "2500 1", .wrong(apart)),
        (.amount(decimals: 2), "2 5", .unfinished(apart)), (.amount(decimals: 2), "2 500 ", .right),
        (.amount(decimals: 2), "2 50,5", .wrong(apart)), (.amount(decimals: 2), "2 500,5 0", .wrong(apart)),
        (.amount(decimals: 2, .any), "- 12 000", .right), (.amount(decimals: 2), "1 00 000", .wrong(apart)),
        (.amount(decimals: 2), "10,", .unfinished("decimals are missing")),
        (.amount(decimals: 2), "1,234", .wrong("must have at most 2 decimals")),
        (.amount(decimals: 0), "1,0", .wrong("must be without decimals")),
        (.amount(decimals: 2), "-1", .wrong("must be nothing or more")),
        (.amount(decimals: 2, .any), "-1", .right), (.amount(decimals: 2), "0", .right),
        (.amount(decimals: 2, .positive), "-1", .wrong("must be more than nothing")),
        (.amount(decimals: 2, .positive), "0,0", .unfinished("must be more than nothing")),
        (.amount(decimals: 2, .positive), "0,01", .right),
        (.amount(decimals: 2), "1,2,3", .wrong("has more than one comma")),
        (.amount(decimals: 2), ",5", .unfinished("must be a sum")),
        (.amount(decimals: 2), "x", .wrong("must be a sum")),
    ]

    private nonisolated static let day = FieldRule.Verdict.unfinished("must be a day, d.m.yyyy")
    private nonisolated static let noDay = FieldRule.Verdict.wrong("must be a day, d.m.yyyy")

    private nonisolated static let days: [Case] = [
        (.date, "", .right), (.date, "1", day), (.date, "29.2.2024", .right), (.date, "2024-02-29", .right),
        (.date, "29.2.2023", .wrong("has only 28 days in that month")),
        (.date, "2023-02-29", .wrong("has only 28 days in that month")), (.date, "32", .wrong("has no such day")),
        (.date, "1.13", .wrong("has no such month")), (.date, "0", day), (.date, "00", .wrong("has no such day")),
        (.date, "001.2", .wrong("has no such day")), (.date, "1.0", day), (.date, "1.1.202", day),
        (.date, "1.1.20261", .wrong("has a year of four digits")),
        (.date, "31.04.2026", .wrong("has only 30 days in that month")), (.date, "1.1.1.1", noDay),
        (.date, "١.١.٢٠٢٦", noDay), (.date, "31.3", .right), (.date, "31.4", .wrong("has only 30 days in that month")),
        // Not of every year: the year is wanted.
        (.date, "29.2", day), (.date, "30.02", .wrong("has only 29 days in that month")), (.date, "31.3.", day),
        (.date, "Today", .right), (.date, "tom", day), (.date, "tomx", noDay), (.date, "+10", .right),
        (.date, "-1", .right), (.date, "+", .unfinished("must be so many days from today")),
        (.date, "+36601", .wrong("must be at most 36600 days from today")),
        (.date, "+1.2", .wrong("must be at most 36600 days from today")), (.text, "anything", .right),
        (.checked(even), "", .right), (.checked(even), "ab", .right), (.checked(even), "a", .unfinished("is odd")),
    ]

    private nonisolated static let even = FormField.Check("even") { $0.count.isMultiple(of: 2) ? nil : "is odd" }

    @Test(arguments: numbers + sums + days)
    func aValueIsRightUnfinishedOrWrong(_ kind: FormField.Kind, _ value: String, _ verdict: FieldRule.Verdict) {
        #expect(FormField(name: "x", label: "X", kind: kind).verdict(value) == verdict)
    }

    @Test(arguments: [("", false), ("a", true), ("gone", false)])
    func oneOfASetIsChosen(_ value: String, _ isRight: Bool) {
        let choices = [FormField.Choice(code: "a", label: "A"), FormField.Choice(code: "b", label: "B")]
        let field = { (kind: FormField.Kind, isRequired: Bool) in
            FormField(name: "x", label: "X", kind: kind, isRequired: isRequired)
        }
        let words = { (field: FormField) in
            Form(focus: "x", values: ["x": value]).complaints(in: [field]).map(\.words)
        }
        #expect(words(field(.choice(choices), true)) == (isRight ? [] : ["must be filled in"]))
        #expect(words(field(.choice(choices), false)) == [])
        #expect(words(field(.choice([]), true)) == [], "nothing to choose from is the screen's to tell")
    }

    private static let fields = [
        FormField(name: "sum", label: "Sum", kind: .amount(decimals: 2), isRequired: true),
        FormField(name: "on", label: "On", kind: .date), FormField(name: "paper", label: "On paper", kind: .check),
    ]

    @Test func whatCannotBeInAFieldIsNotTaken() {
        var form = Form(focus: "sum")
        for text in ["1", "x", " ", "000", "\u{1B}", "Ա", ",", "5"] { _ = form.type(text, in: Self.fields) }
        #expect(form["sum"] == "1 000,5" && form.errors.isEmpty)
        _ = form.type("67", in: Self.fields)
        #expect(form.errors["sum"] == "must have at most 2 decimals", "told as it is typed")
        _ = form.perform(.editBackspace, in: Self.fields)
        #expect(form.errors.isEmpty)
    }

    @Test func whatIsUnfinishedIsToldWhenTheFieldIsLeft() {
        var form = Form(focus: "on")
        _ = form.type("1.2.", in: Self.fields)
        #expect(form.errors.isEmpty)
        _ = form.perform(.focusNext, in: Self.fields)
        #expect(form.errors["on"] == "must be a day, d.m.yyyy")
        #expect(
            form.complaints(in: Self.fields).map { "\($0.field) \($0.words)" } == [
                "sum must be filled in", "on must be a day, d.m.yyyy",
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
