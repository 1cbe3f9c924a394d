import Terminal

/// The themes as `bcrm themes` lists and checks them.
package struct ThemeListing {
    private let options: ClientOptions
    private let files: CustomFiles

    package init(_ options: ClientOptions) {
        self.options = options
        files = CustomFiles(kind: .themes, options: options)
    }

    /// A line for each theme that can be chosen by its name.
    package var text: String {
        files.names.map { Listing.padded($0, 16) + files.description(of: $0) }.joined(separator: "\n")
    }

    /// Roles that must be told apart without colours, by words that stand with them or by mark and attribute.
    private static let distinct: [[TextRole]] = [
        [.message, .messageBad], [.value, .fieldError], [.scanGood, .scanAgain, .scanBad], [.titleGood, .titleBad],
        [.text, .listMarked],
    ]

    /// What is wrong: with the chosen theme, or where none is chosen with every one there is.
    package var findings: [String] {
        let names = options.theme.isEmpty ? files.names : [options.theme]
        return names.flatMap { name in
            var chosen = options
            chosen.theme = name
            let (theme, lost) = theme(of: chosen)
            let check = ThemeCheck(roles: TextRole.all, distinct: Self.distinct)
            return (lost + check.findings(in: theme)).map { "\(name): \($0)" }
        }
    }

    private func theme(of options: ClientOptions) -> (Theme, [String]) {
        let chain = CustomFiles(kind: .themes, options: options).chain(options.theme)
        return (chain.files.reduce(into: Theme()) { $0.merge($1.text, from: $1.name) }, chain.complaints)
    }
}

/// Words in columns, for the terminal.
enum Listing {
    /// At least one blank follows.
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - TextMeasure.width(text), 1))
    }
}
