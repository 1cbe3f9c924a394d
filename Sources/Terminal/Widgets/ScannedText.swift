/// Text that a scanner may have typed: it ends in a code, and the ENTER behind it is the scanner's own.
public enum ScannedText {
    static let least = 6

    /// The last word is capital letters and digits, one digit at least, as codes are and words are not.
    public static func isCode(_ text: String) -> Bool {
        guard let word = text.split(separator: " ").last, text.last != " " else { return false }
        let signs = word.utf8.filter { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
        return signs.count >= least && signs.contains { (0x30...0x39).contains($0) }
            && signs.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }

    /// Whether ENTER ends the text and no more. The same text is ended once: ENTER again is the operator's.
    /// - Parameter ended: what was ended last.
    public static func ends(_ text: String, _ ended: inout String) -> Bool {
        guard isCode(text), ended != text else { return false }
        ended = text
        return true
    }
}
