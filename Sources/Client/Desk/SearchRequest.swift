import Domain
import Operations

/// The question of the input line.
nonisolated struct SearchRequest: AreaRequest {
    var text: String
    /// Rows at most.
    var limit: Int

    var isCommand: Bool { false }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        .found(try await desk.search([text] + KeyboardReadings.others(of: text), limit: limit))
    }
}
