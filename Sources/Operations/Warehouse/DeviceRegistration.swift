package import Domain
package import Store

/// Registers the devices and consumables of a file in a stock: one receipt, scanned in parts and posted. The keys are made
/// of the file's contents, so that the same file given again after a break goes on where it stopped, and changes nothing
/// once it is done (features F6.3).
package struct DeviceRegistration: Sendable {
    package struct Report: Hashable, Sendable {
        package var number: String
        package var taken: Int
        /// What was not taken: the line of the file, the serial, and why.
        package var refused: [Refusal]
    }

    package struct Refusal: Hashable, Sendable {
        package var line: Int
        package var scan: String
        package var words: String
    }

    package enum Failure: Error, Hashable, Sendable {
        case encoding(TextEncoding.Failure)
        case table(DelimitedText.Failure)
        case stock(String, known: [String])
        case model(String)
        case document(String)
        case empty

        package var sentence: String {
            switch self {
            case .encoding(let failure): failure.sentence
            case .table(let failure): failure.sentence
            case .stock(let code, let known):
                "There is no stock \(code) of yours; there are \(known.joined(separator: ", "))."
            case .model(let code): "There is no model \(code)."
            case .document(let number): "There is no draft of a receipt \(number)."
            case .empty: "The file has no row to register."
            }
        }
    }

    package let list: StockList
    private let hash: String

    /// Lines sent at once.
    static let part = 100

    /// Reads a file with the models of the database.
    package init(_ bytes: [UInt8], model: String?, on session: StoreSession) async throws {
        let models = try await session.deviceModels()
        let chosen = models.first { $0.code.lowercased() == model?.lowercased() }
        if let model, chosen == nil { throw Failure.model(model) }
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes)
        } catch {
            throw Failure.encoding(error)
        }
        do throws(DelimitedText.Failure) {
            list = try StockList(text, models: models, model: chosen)
        } catch {
            throw Failure.table(error)
        }
        hash = String(SHA256.hex(of: bytes).prefix(32))
    }

    /// Registers what is right in the file; each part is a transaction of its own.
    package func register(into stock: String, note: String, on session: StoreSession) async throws -> Report {
        guard !list.entries.isEmpty else { throw Failure.empty }
        let stocks = try await session.stocks().filter { $0.isMine && $0.isActive }
        guard let place = stocks.first(where: { $0.code == stock }) else {
            throw Failure.stock(stock, known: stocks.map(\.code))
        }
        let key = { (step: String) in CommandKey(rawValue: "stock.register.\(hash).\(place.id).\(step)") }
        let document = try await session.openDocument(
            StockDocumentOpening(kind: .receive, to: place.id, note: note), key: key("open"))
        var refused: [Refusal] = []
        for start in stride(from: 0, to: list.entries.count, by: Self.part) {
            let part = list.entries[start..<min(start + Self.part, list.entries.count)]
            let answers = try await session.scan(part.map(\.scan), into: document, key: key("\(start)"))
            for (entry, answer) in zip(part, answers) where answer.verdict.tone == .bad || answer.verdict == .duplicate
            {
                refused.append(Refusal(line: entry.line, scan: entry.scan.scan, words: answer.words))
            }
        }
        guard refused.count < list.entries.count else {
            try await session.dropDocument(document, key: key("drop"))
            return Report(number: "", taken: 0, refused: refused)
        }
        let posting = try await session.postDocument(document, isWhole: false, key: key("post"))
        return Report(number: posting.number, taken: posting.taken, refused: refused)
    }

    /// Makes the file the supplier's list of a draft, in place of the one it had; answers its rows.
    package func expect(in number: String, on session: StoreSession) async throws -> Int {
        guard !list.entries.isEmpty else { throw Failure.empty }
        let documents = try await session.stockDocuments(limit: 1_000)
        guard
            let document = documents.first(where: { $0.number == number && $0.kind == .receive && $0.state == .draft })
        else { throw Failure.document(number) }
        // A new command each time: the list given last counts, be it one that was there before.
        return try await session.expectItems(list.entries.map(\.item), in: document.id, key: .make())
    }
}

extension StockList.Entry {
    fileprivate var scan: DocumentScan {
        DocumentScan(
            scan: item.serial ?? "\(model.name), \(item.quantity ?? 0)", serials: item.serial.map { [$0] } ?? [],
            mac: item.mac, model: model.id, quantity: item.quantity)
    }
}
