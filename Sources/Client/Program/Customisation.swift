import CDefaults
import Terminal

/// The keymap and theme in force: the compiled-in default, the chosen one over it, the user's own file over both.
/// Whatever is wrong with a file is told in sentences; the client starts all the same.
struct Customisation {
    let keymap: Keymap
    let theme: Theme

    var complaints: [String] { keymap.complaints + theme.complaints }

    init(_ options: ClientOptions) {
        var keymap = Keymap()
        var theme = Theme()
        keymap.merge(Self.text(default_keymap(), default_keymap_count()), from: "the default keymap")
        theme.merge(Self.text(default_theme(), default_theme_count()), from: "the default theme")
        let lost = { (kind: String, name: String) in "There is no \(kind) \u{201C}\(name)\u{201D}; the default is used."
        }
        var missing: [String] = []
        for file in Self.files(options.keymap, kind: "keymaps", options) {
            if let text = file.text {
                keymap.merge(text, from: file.name)
            } else {
                missing.append(lost("keymap", file.name))
            }
        }
        for file in Self.files(options.theme, kind: "themes", options) {
            if let text = file.text {
                theme.merge(text, from: file.name)
            } else {
                missing.append(lost("theme", file.name))
            }
        }
        if let text = TextFile.read("\(options.configurationFolder)/keymap.toml") {
            keymap.merge(text, from: "keymap.toml")
        }
        if let text = TextFile.read("\(options.configurationFolder)/theme.toml") {
            theme.merge(text, from: "theme.toml")
        }
        self.keymap = keymap
        self.theme = theme
        notFound = missing
    }

    let notFound: [String]

    private struct File {
        var name: String
        var text: String?
    }

    /// The chosen file with those it inherits before it, the outermost first.
    private static func files(
        _ chosen: String, kind: String, _ options: ClientOptions
    ) -> [File] {
        var files: [File] = []
        var name = chosen
        while !name.isEmpty, name != "default", !files.contains(where: { $0.name == name }) {
            let paths =
                name.contains("/")
                ? [name] : ([options.configurationFolder] + options.dataFolders).map { "\($0)/\(kind)/\(name).toml" }
            let text = paths.lazy.compactMap { TextFile.read($0) }.first
            files.append(File(name: name, text: text))
            name = text.map(InheritedFile.name) ?? ""
        }
        return files.reversed()
    }

    private static func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
