import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// A count says what was there when it was scanned, whenever it is posted (business-rules section 7).
@Suite struct StockCountTests {
    private func metres(_ count: Int64) -> DocumentScan {
        DocumentScan(scan: "\(count) m", model: StockStory.cable, quantity: count)
    }

    private func pieces(_ count: Int64) -> DocumentScan {
        DocumentScan(scan: "\(count) pieces", model: StockStory.connector, quantity: count)
    }

    private func put(_ serials: [String], _ story: StockStory) async throws {
        let fill = try await story.open(.move, from: StockStory.central, to: StockStory.van)
        try await story.scan(serials, into: fill)
        try await story.post(fill)
        try await story.post(fill, whole: true)
    }

    private func told(_ document: StockDocumentID, _ story: StockStory) async throws -> [String] {
        try await story.sheet(document).differences.map { "\($0.kind) \($0.name) \($0.written) \($0.counted)" }
    }

    @Test func whatMovesAfterItWasCountedIsLeftWhereItWent() async throws {
        try await StockStory.run { story in
            try await put(["HWTCA0000001", "HWTCA0000002"], story)
            let count = try await story.open(.count, from: StockStory.van)
            #expect(
                try await story.scan(["HWTCA0000001", "HWTCA0000002", "HWTCA0000003", "HWTCA0000004"], into: count)
                    == [.accepted, .accepted, .misplaced, .misplaced])
            try await story.scans([metres(370)], into: count)
            // One counted device and fifty metres leave, one that was found here is sent from where it is written, and one
            // is brought here.
            let away = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            try await story.scan(["HWTCA0000001"], into: away)
            try await story.scans([metres(50)], into: away)
            try await story.post(away)
            let north = try await story.open(.move, from: StockStory.central, to: StockStory.north)
            try await story.scan(["HWTCA0000003"], into: north)
            try await story.post(north)
            try await put(["HWTCA0000004"], story)

            let before = [
                "moved HWTCA0000001 0 1", "moved HWTCA0000003 0 1", "quantity  350 370", "uncounted  20 0",
            ]
            #expect(try await told(count, story) == before)
            let posting = try await story.post(count, by: "op_aram")
            #expect(posting.aside == 2)
            #expect(try await story.place("HWTCA0000001") == "in_transit \(away)")
            #expect(try await story.place("HWTCA0000002") == "in_stock 3")
            #expect(try await story.place("HWTCA0000003") == "in_transit \(north)")
            #expect(try await story.place("HWTCA0000004") == "in_stock 3")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 320, "350 and 20 less 50")
            #expect(try await story.quantity(StockStory.connector, in: StockStory.van) == 20)
            #expect(try await told(count, story) == before, "posted, it tells the same")
            let aside = try await story.sheet(count).lines.filter { !$0.isCounted }
            #expect(aside.map(\.verdict) == [.moved, .moved])
        }
    }

    @Test func aCountThatFoundWhatIsWrittenChangesNothingOfWhatLeftSince() async throws {
        try await StockStory.run { story in
            let count = try await story.open(.count, from: StockStory.van)
            try await story.scans([metres(350), pieces(20)], into: count)
            let away = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            try await story.scans([metres(50)], into: away)
            try await story.post(away)
            #expect(try await told(count, story) == [])
            // Without the right to adjust: there is nothing to adjust.
            try await story.post(count)
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 300)
        }
    }

    @Test func countedInPartsWithAMovementInBetweenIsNotAdjusted() async throws {
        try await StockStory.run { story in
            let count = try await story.open(.count, from: StockStory.van)
            try await story.scans([metres(200)], into: count)
            let away = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            try await story.scans([metres(50)], into: away)
            try await story.post(away)
            try await story.scans([metres(100), pieces(20)], into: count)
            #expect(try await told(count, story) == ["moved  300 300"])
            let posting = try await story.post(count)
            #expect(posting.aside == 2)
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 300)
            let after = try await story.sheet(count).differences.map { "\($0.kind) \($0.modelName) \($0.counted)" }
            #expect(after == ["moved Drop cable, one fibre 300"])
        }
    }

    @Test func ofWhatIsShortNoMoreIsTakenThanIsLeft() async throws {
        try await StockStory.run { story in
            let count = try await story.open(.count, from: StockStory.van)
            try await story.scans([metres(300), pieces(20)], into: count)
            let away = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            try await story.scans([metres(340)], into: away)
            try await story.post(away)
            try await story.post(count, by: "op_aram")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 0)
        }
    }

    @Test func aPostedCountTellsWhatItChangedAndWhatNobodyCounted() async throws {
        try await StockStory.run { story in
            try await put(["HWTCA0000001", "HWTCA0000002"], story)
            let count = try await story.open(.count, from: StockStory.van)
            try await story.scan(["HWTCA0000001", "HWTCA0000003"], into: count)
            try await story.scans([metres(300), metres(20)], into: count)
            let before = try await told(count, story)
            #expect(
                before == [
                    "misplaced HWTCA0000003 0 1", "missing HWTCA0000002 1 0", "quantity  350 320", "uncounted  20 0",
                ])
            try await story.post(count, by: "op_aram")
            // What happens later changes nothing of it.
            try await put(["HWTCA0000005"], story)
            let more = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            try await story.scans([metres(7), pieces(20)], into: more)
            try await story.post(more)
            #expect(try await told(count, story) == before)
        }
    }

    @Test func nothingOfAConsumableIsCountedAsNothing() async throws {
        try await StockStory.run { story in
            let count = try await story.open(.count, from: StockStory.van)
            #expect(
                try await story.scans([pieces(0), metres(350)], into: count).map(\.verdict) == [.accepted, .accepted])
            #expect(try await told(count, story) == ["quantity  20 0"])
            try await story.post(count, by: "op_aram")
            #expect(try await story.quantity(StockStory.connector, in: StockStory.van) == 0)
        }
    }
}
