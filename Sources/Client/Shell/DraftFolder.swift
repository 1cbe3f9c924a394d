import Domain
import Glibc

/// One operator's drafts on disk: one file each, replaced as a whole, readable by their owner only. An actor, so that
/// the files are written off the UI thread and in order.
actor DraftFolder {
    nonisolated let path: String
    private var newest: [DraftID: Int] = [:]

    /// What one operator has typed is never offered to the next at the same desk: each login has its folder.
    init(stateFolder: String, login: String) { path = "\(stateFolder)/drafts/\(Self.plain(login))" }

    /// Every whole draft; a torn or foreign file is left alone.
    func load() -> [Draft] {
        let drafts = TextFile.names(in: path).compactMap { name -> Draft? in
            guard name.hasSuffix(".draft"), let text = TextFile.read("\(path)/\(name)"), let draft = Draft(text: text)
            else { return nil }
            return Self.fileName(draft.id) == name ? draft : nil
        }
        return drafts.sorted { $0.keptAt < $1.keptAt }
    }

    /// Writes the draft unless a newer change of it was written already. False: it could not be kept.
    func keep(_ draft: Draft, change: Int) -> Bool {
        guard change >= newest[draft.id, default: 0] else { return true }
        newest[draft.id] = change
        return TextFile.replace("\(path)/\(Self.fileName(draft.id))", with: draft.text)
    }

    func forget(_ id: DraftID, change: Int) {
        guard change >= newest[id, default: 0] else { return }
        newest[id] = change
        unlink("\(path)/\(Self.fileName(id))")
    }

    private static func fileName(_ id: DraftID) -> String {
        "\(plain(id.rawValue)).draft"
    }

    /// A name that is safe as a file's.
    static func plain(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") ? $0 : "_" })
    }
}
