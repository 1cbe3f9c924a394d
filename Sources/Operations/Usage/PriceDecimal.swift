package import Domain

/// Sums of a price list: decimals of the major unit, six digits finer than the currency, as millionths of the minor
/// unit.
package struct PriceDecimal: Hashable, Sendable {
    package let places: Int

    package init(currency: Currency) { places = currency.fractionDigits + 6 }

    /// "0.5", "12", "0,00000001"; nil when it is none, below zero, too fine or too large. Nothing is rounded.
    package func micro(_ text: String) -> Int64? {
        var value: Int64 = 0
        var fraction = -1
        var digits = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if fraction >= 0 {
                    fraction += 1
                    if fraction > places {
                        if byte != UInt8(ascii: "0") { return nil }
                        continue
                    }
                }
                let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, isTooLargeStill) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
                if isTooLarge || isTooLargeStill { return nil }
                value = sum
            case UInt8(ascii: "."), UInt8(ascii: ","):
                if fraction >= 0 || digits == 0 { return nil }
                fraction = 0
            default: return nil
            }
        }
        if digits == 0 || fraction == 0 { return nil }
        for _ in min(max(fraction, 0), places)..<places {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            if isTooLarge { return nil }
            value = tens
        }
        return value
    }

    /// As ``micro(_:)`` reads it, without zeros at the end.
    package func text(_ micro: Int64) -> String {
        var digits = String(micro.magnitude)
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(places)
        var fraction = digits.suffix(places)
        while fraction.last == "0" { fraction.removeLast() }
        return (micro < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}
