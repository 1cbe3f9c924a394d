package import Domain
import TOML

/// The catalogue as a TOML text (features F4.1 to F4.10): what `bcrm price` reads, and what the catalogue is exported to
/// and imported from. Writing a document and reading it gives the same document.
///
/// A file that begins with `[catalogue]` is an export and ends with `[end]`, so that one cut in the middle is told from a
/// whole one; files written by hand need neither.
package enum CatalogFile {
    package struct Failure: Error, Hashable, Sendable {
        package let problems: [FileProblem]

        package var sentence: String { problems.map(\.sentence).joined(separator: "\n") }
    }

    static let format = 1

    /// Everything in the text, checked by ``TariffCheck`` as well.
    package static func read(_ text: String) throws(Failure) -> CatalogDocument {
        let file: TableFile
        do {
            file = try TableFile(text)
        } catch {
            throw Failure(problems: [FileProblem(line: error.line, words: error.words)])
        }
        var reader = CatalogReader(file, isEnded: text.isEmpty || text.hasSuffix("\n") || text.hasSuffix("\r\n"))
        let document = reader.read()
        guard reader.problems.isEmpty else {
            throw Failure(problems: reader.problems.sorted { ($0.line ?? 0, $0.words) < ($1.line ?? 0, $1.words) })
        }
        return document
    }

    /// The document as a whole file.
    package static func write(_ document: CatalogDocument) -> String {
        var writer = CatalogWriter()
        return writer.write(document)
    }
}
