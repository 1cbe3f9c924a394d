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

    /// The currency of a code, with its digits by ISO 4217; two where the standard does not know it.
    package init(code: String) { self = Currency(isoCode: code) ?? Currency(code: code, fractionDigits: 2) }
}
