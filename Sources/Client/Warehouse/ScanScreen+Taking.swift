import Domain
import Operations
import Terminal

/// From what was scanned to what is asked of the database.
extension ScanScreen {
    mutating func paste(_ text: String, in context: ScreenContext) -> [Effect] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        guard lines.count > 1 else {
            field.insert(text)
            return []
        }
        if let effects = takeTable(text, in: context) { return effects }
        lines[0] = field.text + lines[0]
        field = InputLine("")
        return take(lines.filter { !$0.trimmed.isEmpty }.map { Scan(text: $0, isMarked: false) }, in: context)
    }

    mutating func takeEarly(in context: ScreenContext) -> [Effect] {
        guard summary != nil, models != nil, !early.isEmpty else { return [] }
        let scans = early
        early = []
        return take(scans, in: context)
    }

    /// Takes scans in, in order; each is understood, and what it comes to waits for the database.
    mutating func take(_ scans: [Scan], in context: ScreenContext) -> [Effect] {
        guard let summary, let models else {
            early += scans
            return []
        }
        guard summary.state.isOpen else {
            return [.say(.bad("\(summary.number) is \(StockWords.state(summary)); nothing more goes into it.")), .ring]
        }
        var effects: [Effect] = [.clearMessage]
        let reader = ScanReader(models: models, settings: context.scanner)
        for (index, scan) in scans.enumerated() {
            let reading = reader.read(scan.text)
            guard !reading.text.isEmpty else {
                effects += [.say(.bad("Nothing was scanned.")), .ring]
                continue
            }
            let number = typedNumber(scan, reading, among: models)
            if number?.quantity == nil, queue.isDoubleTrigger(reading.text, at: context.clock.terminalNow),
                scans.count == 1
            {
                effects += [
                    .say(.bad("The scanner read \u{201C}\(reading.text)\u{201D} twice; it counts once.")), .ring,
                ]
                continue
            }
            let found: [ScanQueue.Waiting] =
                if let number {
                    [waiting(reading, number, shown: number.scan)]
                } else {
                    summary.kind == .receive ? assembled(reading, models) : identified(reading, models)
                }
            guard queue.add(found) else {
                let more = scans.count - index - 1
                let left = more == 0 ? "\(reading.text) was" : "\(reading.text) and \(more) more were"
                effects += [
                    .say(.bad("\(queue.count) scans are waiting; \(left) not taken. Wait for them.")), .ring,
                ]
                break
            }
        }
        return effects + send(in: context)
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        guard summary != nil, queue.count > 0, !queue.isSending, !queue.isStopped else { return [] }
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason))] }
        guard let group = queue.next() else { return [] }
        return [.ask(.warehouse(.scan(group.scans.map(\.order), document, key: group.key)), purpose: "scan")]
    }

    private func waiting(_ reading: ScanReading, _ order: DocumentScan, shown: String? = nil) -> ScanQueue.Waiting {
        ScanQueue.Waiting(
            shown: shown ?? reading.text, order: order,
            remark: reading.layout.map { " (typed on the \($0) layout)" } ?? "")
    }

    /// Of a receipt: labels put together into devices.
    private mutating func assembled(_ reading: ScanReading, _ models: [DeviceModel]) -> [ScanQueue.Waiting] {
        hint = ""
        return assembly.take(reading, among: models).compactMap { step in
            switch step {
            case .device(let serial, let mac, let model):
                return waiting(
                    reading, DocumentScan(scan: reading.text, serials: [serial], mac: mac, model: model), shown: serial)
            case .quantity(let model, let count):
                return waiting(reading, DocumentScan(scan: reading.text, model: model, quantity: count))
            case .awaiting(let words):
                hint = words
                return nil
            case .model(let model):
                hint = "From here on: \(model.name)"
                return nil
            case .incomplete(let serial, let words):
                return waiting(
                    reading, DocumentScan(scan: serial, problem: words, isIncomplete: true), shown: serial)
            case .refused(let serial, let words):
                return waiting(reading, DocumentScan(scan: serial ?? reading.text, problem: words), shown: serial)
            }
        }
    }

    /// Everywhere else: a device is looked up by whatever of its label was read.
    private mutating func identified(_ reading: ScanReading, _ models: [DeviceModel]) -> [ScanQueue.Waiting] {
        hint = ""
        for element in reading.ways.first?.elements ?? [] {
            let model: DeviceModel? =
                switch element {
                case .productCode(let code): models.first { $0.productCodes.contains(code) }
                case .partNumber(let number): models.first { $0.partNumbers.contains(number) }
                default: nil
                }
            if let model, !model.isSerialised {
                assembly.choose(model)
                hint = "\(model.name): now type how many"
                return []
            }
        }
        let isProduct = reading.ways.first?.elements.allSatisfy { element in
            switch element {
            case .productCode, .partNumber, .logisticUnit, .count: true
            default: false
            }
        }
        let identifiers = reading.identifiers
        guard isProduct != true, !identifiers.isEmpty else {
            let words = reading.problem ?? "The product's code; scan the serial."
            return [waiting(reading, DocumentScan(scan: reading.text, problem: words))]
        }
        return [
            waiting(
                reading, DocumentScan(scan: reading.text, serials: identifiers, mac: reading.mac),
                shown: identifiers.first)
        ]
    }

    /// Plain digits are so much up to here; from here on they may as well be a code, and a plus sign says that they are none.
    static let leastDoubtful: Int64 = 10_000

    /// A number typed while a consumable is chosen is so much of it; nil: it is a code. What a scanner gave is never a
    /// number, nor is the code of a product: the digits of an EAN-8 would be millions of pieces.
    private func typedNumber(_ scan: Scan, _ reading: ScanReading, among models: [DeviceModel]) -> DocumentScan? {
        guard let model = assembly.model, !model.isSerialised, !scan.isMarked else { return nil }
        let typed = scan.text.trimmed
        let isSigned = typed.hasPrefix("+")
        // Otherwise something was taken off it that scanners put on.
        guard isSigned || reading.layout != nil || reading.text == typed else { return nil }
        let digits = isSigned ? String(typed.dropFirst()) : reading.text
        guard (1...10).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int64(digits), count > 0 || summary?.kind == .count
        else { return nil }
        if !isSigned {
            guard digits.utf8.count < 10, !isOurs(reading, among: models) else { return nil }
            let refusal = { (words: String) in DocumentScan(scan: digits, problem: words) }
            if ScanReader.productCode(digits) != nil { return refusal("A product's code (EAN-8), not how many") }
            if count >= Self.leastDoubtful { return refusal("A code? If it is how many, type +\(digits)") }
        }
        return DocumentScan(scan: model.unit.words(count), model: model.id, quantity: count)
    }

    /// A code that a model here knows as its own.
    private func isOurs(_ reading: ScanReading, among models: [DeviceModel]) -> Bool {
        reading.elements.contains { element in
            switch element {
            case .productCode(let code): models.contains { $0.productCodes.contains(code) }
            case .partNumber(let number): models.contains { $0.partNumbers.contains(number) }
            // Shorter ones are how many, whatever a lenient mask takes.
            case .serial(let serial): serial.count > 4 && models.contains { $0.serialMask?.matches(serial) == true }
            default: false
            }
        }
    }
}
