/// A column of a file as a mapping names it.
package enum RowFileColumn: Hashable, Sendable {
    /// By what the header says, in letters of either case.
    case named(String)
    /// From 1.
    case number(Int)

    /// As it is written where only a text can stand.
    init(_ text: String) { self = Int(text).map { .number($0) } ?? .named(text) }

    /// Where it stands, from 0.
    /// - Parameters:
    ///   - header: the first row, which tells how many columns there are also where it names none.
    ///   - line: the row's line, for the complaint about a file that has no such column.
    func place(in header: [String], line: Int) throws(RowFileShape.Failure) -> Int {
        switch self {
        case .number(let number):
            guard header.indices.contains(number - 1) else {
                throw .columns(line: line, words: "there are \(header.count) columns, and no column \(number)")
            }
            return number - 1
        case .named(let name):
            let found = header.indices.filter { header[$0].lowercased() == name.lowercased() }
            guard found.count == 1 else {
                let all = header.map { "\"\($0)\"" }.joined(separator: ", ")
                let words =
                    found.isEmpty ? "there is no column \"\(name)\"" : "there are \(found.count) columns \"\(name)\""
                throw .columns(line: line, words: "\(words); there are \(all)")
            }
            return found[0]
        }
    }
}
