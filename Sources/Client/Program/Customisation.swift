import Terminal

/// The keymap and theme in force: the compiled-in default, the chosen one over it, the user's own file over both.
/// Whatever is wrong with a file is told in sentences; the client starts all the same.
struct Customisation {
    let keymap: Keymap
    let theme: Theme
    /// Files that are not there, or that build on themselves.
    let notFound: [String]

    var complaints: [String] { keymap.complaints + theme.complaints }

    init(_ options: ClientOptions) {
        let keymaps = CustomFiles(kind: .keymaps, options: options).chain(options.keymap)
        let themes = CustomFiles(kind: .themes, options: options).chain(options.theme)
        keymap = keymaps.files.reduce(into: Keymap()) { $0.merge($1.text, from: $1.name) }
        theme = themes.files.reduce(into: Theme()) { $0.merge($1.text, from: $1.name) }
        notFound = keymaps.complaints + themes.complaints
    }
}
