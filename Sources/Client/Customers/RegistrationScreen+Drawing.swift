import Domain
import Terminal

extension RegistrationScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let isWide = sheet.width >= Layout.wide
        let formWidth = isWide ? sheet.width * 2 / 3 : sheet.width
        let preview = PricePreview(offer: tariffs.offer(in: form), startsOn: context.clock.today)
        let previewRows = preview.rows(width: sheet.width - 2)
        let formHeight = isWide ? sheet.height : sheet.height - previewRows
        sheet.within(row: 0, column: 0, height: formHeight, width: formWidth) { form.draw(on: &$0, fields: fields) }
        if isWide {
            sheet.rule(column: formWidth)
            sheet.within(row: 0, column: formWidth + 2, height: sheet.height, width: sheet.width - formWidth - 3) {
                preview.draw(on: &$0)
            }
        } else {
            sheet.within(row: formHeight, column: 1, height: previewRows, width: sheet.width - 2) {
                preview.draw(on: &$0)
            }
        }
    }
}

extension ServiceScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let fields = fields
        let preview = PricePreview(offer: tariffs.offer(in: form), startsOn: context.clock.today)
        let width = min(sheet.width - 4, 76)
        // Inside the frame and the blanks beside it.
        let previewRows = preview.rows(width: width - 6)
        let height = min(Form.rows(fields) + previewRows + 3, sheet.height)
        Dialog(title: "New service for \(opening.name)", height: height, width: width).draw(on: &sheet) { area in
            area.within(row: 0, column: 0, height: area.height - previewRows, width: area.width) {
                form.draw(on: &$0, fields: fields)
            }
            area.within(row: area.height - previewRows, column: 1, height: previewRows, width: area.width - 2) {
                preview.draw(on: &$0)
            }
        }
    }
}
