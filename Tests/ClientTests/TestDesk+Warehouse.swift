import Domain
import Operations

@testable import Client

/// What ``TestDesk`` answers about the warehouse: one document at a time, whose scans are good unless said otherwise.
nonisolated extension TestDesk {
    struct Warehouse {
        var document = Samples.document(.receive)
        var lines: [StockDocumentLine] = []
        /// What the scan of a serial is; otherwise it is accepted, the second time a duplicate.
        var verdicts: [String: ScanVerdict] = [:]
        var models = Samples.models
        var differences = Samples.differences
        /// Each scan has a number by which it is undone, as what comes of a sent move.
        var arrivals = false
        var levels = Samples.levels
        /// What any file holds.
        var file = ""
        var found: [DeviceSummary] = [Samples.device("HWTC1A2B3C4D")]
        var keys: [CommandKey: [DocumentScanAnswer]] = [:]

        /// The serials that count, in the order they came.
        var counted: [String] { lines.filter(\.isCounted).map(\.serial).reversed() }
    }

    static func answer(_ request: WarehouseRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        .success(.warehouse(reply(to: request, &state.warehouse)))
    }

    private static func reply(to request: WarehouseRequest, _ state: inout Warehouse) -> WarehouseReply {
        switch request {
        case .documents: return .documents([state.document, Samples.document(.count, 9), Samples.sent])
        case .findDocuments(let filter, _):
            return .documents(
                [state.document, Samples.document(.count, 9), Samples.sent].filter { document in
                    (filter.kind == nil || document.kind == filter.kind)
                        && (filter.state == nil || document.state == filter.state)
                        && document.number.lowercased().contains(filter.text.lowercased())
                })
        case .document(let id, let newest):
            var summary = id == Samples.sent.id ? Samples.sent : state.document
            if id == state.document.id, summary.state == .draft {
                summary.counted = state.lines.count(where: \.isCounted)
            }
            return .document(
                StockDocumentSheet(
                    summary: summary, lines: Array(state.lines.prefix(newest ?? .max)),
                    differences: newest == nil ? state.differences : []))
        case .levels: return .levels(state.levels)
        case .find: return .devices(state.found)
        case .device: return .device(Samples.deviceSheet)
        case .open: return .opened(state.document.id)
        case .expect(let items, _, _):
            state.document.expected = items.count
            return .expected(items.count)
        case .scan(let scans, _, let key):
            if let earlier = state.keys[key] { return .scanned(earlier) }
            var answers: [DocumentScanAnswer] = []
            for scan in scans {
                let isStopped = state.document.stopsOnError && answers.contains { $0.verdict.tone == .bad }
                answers.append(isStopped ? answer(.waiting, "") : take(scan, &state))
            }
            state.keys[key] = answers
            return .scanned(answers)
        case .undo(let undo, _, _):
            let line =
                switch undo {
                case .line(let line), .arrival(let line), .mac(let line): line
                }
            let scan = state.lines.first { $0.line == line }?.serial ?? ""
            state.lines.removeAll { $0.line == line }
            return .undone(scan)
        case .post:
            return .posted(
                StockPosting(
                    number: state.document.number, state: .posted, taken: state.lines.count(where: \.isCounted),
                    aside: 0))
        case .movements(_, _, let filter, let before, let limit):
            let found = Samples.movements.filter { row in
                row.id < before ?? .max && (filter.kind == nil || row.kind == filter.kind)
                    && (filter.text.isEmpty || row.documentNumber.contains(filter.text))
            }
            return .movements(Array(found.prefix(limit)))
        case .devicesOf: return .devices(state.found)
        case .readList: return .listText(state.file)
        case .branches: return .branches([Branch(code: "north", name: "North"), Branch(code: "south", name: "South")])
        case .takeBack: return .takenBack("HWTC1A2B3C4D")
        case .drop(let document, _): return .dropped(document)
        case .settle(_, let document, _, _, _): return .settled(document)
        case .mark(let device, _, _, _): return .marked(device)
        case .saveStock: return .stockSaved(StockID(7))
        case .saveModel: return .modelSaved(7)
        case .minimum: return .minimumSet
        }
    }

    private static func answer(_ verdict: ScanVerdict, _ serial: String, line: Int? = nil) -> DocumentScanAnswer {
        DocumentScanAnswer(
            verdict: verdict, explanation: "it says why", line: line, serial: serial, modelName: "Huawei HG8245",
            location: "Central stock")
    }

    private static func take(_ scan: DocumentScan, _ state: inout Warehouse) -> DocumentScanAnswer {
        let serial = scan.serials.first ?? scan.scan
        var verdict = state.verdicts[serial] ?? .accepted
        if scan.problem != nil { verdict = scan.isIncomplete ? .incomplete : .unreadable }
        if verdict == .accepted, state.counted.contains(serial) { return answer(.duplicate, serial) }
        let line = (state.lines.first?.line ?? 0) + 1
        state.lines.insert(
            StockDocumentLine(
                line: line, scan: scan.scan, verdict: verdict, explanation: scan.problem ?? "",
                isCounted: verdict.tone != .bad, device: nil, serial: serial, modelName: "Huawei HG8245",
                quantity: scan.quantity, arrived: nil, isArrived: false, settled: "", scannedBy: "Anna K."), at: 0)
        var answer = answer(verdict, serial, line: line)
        if state.arrivals { answer.arrival = line }
        if let problem = scan.problem { answer.explanation = problem }
        return answer
    }

    func warehouse<Value>(
        _ request: WarehouseRequest, _ pick: (WarehouseReply) -> Value?
    ) throws(DeskError) -> Value {
        try get(.warehouse(request)) { if case .warehouse(let reply) = $0 { pick(reply) } else { nil } }
    }

    func stockDocuments(limit: Int) async throws(DeskError) -> [StockDocumentSummary] {
        try warehouse(.documents(limit: limit)) { if case .documents(let found) = $0 { found } else { nil } }
    }
    func stockDocuments(_ filter: StockDocumentFilter, limit: Int) async throws(DeskError) -> [StockDocumentSummary] {
        try warehouse(.findDocuments(filter, limit: limit)) {
            if case .documents(let found) = $0 { found } else { nil }
        }
    }
    func stockDocument(_ document: StockDocumentID, newest: Int?) async throws(DeskError) -> StockDocumentSheet {
        try warehouse(.document(document, newest: newest)) { if case .document(let found) = $0 { found } else { nil } }
    }
    func openDocument(_ opening: StockDocumentOpening, key: CommandKey) async throws(DeskError) -> StockDocumentID {
        try warehouse(.open(opening, key: key)) { if case .opened(let id) = $0 { id } else { nil } }
    }
    func expectItems(
        _ items: [ExpectedItem], in document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> Int {
        try warehouse(.expect(items, document, key: key)) { if case .expected(let count) = $0 { count } else { nil } }
    }
    func scan(
        _ scans: [DocumentScan], into document: StockDocumentID, key: CommandKey
    ) async throws(DeskError) -> [DocumentScanAnswer] {
        try warehouse(.scan(scans, document, key: key)) { if case .scanned(let found) = $0 { found } else { nil } }
    }
    func undoScan(_ undo: ScanUndo, of document: StockDocumentID, key: CommandKey) async throws(DeskError) -> String {
        try warehouse(.undo(undo, document, key: key)) { if case .undone(let scan) = $0 { scan } else { nil } }
    }
    func postDocument(
        _ document: StockDocumentID, isWhole: Bool, key: CommandKey
    ) async throws(DeskError) -> StockPosting {
        try warehouse(.post(document, isWhole: isWhole, key: key)) {
            if case .posted(let posting) = $0 { posting } else { nil }
        }
    }
    func dropDocument(_ document: StockDocumentID, key: CommandKey) async throws(DeskError) {
        _ = try warehouse(.drop(document, key: key)) { $0 }
    }
    func settleLine(
        _ line: Int, of document: StockDocumentID, decision: StockDecision, reason: String, key: CommandKey
    ) async throws(DeskError) {
        _ = try warehouse(.settle(line: line, document, decision, reason: reason, key: key)) { $0 }
    }
    func findDevices(_ forms: [String], limit: Int) async throws(DeskError) -> [DeviceSummary] {
        try warehouse(.find(forms, limit: limit)) { if case .devices(let found) = $0 { found } else { nil } }
    }
    func device(_ device: DeviceID) async throws(DeskError) -> DeviceSheet {
        try warehouse(.device(device)) { if case .device(let found) = $0 { found } else { nil } }
    }
    func markDevice(_ device: DeviceID, isFaulty: Bool, reason: String, key: CommandKey) async throws(DeskError) {
        _ = try warehouse(.mark(device, isFaulty: isFaulty, reason: reason, key: key)) { $0 }
    }
    func devices(of model: Int, in stock: StockID, limit: Int) async throws(DeskError) -> [DeviceSummary] {
        try warehouse(.devicesOf(model: model, stock, limit: limit)) {
            if case .devices(let found) = $0 { found } else { nil }
        }
    }
    func takeBackDevice(
        ticket: TicketID, customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> String {
        try warehouse(.takeBack(ticket, customer, key: key)) {
            if case .takenBack(let serial) = $0 { serial } else { nil }
        }
    }
    func branches() async throws(DeskError) -> [Branch] {
        try warehouse(.branches) { if case .branches(let found) = $0 { found } else { nil } }
    }
    func quantityMovements(
        of model: Int, in stock: StockID, _ filter: QuantityFilter, before: Int64?, limit: Int
    ) async throws(DeskError) -> [QuantityMovement] {
        try warehouse(.movements(model: model, stock, filter, before: before, limit: limit)) {
            if case .movements(let found) = $0 { found } else { nil }
        }
    }
    func stockLevels() async throws(DeskError) -> [StockLevel] {
        try warehouse(.levels) { if case .levels(let found) = $0 { found } else { nil } }
    }
    func saveStock(_ form: StockForm, key: CommandKey) async throws(DeskError) -> StockID {
        try warehouse(.saveStock(form, key: key)) { if case .stockSaved(let id) = $0 { id } else { nil } }
    }
    func saveModel(_ model: DeviceModel, key: CommandKey) async throws(DeskError) -> Int {
        try warehouse(.saveModel(model, key: key)) { if case .modelSaved(let id) = $0 { id } else { nil } }
    }
    func setMinimum(_ minimum: Int64, of model: Int, in stock: StockID, key: CommandKey) async throws(DeskError) {
        _ = try warehouse(.minimum(minimum, model: model, stock, key: key)) { $0 }
    }
}

nonisolated extension Samples {
    /// Of a consumable: a hundred and twenty, the newest first, each tenth a receipt.
    static let movements = (1...120).reversed().map { number in
        QuantityMovement(
            id: Int64(number), at: Instant(microseconds: 1_780_000_000_000_000 + Int64(number) * 60_000_000),
            kind: number.isMultiple(of: 10) ? .receive : .send, from: "", to: "Van 7",
            change: number.isMultiple(of: 10) ? 500 : -20, quantity: 20, balance: Int64(1_000 + number),
            actor: "Anna K.", document: StockDocumentID(Int64(number)), documentNumber: "M-2026-\(100_000 + number)")
    }

    static func document(
        _ kind: StockDocumentKind, _ id: Int64 = 12, state: StockDocumentState = .draft
    ) -> StockDocumentSummary {
        StockDocumentSummary(
            id: StockDocumentID(id), number: "R-2026-0000\(id)", kind: kind, state: state, from: StockID(1),
            fromName: "Central stock", to: StockID(2), toName: "Yerevan-2", customer: nil, customerName: "", model: 1,
            stopsOnError: false, note: "", createdAt: noon, createdBy: "Anna K.", counted: 0, missing: 0, aside: 0,
            expected: 0)
    }

    static let sent: StockDocumentSummary = {
        var summary = document(.move, 20, state: .sent)
        (summary.number, summary.counted, summary.missing) = ("M-2026-000020", 5, 5)
        return summary
    }()

    static let differences = [
        StockDifference(kind: .missing, name: "HWTC00000001", modelName: "Huawei HG8245", written: 1, counted: 0)
    ]

    static let levels = [
        StockLevel(
            stock: StockID(1), stockName: "Central stock", model: 1, modelName: "Huawei HG8245", unit: .piece,
            isSerialised: true, free: 8, faulty: 1, minimum: 30),
        StockLevel(
            stock: StockID(1), stockName: "Central stock", model: 4, modelName: "Drop cable", unit: .metre,
            isSerialised: false, free: 12_000, faulty: 0, minimum: nil),
    ]

    static let deviceSheet = DeviceSheet(
        device: device("HWTC1A2B3C4D"), customer: nil, service: "",
        movements: [
            DeviceMovement(
                at: noon, kind: .arrive, from: "Central stock", to: "Yerevan-2", actor: "Suren H.",
                document: StockDocumentID(20), documentNumber: "M-2026-000020", ticket: nil, note: ""),
            DeviceMovement(
                at: noon, kind: .handOver, from: "Central stock", to: "Petrosyan", actor: "Suren H.", document: nil,
                documentNumber: "", ticket: TicketID(12), note: ""),
        ])
}
