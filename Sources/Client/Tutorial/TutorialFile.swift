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
        guard change > newest else { return }
        newest = change
        _ = TextFile.replace(path, with: "\(stepID)\n")
    }
}
