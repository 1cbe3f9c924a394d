/// A currency by its ISO 4217 code, with the number of digits of its minor unit.
package struct Currency: Hashable, Sendable {
    package let code: String
    package let fractionDigits: Int

    package init(code: String, fractionDigits: Int) {
        self.code = code
        self.fractionDigits = fractionDigits
    }

    /// The Armenian dram; ISO 4217 gives it two digits (luma).
    package static let amd = Currency(code: "AMD", fractionDigits: 2)

    /// The currency of a code. Those without two digits are listed here (ISO 4217).
    package init(code: String) {
        let withoutFraction: Set<String> = ["JPY", "KRW", "VND", "CLP", "ISK"]
        self.init(code: code, fractionDigits: withoutFraction.contains(code) ? 0 : 2)
    }
}
