import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// The movements of consumables, what is promised, and what a hand-over on a ticket undoes.
@Suite struct StockHistoryTests {
    private func movements(
        _ story: StockStory, _ filter: QuantityFilter = QuantityFilter(), in stock: StockID = StockStory.central,
        before: Int64? = nil
    ) async throws -> [QuantityMovement] {
        try await story.acting("op_suren") {
            try await $0.quantityMovements(of: StockStory.cable, in: stock, filter, before: before, limit: 50)
        }
    }

    private func metres(_ count: Int64) -> DocumentScan {
        DocumentScan(scan: "\(count) m", model: StockStory.cable, quantity: count)
    }

    @Test func aConsumablesMovementsTellEachBalanceInTheStockTheyTouch() async throws {
        try await StockStory.run { story in
            let customer = try await story.customer()
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scans([metres(100)], into: move)
            try await story.post(move)
            try await story.scans([metres(80)], into: move)
            try await story.post(move)
            try await story.acting("op_aram") { session in
                let line = try #require(try await session.stockDocument(move).lines.first)
                try await session.settleLine(line.line, of: move, decision: .lost, reason: "fell off", key: .make())
            }
            let give = try await story.open(.handOver, from: StockStory.van, customer: customer)
            try await story.scans([metres(30)], into: give)
            try await story.post(give)

            let central = try await movements(story)
            #expect(central.map(\.kind).prefix(2) == [.writeOff, .send])
            #expect(central.map(\.change).prefix(2) == [0, -100] && central.map(\.quantity).prefix(2) == [20, 100])
            #expect(central[0].balance == nil && central[1].balance == 11_900)
            #expect(central[1].to == "Van 1" && central[1].actor.contains("Suren"))
            let van = try await movements(story, in: StockStory.van)
            #expect(van.map(\.kind).prefix(3) == [.handOver, .writeOff, .arrive])
            #expect(van[0].balance == 400 && van[2].balance == 430 && van[2].from == "Central warehouse")
            let there = try await story.quantity(StockStory.cable, in: StockStory.van)
            #expect(van[0].balance == there)

            let sent = try await movements(story, QuantityFilter(kind: .send))
            #expect(sent.map(\.kind) == [.send, .send])
            #expect(try await movements(story, QuantityFilter(actor: "SUREN", text: "van")).count == 2)
            #expect(try await movements(story, QuantityFilter(actor: "karen")).isEmpty)
            #expect(try await movements(story, QuantityFilter(to: Instant(microseconds: 0))).isEmpty)
            let last = try await movements(story, before: central[1].id)
            #expect(last == Array(central.dropFirst(2)) && !last.isEmpty)
        }
    }

    @Test func whatIsScannedForACustomerIsReservedUntilItIsPostedOrGivenUp() async throws {
        try await StockStory.run { story in
            let customer = try await story.customer()
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            try await story.scan(["HWTC0000AA01", "HWTC0000AA02"], into: receipt)
            try await story.post(receipt)
            #expect(try await story.place("HWTC0000AA01") == "new 1", "nobody has had it")

            let give = try await story.open(.handOver, from: StockStory.central, customer: customer)
            let both = try await story.scan(["HWTC0000AA01", "HWTC0000AA02", "HWTCA0000003"], into: give)
            #expect(both == [.accepted, .accepted, .accepted])
            #expect(try await story.place("HWTC0000AA01") == "reserved 1")
            let promised = try await story.acting("op_suren") {
                let found = try await $0.findDevices(["HWTC0000AA01"], limit: 1)[0]
                return [found.location, try await $0.device(found.id).device.location]
            }
            let number = try await story.sheet(give).summary.number
            let isTold = promised.allSatisfy { $0.hasPrefix("Central warehouse, for ") && $0.hasSuffix(number) }
            #expect(isTold, "\(promised)")
            let other = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            #expect(try await story.scan(["HWTC0000AA01"], into: other) == [.elsewhere])
            let levels = try await story.acting("op_suren") { try await $0.stockLevels() }
            let level = try #require(levels.first { $0.model == StockStory.huawei && $0.stock == StockStory.central })
            #expect(level.free == 39, "40 of the demo and two new ones, three promised")

            // Taken back, it is what it was.
            let line = try #require(try await story.sheet(give).lines.first { $0.serial == "HWTC0000AA02" }?.line)
            _ = try await story.acting("op_suren") { try await $0.undoScan(.line(line), of: give, key: .make()) }
            #expect(try await story.place("HWTC0000AA02") == "new 1")
            #expect(try await story.scan(["HWTC0000AA02"], into: other) == [.accepted])
            try await story.post(give)
            #expect(try await story.place("HWTC0000AA01") == "at_customer \(customer)")

            let again = try await story.open(.handOver, from: StockStory.central, customer: customer)
            try await story.scan(["HWTCA0000004"], into: again)
            try await story.acting("op_suren") { try await $0.dropDocument(again, key: .make()) }
            #expect(try await story.place("HWTCA0000004") == "in_stock 1")
            // Back from the customer it is new no more.
            let back = try await story.open(.takeBack, to: StockStory.central, customer: customer)
            try await story.scan(["HWTC0000AA01"], into: back)
            try await story.post(back)
            #expect(try await story.place("HWTC0000AA01") == "in_stock 1")
        }
    }

    /// A count says where it is, whatever was promised; brought back, it is nobody's, and a draft given up frees nothing.
    @Test func whatACountFindsElsewhereIsPromisedNoMore() async throws {
        try await StockStory.run { story in
            let customer = try await story.customer()
            let give = try await story.open(.handOver, from: StockStory.central, customer: customer)
            try await story.scan(["HWTCA0000003"], into: give)
            #expect(try await story.place("HWTCA0000003") == "reserved 1")
            let count = try await story.open(.count, from: StockStory.van, by: "op_aram")
            #expect(try await story.scan(["HWTCA0000003"], into: count, by: "op_aram") == [.misplaced])
            try await story.post(count, by: "op_aram")
            #expect(try await story.place("HWTCA0000003") == "in_stock 3")
            let promises = try await story.text(
                """
                SELECT count(*)::text FROM warehouse.document_line
                WHERE document_id = \(give) AND state_before IS NOT NULL
                """)
            #expect(promises == "0")
            try await story.acting("op_suren") { try await $0.dropDocument(give, key: .make()) }
            #expect(try await story.place("HWTCA0000003") == "in_stock 3")
        }
    }

    @Test func aHandOverOnATicketIsUndoneAndTheRightDeviceHandedOver() async throws {
        try await StockStory.run { story in
            let service = ServiceStory(story.installation)
            let registered = try await service.acting("op_anna") {
                try await $0.registerCustomer(plausibleRegistration(), key: .make())
            }
            try await service.push(
                registered, "survey.done", "feasible", .survey(feasible: true, cableMetres: 5), by: "op_karen")
            let port = try #require(
                try await service.acting("op_karen") { try await $0.freePorts(matching: "", limit: 1) }.first)
            try await service.push(registered, "port.done", "assigned", .port(port.port), by: "op_karen")
            let scan = { (serial: String) async throws -> ScanOutcome in
                try await service.acting("op_suren") {
                    try await $0.handOverDevice(
                        scan: serial, ticket: registered.ticket, customer: registered.customer, key: .make())
                }
            }
            let undo = { () async throws -> String in
                try await service.acting("op_suren") {
                    try await $0.takeBackDevice(
                        ticket: registered.ticket, customer: registered.customer, key: .make())
                }
            }
            let nothing = try await story.refusal { _ in _ = try await undo() }
            #expect(nothing == "No device is handed over on this ticket.")
            let faulty = try await story.acting("op_suren") { try await $0.findDevices(["HWTCA0000005"], limit: 1)[0] }
            try await story.acting("op_suren") {
                try await $0.markDevice(faulty.id, isFaulty: true, reason: "no light", key: .make())
            }
            guard case .notFree = try await scan("HWTCA0000005") else {
                Issue.record("a faulty device is not handed over")
                return
            }
            guard case .accepted = try await scan("HWTCA0000001") else {
                Issue.record("a device in stock is handed over")
                return
            }
            let second = try await story.refusal { _ in _ = try await scan("HWTCA0000002") }
            #expect(second?.contains("HWTCA0000001") == true, "\(second ?? "")")
            #expect(try await undo() == "HWTCA0000001")
            #expect(try await story.place("HWTCA0000001") == "in_stock 1")
            guard case .accepted = try await scan("HWTCA0000002") else {
                Issue.record("after the undoing another one is taken")
                return
            }
            #expect(try await story.place("HWTCA0000002") == "at_customer \(registered.customer)")
            try await service.push(registered, "device.done", "handed_over", .device, by: "op_suren")
            let late = try await story.refusal { _ in _ = try await undo() }
            #expect(late == "This ticket is not in its device step any more.")
        }
    }
}
