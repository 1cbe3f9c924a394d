/// What keeps a spreadsheet from taking a text for a formula, and a reader from taking it for the text.
///
/// A text that begins like a formula gets an apostrophe before it, and so does one that begins with apostrophes and then
/// like a formula: taking one apostrophe away gives every text back as it was.
enum FormulaGuard {
    private static func isFormula(_ text: String) -> Bool {
        let starts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0A, 0x0D]
        return text.utf8.first { $0 != 0x27 }.map { starts.contains($0) } ?? false
    }

    static func added(to text: String) -> String { isFormula(text) ? "'" + text : text }

    static func removed(from text: String) -> String {
        text.utf8.first == 0x27 && isFormula(text) ? String(text.dropFirst()) : text
    }
}
