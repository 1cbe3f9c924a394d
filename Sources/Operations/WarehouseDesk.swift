package import Domain

/// The warehouse: stock documents and what is scanned into them, devices, levels, models (features F6).
package protocol WarehouseDesk: Sendable {
    // Documents
    /// Open ones (drafts, and what is on its way, all of it or some) first, then the newest.
    func stockDocuments(limit: Int) async throws(DeskError) -> [StockDocumentSummary]
    /// Those that the filter lets through, in the same order.
    func stockDocuments(_ filter: StockDocumentFilter, limit: Int) async throws(DeskError) -> [StockDocumentSummary]
    /// Newest: so many scans alone, without what differs; nil: the whole sheet.
    func stockDocument(_ document: StockDocumentID, newest: Int?) async throws(DeskError) -> StockDocumentSheet
    func openDocument(_ opening: StockDocumentOpening, key: CommandKey) async throws(DeskError) -> StockDocumentID
    /// Replaces the supplier's list of a receipt; how many rows.
    func expectItems(
        _ items: [ExpectedItem], in document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> Int
    /// In their order; where the batch stops on errors, those after a bad one are answered with `waiting`.
    func scan(
        _ scans: [DocumentScan], into document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> [DocumentScanAnswer]
    /// What was undone, in the words of its scan.
    func undoScan(_ undo: ScanUndo, of document: StockDocumentID, key: CommandKey) async throws(DeskError) -> String
    /// Posts a draft, or receives what came of a sent move; whole: everything that was missing has come.
    func postDocument(
        _ document: StockDocumentID, isWhole: Bool, key: CommandKey
    ) async throws(DeskError) -> StockPosting
    func dropDocument(_ document: StockDocumentID, key: CommandKey) async throws(DeskError)
    func settleLine(
        _ line: Int, of document: StockDocumentID, decision: StockDecision, reason: String, key: CommandKey
    ) async throws(DeskError)

    // Devices
    /// By any form a scan may have: whole first, then by beginnings and ends of serials and MACs.
    func findDevices(_ forms: [String], limit: Int) async throws(DeskError) -> [DeviceSummary]
    func device(_ device: DeviceID) async throws(DeskError) -> DeviceSheet
    func markDevice(
        _ device: DeviceID, isFaulty: Bool, reason: String, key: CommandKey
    ) async throws(DeskError)

    /// The devices of a model in a stock, by their serials.
    func devices(of model: Int, in stock: StockID, limit: Int) async throws(DeskError) -> [DeviceSummary]
    /// The device that was handed over on a ticket goes back to the stock it came from; answers its serial.
    func takeBackDevice(
        ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> String

    // Stocks
    func branches() async throws(DeskError) -> [Branch]
    /// Of a consumable, newest first.
    func quantityMovements(
        of model: Int, in stock: StockID, _ filter: QuantityFilter, before: Int64?, limit: Int
    ) async throws(DeskError) -> [QuantityMovement]
    func stockLevels() async throws(DeskError) -> [StockLevel]
    func saveStock(_ form: StockForm, key: CommandKey) async throws(DeskError) -> StockID
    func saveModel(_ model: DeviceModel, key: CommandKey) async throws(DeskError) -> Int
    /// Zero takes the level away.
    func setMinimum(
        _ minimum: Int64, of model: Int, in stock: StockID, key: CommandKey
    ) async throws(DeskError)
}
