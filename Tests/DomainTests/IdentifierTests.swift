import Domain
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [
        ("077 10-12-34", "37477101234"), ("+374 77 101234", "37477101234"), ("0037477101234", "37477101234"),
        ("77101234", "37477101234"), ("tel:+37410123456;phone-context=x", "37410123456"),
        ("sip:+37410123456@ims.example;user=phone", "37410123456"), ("+49 (30) 123456", "4930123456"),
        ("37477101234", "37477101234"),
    ])
    func phoneNumbersAreBroughtToInternationalDigits(_ text: String, _ digits: String) {
        #expect(PhoneNumber(text)?.digits == digits)
    }

    @Test(arguments: ["", "abc", "12", "0", "+1234567890123456", "77 10 12 x4"])
    func whatIsNoPhoneNumberIsNotRead(_ text: String) { #expect(PhoneNumber(text) == nil) }

    @Test(arguments: [
        (ParameterDefinition.Kind.integer(100...1000), "99", false), (.integer(100...1000), "100", true),
        (.integer(100...1000), "1e3", false), (.choice(["a", "b"]), "b", true), (.choice(["a", "b"]), "c", false),
        (.flag, "yes", true), (.flag, "maybe", false), (.text, "", false), (.text, "x", true),
    ])
    func parametersAreCheckedByTheirKind(_ kind: ParameterDefinition.Kind, _ text: String, _ isGood: Bool) {
        let parameter = ParameterDefinition(code: "p", label: "P", kind: kind, unit: "", defaultValue: nil)
        #expect((parameter.complaint(about: text) == nil) == isGood)
    }

    @Test func commandKeysAreLongAndNeverTheSame() {
        let keys = Set((0..<1_000).map { _ in CommandKey.make().rawValue })
        #expect(keys.count == 1_000)
        #expect(keys.allSatisfy { $0.count == 32 })
    }
}
