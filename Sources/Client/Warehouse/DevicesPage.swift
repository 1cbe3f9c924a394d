import Domain
import Operations
import Terminal

/// Devices by serial, MAC or another code of their label, whole, its beginning or its end: what is typed or scanned is
/// looked up.
struct DevicesPage: PanelPage {
    private(set) var devices: [DeviceSummary]?
    private(set) var readAt: Instant?
    private(set) var isTyping = true
    private(set) var input = InputLine("")
    /// What was asked for last, and what the devices shown were found by: until they are the same, they are of before.
    private var soughtFor = ""
    private(set) var foundFor = ""
    var table = TableState<DeviceID>()

    static let limit = 100
    static let pause = 80
    /// Characters that are worth a search.
    static let least = 3

    var keyContexts: [String] {
        isTyping ? ["warehouse.lookup", "text"] : ["warehouse.devices", "warehouse", "list"]
    }
    var takesText: Bool { isTyping }
    private var shown: [DeviceSummary] { table.arranged(devices ?? []) { DeviceTable.cells($0) } }
    private var ids: [DeviceID] { shown.map(\.id) }

    mutating func load(in context: ScreenContext) -> [Effect] { search(in: context) }

    private mutating func search(in context: ScreenContext) -> [Effect] {
        let text = input.text.trimmed
        soughtFor = text
        guard text.count >= Self.least else {
            (devices, foundFor) = (nil, text)
            return [.cancel(purpose: "devices")]
        }
        let forms = ScanReader(settings: context.scanner).forms(text)
        return [.ask(.warehouse(.find(forms, limit: Self.limit)), purpose: "devices")]
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.warehouse(.devices(let found)), _):
            (devices, foundFor) = (found, soughtFor)
            readAt = context.clock.now
            table.reconcile(with: ids)
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
        let sortable = DeviceTable.columns.seen(width: context.columns)
        // Nothing is done here with many at once.
        if action != .markToggle, action != .markAll,
            table.perform(action, in: ids, visible: context.rows - 3, sortable: sortable)
        {
            return []
        }
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
            guard let device = table.selection.id else {
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
        let shown = shown
        sheet.within(row: 1, column: 0, height: sheet.height - 2, width: sheet.width) { area in
            let words =
                devices == nil
                ? "Type or scan a serial or MAC, or the beginning or end of one."
                : "No device is known by \(foundFor)."
            DeviceTable.draw(shown, on: &area, state: table, whenEmpty: words, hasFocus: !isTyping)
        }
        // In the line the keys of the tabs are text: those that are not are told.
        let actions: [ActionID] =
            isTyping
            ? [.stockTabNext, .stockTabPrevious, .listOpen, .sortNext, .cancel]
            : [.listOpen, .stockFilter, .sortNext, .stockTabNext]
        KeyHints(actions, of: keyContexts, in: context).draw(on: &sheet, row: sheet.height - 1)
    }
}

/// Devices as every list shows them.
enum DeviceTable {
    static let columns = Table(columns: [
        Table.Column(title: "Serial", width: 18), Table.Column(title: "MAC", width: 17),
        Table.Column(title: "Model", width: 14), Table.Column(title: "State", width: 11),
        Table.Column(title: "Where", width: nil),
    ])

    static func cells(_ row: DeviceSummary) -> [Table.Cell] {
        [
            Table.Cell(row.serial), Table.Cell(HardwareAddress.text(of: row.mac)), Table.Cell(row.modelName),
            Table.Cell(row.state.words, row.state.role), Table.Cell(row.location),
        ]
    }

    static func draw(
        _ rows: [DeviceSummary], on sheet: inout Sheet, state: TableState<DeviceID>, whenEmpty: String,
        hasFocus: Bool = true
    ) {
        columns.draw(on: &sheet, ids: rows.map(\.id), state: state, whenEmpty: whenEmpty, hasFocus: hasFocus) {
            cells(rows[$0])
        }
    }

    static func draw(
        _ rows: [DeviceSummary], on sheet: inout Sheet, selection: RowSelection<DeviceID>, whenEmpty: String
    ) {
        columns.draw(on: &sheet, ids: rows.map(\.id), selection: selection, whenEmpty: whenEmpty) { cells(rows[$0]) }
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
