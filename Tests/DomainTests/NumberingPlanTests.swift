import Domain
import Testing

@Suite struct NumberingPlanTests {
    private let russia = NumberingPlan(
        countryCode: "7", internationalPrefixes: ["810"], trunkPrefix: "8", nationalLengths: 10...10, localLength: 7,
        shortNumbers: ["112"], routingPrefixes: ["1055", "10"])

    @Test(
        arguments: [
            ("+37410123456", "37410123456"), ("0037410123456", "37410123456"), ("010123456", "37410123456"),
            ("10123456", "37410123456"), ("37410123456", "37410123456"), ("123456", "37477123456"),
            ("tel:+374-10-12-34-56", "37410123456"), ("TEL:+37410123456;phone-context=x", "37410123456"),
            ("sip:+37410123456@ims.example;user=phone", "37410123456"), ("sips:010123456@host", "37410123456"),
            ("sip:%2B37410123456@host", "37410123456"), ("sip:+37410123456:secret@host", "37410123456"),
            ("sip:010123456;phone-context=+374@host", "37410123456"),
            ("tel:10123456;phone-context=+374", "37410123456"), ("tel:123456;phone-context=+37410", "37410123456"),
            ("tel:9145551234;phone-context=+1", "19145551234"),
            ("tel:10123456;isub=1;phone-context=example.com", "37410123456"),
            (" (010) 12.34/56 ", "37410123456"), ("+49 30 1234567", "49301234567"), ("0049301234567", "49301234567"),
            ("79161234567", "79161234567"), ("101", "#101"), ("+374101", "#101"), ("00374101", "#101"),
            ("sip:101@host", "#101"), ("tel:101;phone-context=+374", "#101"), ("117", "#117"), ("11", "#11"),
            ("11234567", "37411234567"), ("112345", "37477112345"), ("+123456789012345", "123456789012345"),
        ])
    func whatIsDialledBecomesTheNumberOfThePriceList(_ text: String, _ expected: String) throws {
        #expect(try NumberingPlan.armenia.read(text, dialledBy: "+37477101234").text == expected)
    }

    @Test(
        arguments: [
            ("89161234567", "79161234567"), ("9161234567", "79161234567"), ("1234567", "74951234567"),
            ("81049301234567", "49301234567"), ("10558 916 123-45-67", "79161234567"), ("10112", "#112"),
            ("+79161234567", "79161234567"), ("112", "#112"),
        ])
    func countriesDialInTheirOwnWay(_ text: String, _ expected: String) throws {
        #expect(try russia.read(text, dialledBy: "74957654321").text == expected)
    }

    @Test(
        arguments: [
            ("", "no_number"), ("tel:", "no_number"), ("-", "no_number"), ("anonymous", "not_a_number"),
            ("sip:alice@host", "not_a_number"), ("*100#", "not_a_number"), ("37410+123456", "not_a_number"),
            ("++37410123456", "not_a_number"), ("+1234567890123456", "number_too_long"),
            ("+49301", "number_wrong_length"),
            ("12345", "number_wrong_length"), ("+3741012345", "number_wrong_length"), ("00", "number_wrong_length"),
            ("+0123456789", "number_wrong_length"), ("\u{661}\u{662}\u{663}", "not_a_number"), ("%2", "not_a_number"),
            (String(repeating: "1", count: 5_000), "number_too_long"),
        ])
    func whatIsNoNumberSaysWhy(_ text: String, _ reason: String) {
        let failure = #expect(throws: DialledNumber.Failure.self) { try NumberingPlan.armenia.read(text) }
        #expect(failure?.reason == reason)
        #expect(NumberingPlan.armenia.number(text) == nil)
    }

    @Test func aLocalNumberNeedsTheAreaOfTheCaller() {
        for caller in [nil, "101", "+4930123456", "nonsense"] {
            let failure = #expect(throws: DialledNumber.Failure.self) {
                try NumberingPlan.armenia.read("123456", dialledBy: caller)
            }
            #expect(failure?.reason == "unknown_area")
        }
        #expect(NumberingPlan.armenia.number("123456", dialledBy: "010 65-43-21")?.text == "37410123456")
    }

    @Test func everyNumberThatIsReadIsReadAsItself() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        let alphabet = Array("0123456789+-*#@;:. tel:sip%2B()")
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0...18, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            guard let number = NumberingPlan.armenia.number(text, dialledBy: "37477101234"), !number.isShort else {
                continue
            }
            #expect(NumberingPlan.armenia.number("+" + number.text) == number, "\(text), seed \(seed)")
            #expect((6...15).contains(number.text.utf8.count))
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
