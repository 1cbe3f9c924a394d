import Domain
import Terminal

extension PushScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = min(ways.count, max(sheet.height - 8, 1))
        Dialog(title: crumb, height: rows + 6, width: min(sheet.width - 4, 76)).draw(on: &sheet) { area in
            area.within(row: 0, column: 0, height: rows, width: area.width) { list in
                let words = ways.map {
                    "\($0.transition.label) > \($0.transition.toStepName): \(TicketWords.resolution($0.resolution))"
                }
                list.drawChoices(words, selected: ways.isEmpty ? nil : selected)
            }
            let isNeeded = ways.indices.contains(selected) && ways[selected].transition.needsComment
            area.write("Comment\(isNeeded ? "*" : "")", row: rows + 1, column: 1, width: 9, .label)
            comment.draw(on: &area, row: rows + 1, column: 11, width: area.width - 13, .fieldFocus)
            let hint = context.words(
                ways.isEmpty
                    ? "\(key: .dialogAccept) sends it to all who see the ticket, \(key: .cancel) keeps it unsent."
                    : "\(key: .dialogAccept) does it, \(key: .cancel) goes back and keeps the comment.")
            area.write(
                error ?? hint, row: rows + 3, column: 1, width: area.width - 2, error == nil ? .dim : .fieldError)
        }
    }
}
