import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Whatever documents do in whatever order, no device and no metre appears or vanishes.
@Suite struct StockPropertyTests {
    @Test func randomMovementsKeepTheSumOfDevicesAndQuantitiesExact() async throws {
        try await StockStory.run { story in
            let seed = UInt64.random(in: 1...UInt64.max)
            var walk = try await StockWalk(story: story, random: SeededRandom(seed: seed))
            for step in 0..<60 {
                try await walk.step()
                let broken = try await walk.broken() + walk.wrong
                #expect(broken == [], "seed \(seed), step \(step): \(walk.last)")
                if !broken.isEmpty { break }
            }
        }
    }
}

/// A random walk over the warehouse, and what must hold after each step.
private struct StockWalk {
    let story: StockStory
    var random: SeededRandom
    let customer: CustomerID
    var open: [StockDocumentID] = []
    var sent: [StockDocumentID] = []
    var registered = 0
    var last = ""
    /// Of each consumable: in the stocks, on the way and with customers.
    private var total: [Int: Int64] = [:]
    private var devices: Int

    /// Counts that are scanned and not posted yet.
    private var counts: [OpenCount] = []
    /// What a count did and should not have done.
    private(set) var wrong: [String] = []

    /// Where a device is, and the last of its movements, altogether and into one stock.
    private struct Place: Equatable {
        var at: String
        var last: Int64
        var lastInto: Int64
    }

    private struct OpenCount {
        var document: StockDocumentID
        var stock: StockID
        /// The last movement of all when it was opened.
        var since: Int64
        var places: [String: Place]
        var found: Set<String>
        var cable: (counted: Int64, written: Int64)?
    }

    private static let stocks = [StockStory.central, StockStory.van, StockStory.workshop, StockStory.scrap]

    init(story: StockStory, random: SeededRandom) async throws {
        self.story = story
        self.random = random
        customer = try await story.customer()
        devices = Int(try await story.text("SELECT count(*)::text FROM warehouse.device")) ?? 0
        for model in [StockStory.cable, StockStory.connector] { total[model] = try await sum(model) }
    }

    private func sum(_ model: Int) async throws -> Int64 {
        Int64(
            try await story.text(
                """
                SELECT (coalesce((SELECT sum(quantity) FROM warehouse.quantity WHERE model_id = \(model)), 0)
                    + coalesce((SELECT sum(l.quantity - coalesce((SELECT sum(a.quantity)
                            FROM warehouse.document_arrival a WHERE a.document_id = l.document_id AND a.line = l.line
                                AND a.posted_at IS NOT NULL), 0))
                        FROM warehouse.document_line l JOIN warehouse.document d USING (document_id)
                        WHERE l.model_id = \(model) AND l.quantity IS NOT NULL AND l.is_counted AND l.undone_at IS NULL
                            AND l.settled IS NULL AND d.kind = 'move' AND d.state IN ('sent', 'received')), 0))::text
                """)) ?? -1
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try await receive()
        case 1...3: try await begin()
        case 4...5: try await postDraft()
        case 6: try await giveUp()
        case 7...8: try await count()
        case 9: try await postCount()
        default: try await accept()
        }
    }

    private mutating func receive() async throws {
        let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
        registered += 1
        let digits = String(registered + 0x100, radix: 16).uppercased()
        let quantity = Int64.random(in: 1...500, using: &random)
        last = "receive \(digits) and \(quantity) m"
        try await story.scan(["HWTC9\(String(repeating: "0", count: 7 - digits.count))\(digits)"], into: receipt)
        try await story.scans([DocumentScan(scan: "q", model: StockStory.cable, quantity: quantity)], into: receipt)
        try await story.post(receipt)
        devices += 1
        total[StockStory.cable, default: 0] += quantity
    }

    /// Some serials of the demo, wherever they are, and some of a consumable.
    private mutating func fill(_ document: StockDocumentID, by login: String = "op_suren") async throws {
        let serials = (0..<3).map { _ in "HWTCA000000\(Int.random(in: 1...9, using: &random))" }
        let quantity = Int64.random(in: 1...400, using: &random)
        try await story.scan(serials, into: document, by: login)
        try await story.scans(
            [
                DocumentScan(
                    scan: "q", model: Bool.random(using: &random) ? StockStory.cable : StockStory.connector,
                    quantity: quantity)
            ], into: document, by: login)
        last += " \(serials) \(quantity)"
    }

    private mutating func begin() async throws {
        let from = Self.stocks.randomElement(using: &random) ?? StockStory.central
        let to = Self.stocks.filter { $0 != from }.randomElement(using: &random) ?? StockStory.van
        let document: StockDocumentID
        switch Int.random(in: 0..<4, using: &random) {
        case 0: document = try await story.open(.handOver, from: from, customer: customer)
        case 1: document = try await story.open(.takeBack, to: to)
        default: document = try await story.open(.move, from: from, to: to)
        }
        last = "begin \(document)"
        try await fill(document)
        open.append(document)
    }

    private mutating func postDraft() async throws {
        guard let document = open.randomElement(using: &random) else { return }
        open.removeAll { $0 == document }
        last = "post \(document)"
        let before = try await story.sheet(document)
        var given: [Int: Int64] = [:]
        for line in before.lines where line.isCounted {
            guard let quantity = line.quantity else { continue }
            let model = line.modelName.hasPrefix("Drop") ? StockStory.cable : StockStory.connector
            switch before.summary.kind {
            case .handOver: given[model, default: 0] -= quantity
            case .takeBack: given[model, default: 0] += quantity
            default: break
            }
        }
        // What is not there any more is refused as a whole, and nothing has moved.
        let refused = try await story.refusal { _ = try await $0.postDocument(document, isWhole: false, key: .make()) }
        guard refused == nil else { return }
        for (model, change) in given { total[model, default: 0] += change }
        if before.summary.kind == .move { sent.append(document) }
    }

    private mutating func giveUp() async throws {
        guard let document = open.popLast() else { return }
        last = "give up \(document)"
        try await story.acting("op_suren") { try await $0.dropDocument(document, key: .make()) }
    }

    /// Every device of the demo, as a count of a stock looks at it.
    private func places(into stock: StockID) async throws -> [String: Place] {
        let rows = try await story.text(
            """
            SELECT string_agg(concat_ws(' ', d.serial, concat('s' || d.stock_id, 'c' || d.customer_id, 't' || d.transit_id),
                coalesce(max(m.movement_id), 0), coalesce(max(m.movement_id) FILTER (WHERE m.to_stock_id = \(stock)::int), 0)),
                ',') OVER ()
            FROM warehouse.device d LEFT JOIN warehouse.movement m USING (device_id) GROUP BY d.device_id LIMIT 1
            """)
        var places: [String: Place] = [:]
        for row in rows.split(separator: ",") {
            let words = row.split(separator: " ").map(String.init)
            guard words.count == 4 else { continue }
            places[words[0]] = Place(at: words[1], last: Int64(words[2]) ?? -1, lastInto: Int64(words[3]) ?? -1)
        }
        return places
    }

    /// Scanned now, and posted whenever: in between devices and metres come and go.
    private mutating func count() async throws {
        let stock = Self.stocks[Int.random(in: 0..<3, using: &random)]
        let since =
            Int64(try await story.text("SELECT coalesce(max(movement_id), 0)::text FROM warehouse.movement")) ?? -1
        let count = try await story.open(.count, from: stock, by: "op_aram")
        last = "count \(stock)"
        let serials = (1...9).map { "HWTCA000000\($0)" }.shuffled(using: &random)
        let verdicts = try await story.scan(serials, into: count, by: "op_aram")
        let found = zip(serials, verdicts).filter { $0.1 == .accepted || $0.1 == .misplaced }.map(\.0)
        var cable: (counted: Int64, written: Int64)?
        if Bool.random(using: &random) {
            let written = try await story.quantity(StockStory.cable, in: stock)
            let counted = max(0, written + Int64.random(in: -60...60, using: &random))
            try await story.scans(
                [DocumentScan(scan: "q", model: StockStory.cable, quantity: counted)], into: count, by: "op_aram")
            cable = (counted, written)
        }
        counts.append(
            OpenCount(
                document: count, stock: stock, since: since, places: try await places(into: stock), found: Set(found),
                cable: cable))
    }

    /// What it found stands where it was found, unless it has moved since; what it did not find and was there all the time
    /// is missing; and everything else is where it was.
    private mutating func postCount() async throws {
        guard let index = counts.indices.randomElement(using: &random) else { return }
        let count = counts.remove(at: index)
        last = "post count \(count.document) of \(count.stock)"
        let before = try await places(into: count.stock)
        let there = try await story.quantity(StockStory.cable, in: count.stock)
        try await story.post(count.document, by: "op_aram")
        let after = try await places(into: count.stock)
        let (here, scrap) = ("s\(count.stock)", "s\(StockStory.scrap)")
        for (serial, place) in before {
            var wanted = place.at
            if count.found.contains(serial) {
                if place.last == count.places[serial]?.last { wanted = here }
            } else if place.at == here, place.lastInto <= count.since {
                wanted = scrap
            }
            if after[serial]?.at != wanted {
                wrong.append("\(serial) is at \(after[serial]?.at ?? "nothing") instead of \(wanted)")
            }
        }
        let quantity = count.cable.map { max(0, there + $0.counted - $0.written) } ?? there
        let found = try await story.quantity(StockStory.cable, in: count.stock)
        if found != quantity { wrong.append("\(found) m in \(count.stock) instead of \(quantity)") }
        total[StockStory.cable, default: 0] += quantity - there
    }

    private mutating func accept() async throws {
        guard let document = sent.randomElement(using: &random) else { return }
        sent.removeAll { $0 == document }
        last = "accept \(document)"
        let isWhole = Bool.random(using: &random)
        if !isWhole { try await fill(document, by: "op_aram") }
        _ = try await story.refusal("op_aram") {
            _ = try await $0.postDocument(document, isWhole: isWhole, key: .make())
        }
        // What did not come may come late.
        if try await story.sheet(document).summary.state == .sent, Bool.random(using: &random) {
            sent.append(document)
            return
        }
        let sheet = try await story.sheet(document)
        for line in sheet.lines where line.isCounted && !line.hasCome && line.settled.isEmpty {
            let decision = StockDecision.allCases.randomElement(using: &random) ?? .returned
            // A device that was found elsewhere meanwhile is on its way no more.
            let refused = try await story.refusal("op_aram") {
                try await $0.settleLine(line.line, of: document, decision: decision, reason: "walk", key: .make())
            }
            if refused == nil, decision == .lost, let quantity = line.quantity {
                let model = line.modelName.hasPrefix("Drop") ? StockStory.cable : StockStory.connector
                total[model, default: 0] -= quantity - (line.arrived ?? 0)
            }
        }
    }

    /// What does not hold.
    func broken() async throws -> [String] {
        var broken: [String] = []
        let count = Int(try await story.text("SELECT count(*)::text FROM warehouse.device")) ?? -1
        if count != devices { broken.append("\(count) devices instead of \(devices)") }
        for (model, wanted) in total {
            let found = try await sum(model)
            if found != wanted { broken.append("\(found) of model \(model) instead of \(wanted)") }
        }
        let strays = try await story.text(
            """
            SELECT count(*)::text FROM warehouse.device d WHERE num_nonnulls(stock_id, customer_id, transit_id) <> 1
                OR EXISTS (SELECT FROM warehouse.movement m WHERE m.device_id = d.device_id
                    AND m.movement_id = (SELECT max(movement_id) FROM warehouse.movement x WHERE x.device_id = d.device_id)
                    AND (m.to_stock_id, m.to_customer_id) IS DISTINCT FROM (d.stock_id, d.customer_id))
            """)
        let told = try await story.text(
            """
            SELECT count(*)::text FROM warehouse.quantity q WHERE q.quantity <> coalesce((
                SELECT CASE q.stock_id WHEN v.to_stock_id THEN v.to_balance ELSE v.from_balance END
                FROM warehouse.quantity_movement v
                WHERE v.model_id = q.model_id AND q.stock_id IN (v.from_stock_id, v.to_stock_id)
                ORDER BY v.quantity_movement_id DESC LIMIT 1), 0)
            """)
        if told != "0" { broken.append("\(told) quantities are not what their last movement left") }
        let promised = try await story.text(
            """
            SELECT count(*)::text FROM warehouse.device d WHERE (d.state = 'reserved') <> EXISTS (
                SELECT FROM warehouse.document_line l JOIN warehouse.document o USING (document_id)
                WHERE l.device_id = d.device_id AND l.is_counted AND l.undone_at IS NULL AND l.state_before IS NOT NULL
                    AND o.kind = 'hand_over' AND o.state = 'draft' AND d.stock_id = o.from_stock_id)
            """)
        if promised != "0" { broken.append("\(promised) devices are reserved by nobody, or free though promised") }
        if strays != "0" { broken.append("\(strays) devices are not where their last movement says") }
        return broken
    }
}
