import Domain
import Terminal

extension ReceiveScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.write("RECEIVE", row: 0, column: 1, width: 8, .strong)
        let stock = stocks?.first { "\($0.id)" == form["stock"] }
        let words = stock.map { "into \($0.name); \($0.devicesInStock) devices are there" } ?? "choose where to"
        sheet.write(words, row: 0, column: 10, width: sheet.width - 11, .dim)
        let fields = fields
        sheet.within(row: 2, column: 0, height: fields.count, width: sheet.width) { form.draw(on: &$0, fields: fields) }
        sheet.ruleAcross(row: 3 + fields.count)
        let top = 4 + fields.count
        sheet.within(row: top, column: 0, height: sheet.height - top, width: sheet.width) { log.draw(on: &$0) }
    }

    var unsent: String? {
        log.waiting.isEmpty ? nil : "\(log.waiting.count) scans are not in the database yet."
    }
}
