import Terminal

/// The keys as `bcrm keys` prints them, and what is wrong with them; made of the same records as help and bar.
package struct KeyListing {
    private let customisation: Customisation
    private let catalogue = ActionCatalogue()

    package init(_ options: ClientOptions) { customisation = Customisation(options) }

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
                lines.append("  \(Self.padded(row.keys, 24)) \(Self.padded(row.action, 24)) \(row.label)")
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
            lines += rows(of: context).map {
                "| \($0.keys.isEmpty ? "" : "`\($0.keys)`") | `\($0.action)` | \($0.label) |"
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// What is wrong or doubtful, and whether anything is wrong.
    package var findings: (sentences: [String], hasErrors: Bool) {
        let actions = Dictionary(catalogue.records.map { ($0.id.rawValue, $0.contexts) }) { first, _ in first }
        let found = KeymapCheck(actions: actions, textContexts: ["text"]).findings(in: customisation.keymap)
        let sentences = customisation.notFound + found.map { "\($0.severity.rawValue): \($0.sentence)" }
        return (sentences, found.contains { $0.severity == .error } || !customisation.notFound.isEmpty)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }
}
