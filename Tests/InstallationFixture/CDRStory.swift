import Domain
import Operations
package import Store

/// Files of calls of an installation, imported as `bcrm calls import` does.
package struct CDRStory: Sendable {
    private let installation: Installation
    private let login: String

    package init(_ installation: Installation, login: String = "op_aram") {
        self.installation = installation
        self.login = login
    }

    /// Numbers, start and duration; no id.
    package static let mapping = """
        [file]
        source = "switch-1"

        [time]
        pattern = "YYYY-MM-DD hh:mm:ss"
        zone = "Asia/Yerevan"

        [columns]
        calling = "A"
        called = "B"
        start = "start"
        duration = "seconds"

        """

    package static let header = "A,B,start,seconds\n"

    /// - Parameter stopsAfter: chunks after which somebody stops it.
    @discardableResult
    package func `import`(
        _ text: String, name: String = "calls.csv", mapping: String = mapping, again: Bool = false,
        stopsAfter: Int? = nil, piece: Int = 65_536
    ) async throws -> CDRFileState {
        let bytes = Array(text.utf8)
        return try await ServiceStory(installation).acting(login) { session in
            var position = 0
            var chunks = 0
            return try await CDRFile.import(
                {
                    guard position < bytes.count else { return nil }
                    defer { position += piece }
                    return Array(bytes[position..<min(position + piece, bytes.count)])
                }, name: name, contentHash: SHA256.hex(of: bytes), mapping: try CDRMapping(mapping),
                mappingText: mapping, readsAgain: again, on: session,
                isStopped: { stopsAfter.map { chunks >= $0 } ?? false }
            ) { _ in chunks += 1 }
        }
    }
}
