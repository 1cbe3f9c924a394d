import Glibc

/// Where the screens of a script go.
struct ScreenSink {
    /// Nil: to standard output, each under a line with its name and size.
    let folder: String?

    /// Gives a screen out; a sentence when that cannot be done.
    func write(_ rows: [String], columns: Int, name: String) -> String? {
        let text = rows.map { $0 + "\n" }.joined()
        guard let folder else {
            return TextFile.send("--- \(name) \(columns)x\(rows.count)\n\(text)", to: 1)
                ? nil : "The screen \u{201C}\(name)\u{201D} cannot be written to standard output."
        }
        let path = "\(folder)/\(name).txt"
        guard TextFile.replace(path, with: text) else {
            return "The screen \u{201C}\(name)\u{201D} cannot be written to \(path)."
        }
        return nil
    }

    /// A picture the operator asked for: a file of its own below the state folder, readable by its owner only, since
    /// it may show anybody's data. Gives its path; nil when it cannot be written.
    static func keep(_ rows: [String], stamp: String, stateFolder: String) -> String? {
        let folder = "\(stateFolder)/screens"
        guard TextFile.makeFolder(folder) else { return nil }
        let text = rows.map { $0 + "\n" }.joined()
        for number in 1...99 {
            let path = "\(folder)/\(stamp)\(number == 1 ? "" : "-\(number)").txt"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if file < 0, errno == EEXIST { continue }
            guard file >= 0 else { return nil }
            defer { close(file) }
            return TextFile.send(text, to: file) ? path : nil
        }
        return nil
    }
}
