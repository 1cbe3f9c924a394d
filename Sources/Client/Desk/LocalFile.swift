import Domain
import Glibc
import Operations

/// Files on the operator's own machine: read part by part into the database, and written back without ever replacing
/// one unasked.
nonisolated enum LocalFile {
    /// With the home folder for a leading tilde.
    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }

    static func name(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
    }

    private static func reason() -> String { String(cString: strerror(errno)) }

    // MARK: Reading

    /// What is announced of a file before its content: nothing of it is kept in memory.
    static func inspect(_ path: String, title: String) throws(DeskError) -> AttachmentDraft {
        let file = try opened(path)
        defer { close(file) }
        var hash = SHA256()
        var size: Int64 = 0
        var beginning: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if Task.isCancelled { throw .cancelled }
            let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .refused("\(path) cannot be read: \(reason()).") }
            if count == 0 { break }
            if beginning.isEmpty { beginning = Array(buffer[..<count]) }
            hash.update(buffer[..<count])
            size += Int64(count)
        }
        let name = name(of: path)
        return AttachmentDraft(
            fileName: name, title: title, mediaType: MediaType.guess(name: name, beginning: beginning), size: size,
            sha256: hash.hex)
    }

    /// A regular file; anything else (a folder, a pipe, a device) might never end.
    private static func opened(_ path: String) throws(DeskError) -> Int32 {
        let file = open(expanded(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .refused("\(path) cannot be read: \(reason()).") }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw .refused("\(path) is no file.")
        }
        return file
    }

    static func read(_ path: String, place: Int) throws(DeskError) -> [UInt8] {
        let file = try opened(path)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Attachment.partSize)
        var filled = 0
        while filled < bytes.count {
            let offset = off_t(place) * off_t(Attachment.partSize) + off_t(filled)
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset)
            }
            guard count >= 0 else { throw .refused("\(path) cannot be read: \(reason()).") }
            if count == 0 { break }
            filled += count
        }
        guard filled > 0 else { throw .refused("\(path) became shorter while it was read; begin again.") }
        return Array(bytes[..<filled])
    }

    /// A file of a size a person could have made, as text in the encoding it is in.
    static func text(_ path: String) throws(DeskError) -> String {
        let file = try opened(path)
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .refused("\(path) cannot be read: \(reason()).") }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= mostText else {
                throw .refused("\(path) is larger than \(mostText / 1_000_000) MB: divide it.")
            }
        }
        do throws(TextEncoding.Failure) {
            return try TextEncoding.text(of: bytes)
        } catch {
            throw .refused("\(path): \(error.sentence)")
        }
    }

    private static let mostText = 16_000_000

    /// Paths that begin with what is typed; folders end in a slash. In order, at most two hundred.
    static func completions(of typed: String) -> [String] {
        let slash = typed.lastIndex(of: "/")
        let folder = slash.map { String(typed[...$0]) } ?? ""
        let beginning = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
        guard let directory = opendir(folder.isEmpty ? "." : expanded(folder)) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", name.hasPrefix(beginning), beginning.hasPrefix(".") || !name.hasPrefix(".")
            else { continue }
            var status = stat()
            let isFolder = stat(expanded(folder + name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            found.append(folder + name + (isFolder ? "/" : ""))
        }
        return Array(found.sorted().prefix(200))
    }

    // MARK: Writing

    static func refuse(existing path: String, unless overwrites: Bool) throws(DeskError) {
        var status = stat()
        guard !overwrites, stat(expanded(path), &status) == 0 else { return }
        throw .conflict(existsWords(path))
    }

    private static func existsWords(_ path: String) -> String { "\(path) is there already; nothing was written." }

    /// What is being written stands beside the wanted name until it is whole.
    private static func unfinished(_ path: String) -> String { "\(expanded(path)).\(getpid()).part" }

    static func append(_ content: [UInt8], to path: String, place: Int) throws(DeskError) {
        let target = unfinished(path)
        let flags = place == 0 ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW : O_WRONLY | O_CLOEXEC
        let file = open(target, flags, 0o600)
        guard file >= 0 else { throw .refused("\(path) cannot be written: \(reason()).") }
        defer { close(file) }
        var written = 0
        while written < content.count {
            let offset = off_t(place) * off_t(Attachment.partSize) + off_t(written)
            let count = content.withUnsafeBytes { buffer in
                pwrite(file, buffer.baseAddress?.advanced(by: written), buffer.count - written, offset)
            }
            guard count > 0 else {
                let words = reason()
                unlink(target)
                throw .refused("\(path) cannot be written: \(words).")
            }
            written += count
        }
    }

    /// Gives the whole file its name, if it is the file it should be and the name is free.
    static func finish(_ path: String, sha256: String?, size: Int64, overwrites: Bool) throws(DeskError) {
        let target = unfinished(path)
        defer { unlink(target) }
        if let sha256 {
            let written = try inspect(target, title: "")
            guard written.sha256 == sha256, written.size == size else {
                throw .refused("What was written to \(path) is not the file that was kept; try again.")
            }
        }
        if overwrites {
            guard rename(target, expanded(path)) == 0 else { throw .refused("\(path) cannot be written: \(reason()).") }
            return
        }
        // A link never replaces what is there, whoever made it meanwhile.
        guard link(target, expanded(path)) == 0 else {
            throw errno == EEXIST
                ? .conflict(existsWords(path)) : .refused("\(path) cannot be written: \(reason()).")
        }
    }

    /// Removes what was written of a file that was given up.
    static func abandon(_ path: String) { unlink(unfinished(path)) }
}

/// What kind of content a file has (RFC 6838 names), by its name and its first octets.
nonisolated enum MediaType {
    private static let byEnding = [
        "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt": "application/vnd.oasis.opendocument.text", "zip": "application/zip", "csv": "text/csv",
        "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "json": "application/json",
        "xml": "application/xml", "html": "text/html", "eml": "message/rfc822", "wav": "audio/wav", "mp3": "audio/mpeg",
    ]

    static func guess(name: String, beginning: [UInt8]) -> String {
        let ending = name.split(separator: ".").dropFirst().last.map { $0.lowercased() } ?? ""
        if let known = byEnding[ending] { return known }
        return isText(beginning) ? "text/plain" : "application/octet-stream"
    }

    /// UTF-8 without zero octets; a character cut at the end does not count against it.
    static func isText(_ bytes: [UInt8]) -> Bool {
        guard !bytes.contains(0) else { return false }
        return bytes.isEmpty
            || (0...3).contains { cut in
                cut < bytes.count && String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
            }
    }
}
