import Glibc

/// The program that runs this.
package enum Program {
    package static var path: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The folder it stands in.
    package static var folder: String { FileTree.parent(of: path) }

    /// Replaces this process by the same program with one more variable, unless it is set already.
    package static func restartOnce(setting name: String, to value: String) {
        guard getenv(name) == nil else { return }
        setenv(name, value, 1)
        let words = CommandLine.arguments.map { strdup($0) } + [nil]
        execv(path, words)
        // Not restarted: it works without as well.
        words.forEach { free($0) }
    }
}
