import Domain
import Glibc

/// Where one operator's clients are, on disk: a file for each that runs, named by its process, readable by its owner only.
/// A client that is left takes its own away; what one that ended otherwise leaves is taken by the next. An actor, so that
/// the files are written off the UI thread and in order.
actor SessionFolder {
    nonisolated let path: String
    private let process: Int32
    private var newest = 0

    private static let suffix = ".trail"

    init(stateFolder: String, login: String, process: Int32 = getpid()) {
        path = "\(stateFolder)/sessions/\(DraftFolder.plain(login))"
        self.process = process
    }

    private var own: String { "\(path)/\(process)\(Self.suffix)" }

    /// A disk that cannot be written costs only the way back.
    func keep(_ trail: SessionTrail, change: Int) {
        guard change > newest else { return }
        newest = change
        _ = TextFile.replace(own, with: trail.text)
    }

    func drop(change: Int) {
        guard change > newest else { return }
        newest = change
        unlink(own)
    }

    /// The newest that clients left which are not there any more; all of theirs are taken away.
    func takeLeft(now: Instant) -> SessionTrail? {
        var found: [SessionTrail] = []
        for name in TextFile.names(in: path) where name.hasSuffix(Self.suffix) {
            guard let number = Int32(name.dropLast(Self.suffix.count)), number > 0, !isRunning(number) else { continue }
            if let trail = TextFile.read("\(path)/\(name)").flatMap({ SessionTrail(text: $0) }) { found.append(trail) }
            unlink("\(path)/\(name)")
        }
        return found.filter { $0.isFresh(at: now) }.max { $0.keptAt < $1.keptAt }
    }

    /// What has this process's own number is of one before it: nothing was kept yet.
    private func isRunning(_ number: Int32) -> Bool {
        number != process && (kill(number, 0) == 0 || errno == EPERM)
    }
}
