import Domain
import Terminal

/// A till counted note by note: pieces of each, and what they come to.
struct CashCount: Equatable {
    /// What is printed on the notes and coins, whole units, largest first.
    static let faces: [Int64] = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10]

    let currency: Currency

    /// A field for the pieces of each, two a row.
    static let fields: [FormField] = faces.enumerated().map { index, face in
        FormField(
            name: name(face), label: "\(face)", hint: index == 0 ? "pieces" : "", width: 10,
            sharesRow: !index.isMultiple(of: 2))
    }

    static func name(_ face: Int64) -> String { "n\(face)" }

    private var unit: Int64 { (0..<currency.fractionDigits).reduce(1) { product, _ in product * 10 } }

    /// The pieces typed, or what is wrong by field.
    func pieces(_ form: Form) -> (pieces: [CashPieces], wrong: [(field: String, words: String)]) {
        var pieces: [CashPieces] = []
        var wrong: [(field: String, words: String)] = []
        for face in Self.faces {
            let typed = form[Self.name(face)].trimmed
            guard !typed.isEmpty else { continue }
            guard typed.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(typed), count <= 1_000_000 else {
                wrong.append((Self.name(face), "type how many pieces, 0 to 1 000 000"))
                continue
            }
            if count > 0 {
                pieces.append(CashPieces(face: Money(minorUnits: face * unit, currency: currency), count: count))
            }
        }
        return (pieces, wrong)
    }

    /// What they come to.
    func sum(_ form: Form) -> Money {
        let units = pieces(form).pieces.reduce(Int64(0)) { $0 + $1.face.minorUnits * $1.count }
        return Money(minorUnits: units, currency: currency)
    }
}
