import Domain
import Operations
import Terminal

/// A device: what it is, where it is, and its whole life: every movement with who, when, document and ticket.
struct DeviceScreen: Screen {
    let device: DeviceID
    var sheet: DeviceSheet?
    var loadedAt: Instant?
    var selection = RowSelection<Int>()

    init(device: DeviceID) { self.device = device }

    var keyContexts: [String] { ["warehouse.device", "list"] }
    var crumb: String { sheet.map { "Device \($0.device.serial)" } ?? "Device" }
    var readAt: Instant? { loadedAt }
    private var ids: [Int] { Array((sheet?.movements ?? []).indices) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.warehouse): return load()
        case .reply(.warehouse(.device(let found)), _):
            sheet = found
            loadedAt = context.clock.now
            selection.reconcile(with: ids)
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.warehouse(.device(device)), purpose: "device")] }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if selection.perform(action, in: ids, visible: context.rows - 7) { return sheet == nil ? [.holdInput] : [] }
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load()
        default: break
        }
        guard let sheet else { return [.holdInput] }
        switch action {
        case .deviceOwner:
            guard let customer = sheet.customer else { return [.say(.plain("No customer has it."))] }
            return [.open(.customer(customer, name: sheet.device.location))]
        case .deviceMark: return [.open(.deviceMarking(sheet.device))]
        case .listOpen:
            guard let index = selection.id, sheet.movements.indices.contains(index) else { return [] }
            let movement = sheet.movements[index]
            if let document = movement.document { return [.open(.stockDocument(document))] }
            if let ticket = movement.ticket { return [.open(.ticket(ticket))] }
            return [.say(.plain("This was done without a document."))]
        default: return []
        }
    }

    /// Why it cannot be marked faulty or working; nil when it can.
    var whyNoMark: String? {
        guard let device = sheet?.device else { return nil }
        return [.new, .inStock, .faulty].contains(device.state)
            ? nil : "Only a device in a stock is marked; this one is \(device.state.words)."
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        guard let found = self.sheet else {
            sheet.write("Reading\u{2026}", row: 1, column: 2, .dim)
            return
        }
        let device = found.device
        sheet.write(device.serial, row: 0, column: 1, width: 36, .strong)
        sheet.write(
            device.state.words, row: 0, column: sheet.width - 14, width: 13, device.state.role ?? .text, isRight: true)
        sheet.write(device.modelName, row: 1, column: 1, width: 36)
        let mac = device.mac.isEmpty ? "no MAC" : "MAC \(HardwareAddress.text(of: device.mac))"
        sheet.write(mac, row: 1, column: 40, width: sheet.width - 41, .dim)
        let place = found.service.isEmpty ? device.location : "\(device.location), service \(found.service)"
        sheet.write(place, row: 2, column: 1, width: sheet.width - 2)
        let rows = found.movements
        let table = Table(columns: [
            Table.Column(title: "When", width: 16), Table.Column(title: "What", width: 11),
            Table.Column(title: "From and to", width: nil), Table.Column(title: "Document", width: 13),
            Table.Column(title: "By", width: 16), Table.Column(title: "Note", width: 24, from: 110),
        ])
        sheet.within(row: 4, column: 0, height: sheet.height - 6, width: sheet.width) { area in
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: "Nothing has happened to it yet.") {
                index in
                let row = rows[index]
                let way = [row.from, row.to].filter { !$0.isEmpty }.joined(separator: " > ")
                let paper = row.documentNumber.isEmpty ? row.ticket.map { "#\($0)" } ?? "" : row.documentNumber
                return [
                    Table.Cell(context.clock.dateAndTime(of: row.at)), Table.Cell(StockWords.movement(row.kind)),
                    Table.Cell(way), Table.Cell(paper, .dim), Table.Cell(row.actor), Table.Cell(row.note, .dim),
                ]
            }
        }
        if let index = selection.id, rows.indices.contains(index), !rows[index].note.isEmpty {
            sheet.write(rows[index].note, row: sheet.height - 2, column: 1, width: sheet.width - 2, .dim)
        }
        KeyHints([.listOpen, .deviceOwner, .deviceMark], of: keyContexts, in: context)
            .draw(on: &sheet, row: sheet.height - 1)
    }
}

/// Looks a device up by what was typed after `!` or scanned: its own screen when there is one such, else a list.
struct DeviceSearchScreen: Screen {
    let text: String
    let forms: [String]
    var devices: [DeviceSummary]?
    var selection = RowSelection<DeviceID>()

    static let limit = 100

    init(text: String, reader: ScanReader) {
        self.text = text.trimmed
        forms = reader.forms(text)
    }

    var keyContexts: [String] { ["list"] }
    var crumb: String { "Device \(text)" }
    private var ids: [DeviceID] { (devices ?? []).map(\.id) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return load()
        case .changed(.warehouse), .resumed: return devices == nil ? load() : []
        case .reply(.warehouse(.devices(let found)), _):
            if found.count == 1 { return [.replace(.device(found[0].id))] }
            let exact = found.filter { forms.contains($0.serial) || forms.contains($0.mac) }
            if exact.count == 1 { return [.replace(.device(exact[0].id))] }
            devices = found
            selection.reconcile(with: ids)
            return found.isEmpty ? [.say(.bad("No device is known by \u{201C}\(text)\u{201D}.")), .ring] : []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(.cancel): return [.close]
        case .action(.viewRefresh): return load()
        case .action(.listOpen):
            guard devices != nil else { return [.holdInput] }
            return selection.id.map { [.open(.device($0))] } ?? []
        case .action(let action):
            _ = selection.perform(action, in: ids, visible: context.rows - 1)
            return devices == nil ? [.holdInput] : []
        default: return []
        }
    }

    private func load() -> [Effect] { [.ask(.warehouse(.find(forms, limit: Self.limit)), purpose: "find")] }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let words = devices == nil ? "Reading\u{2026}" : "No device is known by \u{201C}\(text)\u{201D}."
        DeviceTable.draw(devices ?? [], on: &sheet, selection: selection, whenEmpty: words)
    }
}
