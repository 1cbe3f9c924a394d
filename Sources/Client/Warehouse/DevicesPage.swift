import Domain
import Operations
import Terminal

/// Devices by serial, MAC or another code of their label, whole or its beginning: what is typed or scanned is looked up.
struct DevicesPage: PanelPage {
    private(set) var devices: [DeviceSummary]?
    private(set) var readAt: Instant?
    private(set) var isTyping = true
    private(set) var input = InputLine("")
    /// What was asked for last, and what the devices shown were found by: until they are the same, they are of before.
    private var soughtFor = ""
    private(set) var foundFor = ""
    var selection = RowSelection<DeviceID>()

    static let limit = 100
    static let pause = 80
    /// Characters that are worth a search.
    static let least = 3

    var keyContexts: [String] { isTyping ? ["filter", "text"] : ["warehouse.devices", "warehouse", "list"] }
    var takesText: Bool { isTyping }
    private var ids: [DeviceID] { (devices ?? []).map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] { search(in: context) }

    private mutating func search(in context: ScreenContext) -> [Effect] {
        let text = input.text.trimmed
        soughtFor = text
        guard text.count >= Self.least else {
            (devices, foundFor) = (nil, text)
            return [.cancel(purpose: "devices")]
        }
        let forms = DeviceSearchScreen.forms(text, ScanReader(settings: context.scanner))
        return [.ask(.warehouse(.find(forms, limit: Self.limit)), purpose: "devices")]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.warehouse(.devices(let found)), _):
            (devices, foundFor) = (found, soughtFor)
            readAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .text(let text), .paste(let text):
            guard isTyping else { return nil }
            input.insert(text.split(whereSeparator: \.isNewline).joined(separator: " "))
            return [.clearMessage, .after(milliseconds: Self.pause, timer: "devices")]
        case .timer("devices"): return search(in: context)
        case .action(let action): return perform(action, in: context)
        default: return nil
        }
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: context.rows - 3) { return [] }
        switch action {
        case .stockFilter where !isTyping:
            isTyping = true
            return []
        case .listOpen:
            let text = input.text.trimmed
            guard text.count >= Self.least else {
                return [.say(.plain("Type or scan a serial or MAC, three characters at least."))]
            }
            // Never a device of what was typed before.
            guard foundFor == text, devices != nil else { return search(in: context) + [.holdInput] }
            guard let device = selection.id else {
                return [.say(.bad("No device is known by \u{201C}\(text)\u{201D}.")), .ring]
            }
            return [.open(.device(device))]
        case .cancel where isTyping:
            guard !input.text.isEmpty else {
                isTyping = false
                return []
            }
            input = InputLine("")
            return search(in: context)
        default:
            guard isTyping, InputLine.isEdit(action) else { return nil }
            let before = input.text
            input.perform(action)
            return input.text == before ? [] : [.after(milliseconds: Self.pause, timer: "devices")]
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.write("Device:", row: 0, column: 1, width: 7, .label)
        input.draw(on: &sheet, row: 0, column: 9, width: 44, .input, hasCursor: isTyping)
        let rows = devices ?? []
        sheet.within(row: 1, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            let words = devices == nil ? "Type or scan a serial or MAC." : "No device is known by \(foundFor)."
            DeviceTable.draw(rows, on: &area, selection: selection, whenEmpty: words, hasFocus: !isTyping)
        }
        KeyHints([.listOpen, .stockFilter, .stockTabNext], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}

/// Devices as every list shows them.
enum DeviceTable {
    static func draw(
        _ rows: [DeviceSummary], on sheet: inout Sheet, selection: RowSelection<DeviceID>, whenEmpty: String,
        hasFocus: Bool = true
    ) {
        let table = Table(columns: [
            Table.Column(title: "Serial", width: 20), Table.Column(title: "MAC", width: 17),
            Table.Column(title: "Model", width: 18), Table.Column(title: "State", width: 11),
            Table.Column(title: "Where", width: nil),
        ])
        table.draw(on: &sheet, ids: rows.map(\.id), selection: selection, whenEmpty: whenEmpty, hasFocus: hasFocus) {
            index in
            let row = rows[index]
            return [
                Table.Cell(row.serial), Table.Cell(HardwareAddress.text(of: row.mac)), Table.Cell(row.modelName),
                Table.Cell(row.state.words, row.state.role), Table.Cell(row.location),
            ]
        }
    }
}

extension DeviceState {
    var role: TextRole? {
        switch self {
        case .new, .inStock: .stateActive
        case .inTransit, .reserved: .scanAgain
        case .faulty, .inRepair, .writtenOff: .stateSuspended
        case .atCustomer: nil
        }
    }
}
