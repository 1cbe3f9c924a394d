import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// What was sent comes in: scan by scan, in parts, late, or not at all (business-rules section 7).
@Suite struct StockArrivalTests {
    private func pieces(_ count: Int64) -> DocumentScan {
        DocumentScan(scan: "\(count) pieces", model: StockStory.connector, quantity: count)
    }

    /// A move of devices and of connectors in so many lines, sent from the central stock to the van.
    private func sent(_ serials: [String], _ quantities: [Int64], _ story: StockStory) async throws -> StockDocumentID {
        let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
        try await story.scan(serials, into: move)
        if !quantities.isEmpty { try await story.scans(quantities.map(pieces), into: move) }
        try await story.post(move)
        return move
    }

    private func arrived(_ move: StockDocumentID, _ story: StockStory) async throws -> [Int64?] {
        try await story.sheet(move).lines.reversed().map(\.arrived)
    }

    private func undo(_ undo: ScanUndo?, _ move: StockDocumentID, _ story: StockStory) async throws -> String {
        let undo = try #require(undo)
        return try await story.acting("op_suren") { try await $0.undoScan(undo, of: move, key: .make()) }
    }

    @Test func whatTheSenderSetAsideIsNoneOfTheReceivers() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000001", "NOSUCH00001", "NOSUCH00002"], into: move)
            let draft = try await story.acting("op_suren") { try await $0.stockDocument(move, newest: 10) }
            #expect(draft.summary.aside == 2)
            try await story.post(move)
            let arriving = { try await story.acting("op_suren") { try await $0.stockDocument(move, newest: 10) } }
            #expect(try await arriving().summary.aside == 0)
            #expect(try await arriving().lines == [])
            try await story.scan(["NOSUCH00003"], into: move)
            #expect(try await arriving().summary.aside == 1)
            #expect(try await story.sheet(move).summary.aside == 3, "its sheet tells all of them")
        }
    }

    @Test func undoingTakesBackWhatOneScanBroughtAndNoMore() async throws {
        try await StockStory.run { story in
            let move = try await sent(["HWTCA0000001"], [100, 50], story)
            let first = try await story.scans([pieces(60)], into: move)[0]
            let second = try await story.scans([pieces(30)], into: move)[0]
            #expect(try await undo(second.undo, move, story) == "30 pieces")
            #expect(try await arrived(move, story) == [nil, 60, nil])
            // Over two lines, and by somebody else: what it brought is one scan as well.
            let third = try await story.scans([pieces(80)], into: move, by: "op_aram")[0]
            #expect(try await arrived(move, story) == [nil, 100, 40])
            #expect(try await undo(first.undo, move, story) == "60 pieces")
            #expect(try await arrived(move, story) == [nil, 40, 40])
            #expect(try await undo(third.undo, move, story) == "80 pieces")
            #expect(try await arrived(move, story) == [nil, nil, nil])
            let twice = try await story.refusal {
                _ = try await $0.undoScan(try #require(third.undo), of: move, key: .make())
            }
            #expect(twice == "This scan is undone already.")

            let device = try await story.scans(
                [DocumentScan(scan: "HWTCA0000001", serials: ["HWTCA0000001"])], into: move)[0]
            #expect(try await story.sheet(move).summary.arriving == 1)
            #expect(try await undo(device.undo, move, story) == "HWTCA0000001")
            let extra = try await story.scans(
                [DocumentScan(scan: "HWTCA0000002", serials: ["HWTCA0000002"])], into: move)[0]
            #expect(extra.verdict == .extra)
            #expect(try await undo(extra.undo, move, story) == "HWTCA0000002")
            let summary = try await story.sheet(move).summary
            #expect(summary.arriving == 0 && summary.counted == 3 && summary.missing == 3)
        }
    }

    @Test func theMACOfALabelIsTakenBackWithoutItsDevice() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            let answers = try await story.scans(
                [
                    DocumentScan(scan: "a", serials: ["HWTC0000CC01"]),
                    DocumentScan(scan: "b", serials: ["HWTC0000CC01"], mac: "020000000011"),
                ], into: receipt)
            #expect(try await undo(answers[1].undo, receipt, story) == "The MAC of HWTC0000CC01")
            #expect(try await story.sheet(receipt).summary.counted == 1)
            #expect(
                try await story.text(
                    "SELECT coalesce(mac, 'none') FROM warehouse.document_line WHERE document_id = \(receipt)")
                    == "none")
        }
    }

    @Test func whatDidNotComeStaysInSightAndComesLate() async throws {
        try await StockStory.run { story in
            let move = try await sent(["HWTCA0000001", "HWTCA0000002"], [100, 50], story)
            try await story.scan(["HWTCA0000001"], into: move)
            try await story.scans([pieces(20)], into: move)
            let first = try await story.post(move)
            #expect(first.state == .received && first.taken == 2 && first.missing == 3)

            // Behind newer documents it is still among the first, and its goods are on the way in the levels.
            for _ in 0..<3 {
                let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
                try await story.acting("op_suren") { try await $0.dropDocument(receipt, key: .make()) }
            }
            let open = try await story.acting("op_suren") { try await $0.stockDocuments(limit: 1) }
            #expect(open.map(\.id) == [move] && open[0].state == .sent && open[0].wasReceived && open[0].missing == 3)
            let levels = try await story.acting("op_suren") { try await $0.stockLevels() }
            let connectors = levels.filter { $0.model == StockStory.connector }
            #expect(
                connectors.map { "\($0.stock) \($0.free) \($0.coming) \($0.leaving)" }.sorted() == [
                    "1 650 0 130", "3 40 130 0",
                ])
            let devices = levels.filter { $0.model == StockStory.huawei && $0.coming + $0.leaving > 0 }
            #expect(devices.map { "\($0.stock) \($0.coming) \($0.leaving)" }.sorted() == ["1 0 1", "3 1 0"])
            #expect(
                try await story.refusal { _ = try await $0.postDocument(move, isWhole: false, key: .make()) }?
                    .contains("not received already") == true)

            // Late goods are scanned like the others; what was received is not received again.
            #expect(try await story.scan(["HWTCA0000001", "HWTCA0000002"], into: move) == [.duplicate, .accepted])
            try await story.scans([pieces(130)], into: move)
            let second = try await story.post(move)
            #expect(second.state == .received && second.taken == 3 && second.missing == 0)
            #expect(try await story.place("HWTCA0000002") == "in_stock 3")
            #expect(try await story.quantity(StockStory.connector, in: StockStory.van) == 170)
            let sheet = try await story.sheet(move)
            #expect(sheet.summary.state == .received && sheet.summary.missing == 0)
            #expect(
                try await story.text(
                    "SELECT count(*)::text FROM warehouse.movement WHERE document_id = \(move) AND kind = 'arrive'")
                    == "2")
        }
    }

    @Test func theRestMayComeWholeOrBeSettled() async throws {
        try await StockStory.run { story in
            let whole = try await sent(["HWTCA0000001", "HWTCA0000002"], [100], story)
            try await story.scan(["HWTCA0000001"], into: whole)
            try await story.scans([pieces(70)], into: whole)
            try await story.post(whole)
            let rest = try await story.post(whole, whole: true)
            #expect(rest.taken == 2 && rest.missing == 0)
            #expect(try await story.quantity(StockStory.connector, in: StockStory.van) == 120)

            let settled = try await sent(["HWTCA0000003"], [10], story)
            try await story.scans([pieces(4)], into: settled)
            let lines = try await story.sheet(settled).lines
            let settle = { (line: StockDocumentLine?, decision: StockDecision) in
                let number = try #require(line?.line)
                return try await story.refusal("op_aram") {
                    try await $0.settleLine(number, of: settled, decision: decision, reason: "asked", key: .make())
                }
            }
            let quantity = lines.first { $0.quantity != nil }
            #expect(try await settle(quantity, .lost)?.contains("receive that first") == true)
            try await story.post(settled)
            #expect(try await settle(quantity, .lost) == nil)
            #expect(try await story.sheet(settled).summary.state == .sent)
            #expect(try await settle(lines.first { $0.serial == "HWTCA0000003" }, .returned) == nil)
            #expect(try await story.sheet(settled).summary.state == .received)
        }
    }

    @Test func whatWasSettledAndComesAllTheSameIsToldWithItsPlace() async throws {
        try await StockStory.run { story in
            let move = try await sent(["HWTCA0000001", "HWTCA0000002"], [], story)
            let line = try #require(try await story.sheet(move).lines.first { $0.serial == "HWTCA0000001" }?.line)
            try await story.acting("op_aram") {
                try await $0.settleLine(line, of: move, decision: .returned, reason: "said so", key: .make())
            }
            let answer = try await story.scans(
                [DocumentScan(scan: "HWTCA0000001", serials: ["HWTCA0000001"])], into: move)[0]
            #expect(answer.verdict == .wrongStock && answer.location == "Central warehouse")
        }
    }

    @Test func aDeviceThatACountFoundElsewhereIsNotAwaitedAnyMore() async throws {
        try await StockStory.run { story in
            let move = try await sent(["HWTCA0000001"], [], story)
            let count = try await story.open(.count, from: StockStory.workshop, by: "op_aram")
            #expect(try await story.scan(["HWTCA0000001"], into: count, by: "op_aram") == [.misplaced])
            try await story.post(count, by: "op_aram")
            let sheet = try await story.sheet(move)
            #expect(sheet.summary.missing == 0 && sheet.lines.map(\.settled) == ["elsewhere"])
            let posting = try await story.post(move)
            #expect(posting.taken == 0 && posting.missing == 0)
            #expect(try await story.sheet(move).summary.state == .received)
            #expect(try await story.place("HWTCA0000001") == "in_repair 4")
        }
    }

    @Test func whoAcceptsSeesWhatCameAndNotWhatWasScannedToSendIt() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000001", "HWTCA0000002", "NOSUCH99"], into: move)
            try await story.scans([pieces(100)], into: move)
            try await story.post(move)
            let seen = { () async throws -> [String] in
                try await story.acting("op_suren") {
                    try await $0.stockDocument(move, newest: 10).lines.map {
                        "\($0.serial.isEmpty ? $0.scan : $0.serial) \($0.quantity ?? 1)"
                    }
                }
            }
            #expect(try await seen() == [])
            try await story.scans([pieces(30)], into: move)
            try await story.scan(["HWTCA0000002"], into: move)
            try await story.scan(["NOSUCH98"], into: move)
            #expect(try await seen() == ["NOSUCH98 1", "HWTCA0000002 1", "100 pieces 30"])
            try await story.post(move)
            #expect(try await seen() == [], "what is received is undone no more")
        }
    }
}
