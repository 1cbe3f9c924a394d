package import Domain
import Store

extension DatabaseDesk {
    package func stockDocuments(limit: Int) async throws(DeskError) -> [StockDocumentSummary] {
        try await run { try await $0.stockDocuments(limit: limit) }
    }

    package func stockDocuments(
        _ filter: StockDocumentFilter, limit: Int
    ) async throws(DeskError) -> [StockDocumentSummary] {
        try await run { try await $0.stockDocuments(filter, limit: limit) }
    }

    package func stockDocument(
        _ document: StockDocumentID, newest: Int?
    ) async throws(DeskError) -> StockDocumentSheet {
        try await run { try await $0.stockDocument(document, newest: newest) }
    }

    package func openDocument(
        _ opening: StockDocumentOpening, key: CommandKey
    ) async throws(DeskError) -> StockDocumentID {
        try await run { try await $0.openDocument(opening, key: key) }
    }

    package func expectItems(
        _ items: [ExpectedItem], in document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> Int {
        try await run { try await $0.expectItems(items, in: document, key: key) }
    }

    package func scan(
        _ scans: [DocumentScan], into document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> [DocumentScanAnswer] {
        try await run { try await $0.scan(scans, into: document, key: key) }
    }

    package func undoScan(
        _ undo: ScanUndo, of document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> String {
        try await run { try await $0.undoScan(undo, of: document, key: key) }
    }

    package func postDocument(
        _ document: StockDocumentID, isWhole: Bool, key: CommandKey
    ) async throws(DeskError) -> StockPosting {
        try await run { try await $0.postDocument(document, isWhole: isWhole, key: key) }
    }

    package func dropDocument(_ document: StockDocumentID, key: CommandKey) async throws(DeskError) {
        try await run { try await $0.dropDocument(document, key: key) }
    }

    package func settleLine(
        _ line: Int, of document: StockDocumentID, decision: StockDecision, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run {
            try await $0.settleLine(line, of: document, decision: decision, reason: reason, key: key)
        }
    }

    package func findDevices(_ forms: [String], limit: Int) async throws(DeskError) -> [DeviceSummary] {
        try await run { try await $0.findDevices(forms, limit: limit) }
    }

    package func device(_ device: DeviceID) async throws(DeskError) -> DeviceSheet {
        try await run { try await $0.device(device) }
    }

    package func markDevice(
        _ device: DeviceID, isFaulty: Bool, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.markDevice(device, isFaulty: isFaulty, reason: reason, key: key) }
    }

    package func devices(
        of model: Int, in stock: StockID, limit: Int
    ) async throws(DeskError) -> [DeviceSummary] {
        try await run { try await $0.devices(of: model, in: stock, limit: limit) }
    }

    package func takeBackDevice(
        ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> String {
        try await run { try await $0.takeBackDevice(ticket: ticket, customer: customer, key: key) }
    }

    package func branches() async throws(DeskError) -> [Branch] { try await run { try await $0.branches() } }

    package func quantityMovements(
        of model: Int, in stock: StockID, _ filter: QuantityFilter, before: Int64?, limit: Int
    ) async throws(DeskError) -> [QuantityMovement] {
        try await run {
            try await $0.quantityMovements(of: model, in: stock, filter, before: before, limit: limit)
        }
    }

    package func stockLevels() async throws(DeskError) -> [StockLevel] { try await run { try await $0.stockLevels() } }

    package func saveStock(_ form: StockForm, key: CommandKey) async throws(DeskError) -> StockID {
        try await run { try await $0.saveStock(form, key: key) }
    }

    package func saveModel(_ model: DeviceModel, key: CommandKey) async throws(DeskError) -> Int {
        try await run { try await $0.saveModel(model, key: key) }
    }

    package func setMinimum(
        _ minimum: Int64, of model: Int, in stock: StockID, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.setMinimum(minimum, of: model, in: stock, key: key) }
    }
}
