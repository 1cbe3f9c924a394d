import Glibc

/// How far the lesson is, on disk: one line, replaced as a whole, so that it goes on where it was.
actor TutorialFile {
    nonisolated let path: String
    private var newest = 0

    init(stateFolder: String) { path = "\(stateFolder)/tutorial" }

    /// Nil where none was begun.
    nonisolated func stepID() -> String? {
        TextFile.read(path)?.split(separator: "\n").first.map(String.init)
    }

    /// Writes a step, unless a later one is written already. A disk that cannot be written costs only the place.
    func keep(_ stepID: String, change: Int) {
        guard change > newest, let slash = path.lastIndex(of: "/"), TextFile.makeFolder(String(path[..<slash])) else {
            return
        }
        newest = change
        let next = "\(path).\(getpid())"
        let file = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let bytes = Array("\(stepID)\n".utf8)
        let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        if written != bytes.count || rename(next, path) != 0 { unlink(next) }
    }
}
