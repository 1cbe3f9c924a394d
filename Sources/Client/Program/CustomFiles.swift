import CDefaults
import Terminal

/// Keymap and theme files by name: where they are, and which builds on which.
struct CustomFiles {
    enum Kind: String {
        case keymaps
        case themes

        /// "keymap", for sentences.
        var one: String { String(rawValue.dropLast()) }
    }

    struct File {
        var name: String
        var text: String
    }

    let kind: Kind
    let options: ClientOptions

    /// What is compiled in, so that the client always starts.
    var shipped: File {
        switch kind {
        case .keymaps: File(name: "default.toml", text: Self.text(default_keymap(), default_keymap_count()))
        case .themes: File(name: "default.toml", text: Self.text(default_theme(), default_theme_count()))
        }
    }

    private static func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The operator's own file, merged last.
    var own: File? {
        let name = "\(kind.one).toml"
        return TextFile.read("\(options.configurationFolder)/\(name)").map { File(name: name, text: $0) }
    }

    /// The files to merge, in order: the default, those the chosen one builds on with the outermost first, the chosen one,
    /// the operator's own. Without a choice the operator's own file says what it builds on.
    func chain(_ chosen: String) -> (files: [File], complaints: [String]) {
        let own = own
        var files: [File] = []
        var complaints: [String] = []
        var seen: [String] = []
        var name = chosen.isEmpty ? own.map { InheritedFile.name(in: $0.text) } ?? "" : chosen
        while !name.isEmpty, name != "default" {
            guard !seen.contains(name) else {
                complaints.append(
                    "The \(kind.one) \u{201C}\(name)\u{201D} inherits itself: \((seen + [name]).joined(separator: ", "))."
                )
                break
            }
            seen.append(name)
            guard let text = text(of: name) else {
                complaints.append("There is no \(kind.one) \u{201C}\(name)\u{201D}; the default is used.")
                break
            }
            files.insert(File(name: name.contains("/") ? name : "\(name).toml", text: text), at: 0)
            name = InheritedFile.name(in: text)
        }
        return ([shipped] + files + (own.map { [$0] } ?? []), complaints)
    }

    private func text(of name: String) -> String? {
        let paths =
            name.contains("/")
            ? [name]
            : ([options.configurationFolder] + options.dataFolders).map { "\($0)/\(kind.rawValue)/\(name).toml" }
        return paths.lazy.compactMap { TextFile.read($0) }.first
    }

    /// The names that can be chosen, the default first.
    var names: [String] {
        let found = ([options.configurationFolder] + options.dataFolders).flatMap {
            TextFile.names(in: "\($0)/\(kind.rawValue)")
        }
        let names = Set(found.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(".toml".count)) })
        return ["default"] + names.subtracting(["default"]).sorted()
    }

    /// What a file says of itself: the words of its first comment.
    func description(of name: String) -> String {
        let text = text(of: name) ?? (name == "default" ? shipped.text : "")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("#") }
        let words = lines.map { String($0.drop { $0 == "#" || $0 == " " }) }.joined(separator: " ")
        let end = words.firstIndex(of: ".").map { words.index(after: $0) } ?? words.endIndex
        return String(words[..<end])
    }
}
