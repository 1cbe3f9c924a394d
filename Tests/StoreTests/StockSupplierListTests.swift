import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// A delivery and the supplier's list of it, whichever comes first.
@Suite struct StockSupplierListTests {
    private func expect(_ items: [ExpectedItem], in receipt: StockDocumentID, _ story: StockStory) async throws {
        _ = try await story.acting("op_suren") { try await $0.expectItems(items, in: receipt, key: .make()) }
    }

    private func told(_ document: StockDocumentID, _ story: StockStory) async throws -> [String] {
        try await story.sheet(document).differences.map { "\($0.kind) \($0.name) \($0.written) \($0.counted)" }
    }

    @Test func whatIsHereIsCountedByTheRowsOfTheList() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            try await expect(
                (1...3).map { ExpectedItem(model: "HG8245H", serial: "HWTC0000DD0\($0)") }
                    + [ExpectedItem(model: "SC-APC", quantity: 500)], in: receipt, story)
            try await story.scan(
                ["HWTC0000DD01", "HWTC0000DD02", "HWTC0000DD03", "HWTC0000DD77", "HWTC0000DD78"], into: receipt)
            let short = try await story.sheet(receipt).summary
            #expect(short.expected == 4 && short.onList == 3 && short.unexpected == 2 && short.counted == 5)
            #expect(
                try await told(receipt, story) == [
                    "quantity  500 0", "unexpected HWTC0000DD77 0 1", "unexpected HWTC0000DD78 0 1",
                ])
            try await story.scans(
                [
                    DocumentScan(scan: "c", model: StockStory.connector, quantity: 300),
                    DocumentScan(scan: "c", model: StockStory.connector, quantity: 200),
                    DocumentScan(scan: "m", model: StockStory.cable, quantity: 10),
                ], into: receipt)
            #expect(try await story.sheet(receipt).summary.onList == 4)
            #expect(try await told(receipt, story).first == "quantity  0 10", "not on the list at all")
        }
    }

    @Test func whatWasScannedBeforeTheListIsHeldAgainstIt() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            try await story.scan(["HWTC0000DD01", "HWTC0000DD02", "HWTC0000DD03"], into: receipt)
            #expect(try await told(receipt, story) == [], "there is no list to differ from")
            try await expect(
                [
                    ExpectedItem(model: "HG8245H", serial: "HWTC0000DD01", mac: "020000000021"),
                    ExpectedItem(model: "F660", serial: "HWTC0000DD03"),
                ], in: receipt, story)
            let lines = try await story.sheet(receipt).lines.reversed()
            #expect(lines.map(\.verdict) == [.accepted, .unexpected, .wrongModel])
            #expect(lines.map(\.isCounted) == [true, true, false])
            #expect(
                try await told(receipt, story) == ["missing HWTC0000DD03 1 0", "unexpected HWTC0000DD02 0 1"])
            // Another list, another judgement.
            try await expect([ExpectedItem(model: "HG8245H", serial: "HWTC0000DD02")], in: receipt, story)
            #expect(try await told(receipt, story) == ["unexpected HWTC0000DD01 0 1"])
            try await story.post(receipt)
            #expect(
                try await story.text("SELECT mac FROM warehouse.device WHERE serial = 'HWTC0000DD01'")
                    == "020000000021", "the first list's MAC is the device's")
        }
    }
}
