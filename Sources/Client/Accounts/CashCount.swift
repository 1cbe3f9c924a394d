import Domain
import Terminal

/// A till counted note by note: pieces of each, and what they come to.
struct CashCount: Equatable {
    /// What is printed on the notes and coins, whole units, largest first.
    static let faces: [Int64] = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10]

    /// Of one note or coin in a till.
    static let mostPieces = 1_000_000

    let currency: Currency

    /// A field for the pieces of each, two a row.
    static let fields: [FormField] = faces.enumerated().map { index, face in
        FormField(
            name: name(face), label: "\(face)", kind: .number(0...mostPieces), hint: index == 0 ? "pieces" : "",
            width: 10, sharesRow: !index.isMultiple(of: 2))
    }

    static func name(_ face: Int64) -> String { "n\(face)" }

    private var unit: Int64 { (0..<currency.fractionDigits).reduce(1) { product, _ in product * 10 } }

    /// The pieces typed; a field that is wrong counts for none.
    func pieces(_ form: Form) -> [CashPieces] {
        Self.faces.compactMap { face in
            guard let count = form.number(Self.name(face)), (1...Self.mostPieces).contains(count) else { return nil }
            return CashPieces(face: Money(minorUnits: face * unit, currency: currency), count: Int64(count))
        }
    }

    /// What they come to.
    func sum(_ form: Form) -> Money {
        let units = pieces(form).reduce(Int64(0)) { $0 + $1.face.minorUnits * $1.count }
        return Money(minorUnits: units, currency: currency)
    }
}
