import Glibc

/// Whole files of text, of a size a person could have written.
nonisolated enum TextFile {
    static let limit = 1_000_000

    /// Nil when the file cannot be read, is too large, or is not UTF-8.
    static func read(_ path: String, limit: Int = limit) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= limit {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return count == 0 ? String(validating: bytes, as: UTF8.self) : nil }
            bytes += chunk.prefix(count)
        }
        return nil
    }

    /// Writes the file whole or not at all, for its owner only; what was there stays until then. Its folder is made.
    static func replace(_ path: String, with text: String) -> Bool {
        guard let slash = path.lastIndex(of: "/"), makeFolder(String(path[..<slash])) else { return false }
        let next = "\(path).\(getpid())"
        let file = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let isWritten = send(text, to: file)
        close(file)
        guard isWritten, rename(next, path) == 0 else {
            unlink(next)
            return false
        }
        return true
    }

    /// Writes all of the text, however many pieces the descriptor takes it in.
    static func send(_ text: String, to file: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The names in a folder; none when there is no such folder.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names
    }

    /// Makes the folder and those above it, for the owner only.
    static func makeFolder(_ path: String) -> Bool {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return false }
        return makeFolder(String(path[..<slash])) && (mkdir(path, 0o700) == 0 || errno == EEXIST)
    }
}
