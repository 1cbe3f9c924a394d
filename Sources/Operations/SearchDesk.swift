package import Domain
import Store

/// One line finds anything.
package protocol SearchDesk: Sendable {
    /// - Parameter texts: what was typed; then its readings on other keyboard layouts (``KeyboardReadings``).
    func search(_ texts: [String], limit: Int) async throws(DeskError) -> SearchAnswer
}

extension DatabaseDesk {
    package func search(_ texts: [String], limit: Int) async throws(DeskError) -> SearchAnswer {
        try await run { try await $0.search(texts, limit: limit) }
    }
}
