import Domain
import Terminal

/// The keys as `bcrm keys` prints them, and what is wrong with them; made of the same records as help and bar.
package struct KeyListing {
    private let options: ClientOptions
    private let customisation: Customisation
    private let catalogue = ActionCatalogue()

    package init(_ options: ClientOptions) {
        self.options = options
        customisation = Customisation(options)
    }

    private var contexts: [String] {
        var names: [String] = []
        for record in catalogue.records {
            for name in record.contexts where !names.contains(name) { names.append(name) }
        }
        return names.sorted()
    }

    private func rows(of context: String) -> [(keys: String, action: String, label: String)] {
        let guide = KeyGuide(keymap: customisation.keymap, catalogue: catalogue)
        return catalogue.records.filter { $0.contexts.contains(context) }.map { record in
            (
                guide.keys(for: record.id, contexts: [context]).joined(separator: ", "), record.id.rawValue,
                record.label
            )
        }
    }

    /// For a person at a terminal.
    package var text: String {
        var lines: [String] = []
        for context in contexts {
            lines.append("[\(context)]")
            for row in rows(of: context) {
                lines.append("  \(Listing.padded(row.keys, 25))\(Listing.padded(row.action, 25))\(row.label)")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// For the documentation.
    package var markdown: String {
        var lines: [String] = []
        for context in contexts {
            lines += ["### \(context)", "", "| keys | action | what it does |", "|---|---|---|"]
            lines += rows(of: context).map { row in
                "| \(row.keys.isEmpty ? "" : "`\(Self.escaped(row.keys))`") | `\(row.action)` | \(row.label) |"
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// A bar would end the cell.
    private static func escaped(_ keys: String) -> String {
        keys.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    /// The keymaps that can be chosen, a line each.
    package var names: String {
        let files = CustomFiles(kind: .keymaps, options: options)
        return files.names.map { Listing.padded($0, 16) + files.description(of: $0) }.joined(separator: "\n")
    }

    /// What is wrong or doubtful, and whether anything is wrong: with the chosen keymap, or where none is chosen with
    /// every one there is.
    package var findings: (sentences: [String], hasErrors: Bool) {
        let names = options.keymap.isEmpty ? CustomFiles(kind: .keymaps, options: options).names : [options.keymap]
        let actions = Dictionary(catalogue.records.map { ($0.id.rawValue, $0.contexts) }) { $0 + $1 }
        let check = KeymapCheck(
            actions: actions, textContexts: ["text"],
            contexts: Set(catalogue.records.flatMap(\.contexts)).union([Keymap.global]),
            permissions: Set(catalogue.records.compactMap { $0.permission?.rawValue }))
        var sentences: [String] = []
        var hasErrors = false
        for name in names {
            var chosen = options
            chosen.keymap = name
            let custom = Customisation(chosen)
            let found = check.findings(in: custom.keymap)
            hasErrors = hasErrors || !custom.notFound.isEmpty || found.contains { $0.severity == .error }
            for sentence in custom.notFound + found.map({ "\($0.severity.rawValue): \($0.sentence)" })
            where !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return (sentences, hasErrors)
    }
}
