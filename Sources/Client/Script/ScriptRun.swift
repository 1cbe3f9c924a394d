package import Domain

/// How a script is played: what `bcrm --script` was told.
package nonisolated struct ScriptRun: Sendable {
    package var script: Script
    /// The file's name, for sentences.
    package var name: String
    package var columns = 80
    package var rows = 24
    /// On the terminal that is there, instead of in memory.
    package var isShown = false
    /// Where the screens go, a file each; nil: to standard output.
    package var screensFolder: String?
    /// The moment at which the client's clock stands still, so that the screens are the same every time.
    package var now: Instant?
    /// Seconds that a step may take.
    package var timeout = 10

    package init(script: Script, name: String) {
        self.script = script
        self.name = name
    }

    /// A script's text; `-` is standard input. Nil when the file cannot be read, is too large or is not UTF-8.
    package static func text(of path: String) -> String? { TextFile.read(path == "-" ? "/dev/stdin" : path) }
}
