import Domain
import Terminal

/// Asks how a ticket leaves its step: the way out and its resolution in one list, and a comment. With no ways it is the
/// comment alone that is sent.
struct PushScreen: Screen {
    struct Way: Equatable {
        var transition: TransitionOption
        var resolution: String
    }

    let direction: PushDirection
    let ways: [Way]
    let title: String?
    var selected = 0
    var comment: InputLine
    var error: String?
    private var ended = ""

    init(opening: PushOpening) {
        direction = opening.direction
        title = opening.title
        ways = opening.transitions.flatMap { transition in
            transition.resolutions.map { Way(transition: transition, resolution: $0) }
        }
        comment = InputLine(opening.comment)
    }

    var keyContexts: [String] { ["tickets.push", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String {
        title ?? (ways.isEmpty ? "Comment" : direction == .forward ? "Push forward" : "Push back")
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .text(let text), .paste(let text):
            error = nil
            comment.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            return []
        case .action(.cancel): return [.answer(.comment(comment.text))]
        case .action(.moveUp):
            selected = max(selected - 1, 0)
            return []
        case .action(.moveDown):
            selected = min(selected + 1, max(ways.count - 1, 0))
            return []
        case .action(.dialogAccept):
            return ScannedText.ends(comment.text, &ended) ? [.say(.scanEnded(.dialogAccept)), .ring] : accept()
        case .action(.ticketForward): return accept(by: .forward)
        case .action(.ticketBack): return accept(by: .back)
        case .action(let action):
            if InputLine.isEdit(action) { comment.perform(action) }
            return []
        default: return []
        }
    }

    /// The key that opened it goes through with it; the other way's key must not.
    private mutating func accept(by way: PushDirection) -> [Effect] {
        guard ways.isEmpty || way == direction else {
            return [.say(.plain("This pushes the ticket \(direction == .back ? "back" : "forward").")), .ring]
        }
        return accept()
    }

    private mutating func accept() -> [Effect] {
        if ways.isEmpty {
            guard comment.text.trimmed.isEmpty else { return [.answer(.sendComment(comment.text))] }
            error = "Write the comment first."
            return [.ring]
        }
        guard ways.indices.contains(selected) else { return [] }
        let way = ways[selected]
        if way.transition.needsComment, comment.text.trimmed.isEmpty {
            error = "Say in the comment why."
            return [.ring]
        }
        return [
            .answer(.push(transition: way.transition.code, resolution: way.resolution, comment: comment.text))
        ]
    }
}
