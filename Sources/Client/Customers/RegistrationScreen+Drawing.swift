import Domain
import Terminal

extension RegistrationScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let isWide = sheet.width >= Layout.wide
        let formWidth = isWide ? sheet.width * 2 / 3 : sheet.width
        let preview = PricePreview(offer: tariffs.offer(in: form), startsOn: context.clock.today)
        let formHeight = isWide ? sheet.height : sheet.height - preview.lines.count
        sheet.within(row: 0, column: 0, height: formHeight, width: formWidth) { form.draw(on: &$0, fields: fields) }
        if isWide {
            sheet.rule(column: formWidth)
            sheet.within(row: 0, column: formWidth + 2, height: sheet.height, width: sheet.width - formWidth - 3) {
                preview.draw(on: &$0)
            }
        } else {
            sheet.within(row: formHeight, column: 1, height: preview.lines.count, width: sheet.width - 2) {
                preview.draw(on: &$0)
            }
        }
    }
}

extension ServiceScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let preview = PricePreview(offer: tariffs.offer(in: form), startsOn: context.clock.today)
        let height = min(fields.count + preview.lines.count + 3, sheet.height)
        sheet.dialog(title: "New service for \(opening.name)", height: height, width: min(sheet.width - 4, 76)) {
            area in
            area.within(row: 0, column: 0, height: area.height - preview.lines.count - 1, width: area.width) {
                form.draw(on: &$0, fields: fields)
            }
            area.within(
                row: area.height - preview.lines.count, column: 1, height: preview.lines.count, width: area.width - 2
            ) { preview.draw(on: &$0) }
        }
    }
}
