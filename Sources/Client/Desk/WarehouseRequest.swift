import Domain
import Operations

/// Stock documents, devices, levels, models.
nonisolated enum WarehouseRequest: AreaRequest {
    case documents(limit: Int)
    case findDocuments(StockDocumentFilter, limit: Int)
    /// Whole, or its newest lines alone.
    case document(StockDocumentID, newest: Int? = nil)
    case levels
    /// Of a consumable in a stock, older than one of them; nil begins with the newest.
    case movements(model: Int, StockID, QuantityFilter, before: Int64?, limit: Int)
    /// The devices of a model in a stock.
    case devicesOf(model: Int, StockID, limit: Int)
    case branches
    case find([String], limit: Int)
    case device(DeviceID)
    /// A table in a file of the terminal's own machine.
    case readList(path: String)

    /// The device that was handed over on a ticket goes back to where it came from.
    case takeBack(TicketID, CustomerID, key: CommandKey)
    case open(StockDocumentOpening, key: CommandKey)
    case expect([ExpectedItem], StockDocumentID, key: CommandKey)
    case scan([DocumentScan], StockDocumentID, key: CommandKey)
    case undo(ScanUndo, StockDocumentID, key: CommandKey)
    case post(StockDocumentID, isWhole: Bool, key: CommandKey)
    case drop(StockDocumentID, key: CommandKey)
    case settle(line: Int, StockDocumentID, StockDecision, reason: String, key: CommandKey)
    case mark(DeviceID, isFaulty: Bool, reason: String, key: CommandKey)
    case saveStock(StockForm, key: CommandKey)
    case saveModel(DeviceModel, key: CommandKey)
    case minimum(Int64, model: Int, StockID, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .documents, .findDocuments, .document, .levels, .movements, .devicesOf, .branches, .find, .device,
            .readList:
            false
        case .takeBack, .open, .expect, .scan, .undo, .post, .drop, .settle, .mark, .saveStock, .saveModel, .minimum:
            true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply { .warehouse(try await ask(desk)) }

    private func ask(_ desk: any OperatorDesk) async throws(DeskError) -> WarehouseReply {
        switch self {
        case .documents(let limit): return .documents(try await desk.stockDocuments(limit: limit))
        case .findDocuments(let filter, let limit):
            return .documents(try await desk.stockDocuments(filter, limit: limit))
        case .document(let document, let newest):
            return .document(try await desk.stockDocument(document, newest: newest))
        case .levels: return .levels(try await desk.stockLevels())
        case .movements(let model, let stock, let filter, let before, let limit):
            return .movements(
                try await desk.quantityMovements(of: model, in: stock, filter, before: before, limit: limit))
        case .devicesOf(let model, let stock, let limit):
            return .devices(try await desk.devices(of: model, in: stock, limit: limit))
        case .branches: return .branches(try await desk.branches())
        case .takeBack(let ticket, let customer, let key):
            return .takenBack(try await desk.takeBackDevice(ticket: ticket, customer: customer, key: key))
        case .find(let forms, let limit): return .devices(try await desk.findDevices(forms, limit: limit))
        case .device(let device): return .device(try await desk.device(device))
        case .readList(let path): return .listText(try LocalFile.text(path))
        case .open(let opening, let key): return .opened(try await desk.openDocument(opening, key: key))
        case .expect(let items, let document, let key):
            return .expected(try await desk.expectItems(items, in: document, key: key))
        case .scan(let scans, let document, let key):
            return .scanned(try await desk.scan(scans, into: document, key: key))
        case .undo(let undo, let document, let key):
            return .undone(try await desk.undoScan(undo, of: document, key: key))
        case .post(let document, let isWhole, let key):
            return .posted(try await desk.postDocument(document, isWhole: isWhole, key: key))
        case .drop(let document, let key):
            try await desk.dropDocument(document, key: key)
            return .dropped(document)
        case .settle(let line, let document, let decision, let reason, let key):
            try await desk.settleLine(line, of: document, decision: decision, reason: reason, key: key)
            return .settled(document)
        case .mark(let device, let isFaulty, let reason, let key):
            try await desk.markDevice(device, isFaulty: isFaulty, reason: reason, key: key)
            return .marked(device)
        case .saveStock(let form, let key): return .stockSaved(try await desk.saveStock(form, key: key))
        case .saveModel(let model, let key): return .modelSaved(try await desk.saveModel(model, key: key))
        case .minimum(let minimum, let model, let stock, let key):
            try await desk.setMinimum(minimum, of: model, in: stock, key: key)
            return .minimumSet
        }
    }
}

nonisolated enum WarehouseReply: Hashable, Sendable {
    case documents([StockDocumentSummary])
    case document(StockDocumentSheet)
    case levels([StockLevel])
    case movements([QuantityMovement])
    case branches([Branch])
    case devices([DeviceSummary])
    case device(DeviceSheet)
    case listText(String)

    /// The device's serial.
    case takenBack(String)
    case opened(StockDocumentID)
    case expected(Int)
    case scanned([DocumentScanAnswer])
    case undone(String)
    case posted(StockPosting)
    case dropped(StockDocumentID)
    case settled(StockDocumentID)
    case marked(DeviceID)
    case stockSaved(StockID)
    case modelSaved(Int)
    case minimumSet

    /// Something was changed to get it. Scans come by the hundred; their screen looks again by itself.
    var isOfCommand: Bool {
        switch self {
        case .documents, .document, .levels, .movements, .branches, .devices, .device, .listText, .scanned, .undone:
            false
        case .takenBack, .opened, .expected, .posted, .dropped, .settled, .marked, .stockSaved, .modelSaved,
            .minimumSet:
            true
        }
    }

    /// What is said when the screen that asked is closed by now; nil: nothing.
    @MainActor var lateWords: String? {
        switch self {
        case .posted(let posting): StockWords.after(posting)
        case .takenBack(let serial): "\(serial) is taken back."
        case .dropped: "The draft is given up."
        case .settled: "The difference is settled."
        case .marked: "The device is marked."
        case .stockSaved: "The stock is saved."
        case .modelSaved: "The model is saved."
        case .minimumSet: "The minimum is set."
        default: nil
        }
    }
}
