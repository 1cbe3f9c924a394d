import Domain
import InstallationFixture
import PostgreSQL
import Store
import Testing

/// Stock documents: scanned as drafts, posted as a whole (features F6.2, F6.3; business-rules section 7).
@Suite struct StockDocumentTests {
    @Test func aReceiptIsADraftUntilItIsPostedAndThenItsDevicesAreInTheStock() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            #expect(
                try await story.scan(["HWTC0000AA01", "HWTC0000AA02", "HWTC0000AA01"], into: receipt)
                    == [.accepted, .accepted, .duplicate])
            #expect(try await story.place("HWTC0000AA01") == "", "nothing has moved yet")
            let draft = try await story.sheet(receipt)
            #expect(draft.summary.counted == 2 && draft.summary.state == .draft && draft.lines.count == 2)
            let posting = try await story.post(receipt)
            #expect(posting.taken == 2 && posting.aside == 0 && posting.state == .posted)
            #expect(try await story.place("HWTC0000AA02") == "new 1")
            let again = try await story.refusal { _ = try await $0.postDocument(receipt, isWhole: false, key: .make()) }
            #expect(again?.contains("posted by Suren Hakobyan already") == true, "\(again ?? "")")
        }
    }

    @Test func everyVerdictOfAReceiptIsToldApart() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            let verdicts = try await story.scans(
                [
                    DocumentScan(scan: "a", serials: ["HWTC0000BB01"], mac: "020000000001"),
                    DocumentScan(scan: "b", serials: ["HWTC0000BB02"], mac: "020000000001"),
                    DocumentScan(scan: "c", serials: ["HWTC0000BB03"], mac: "02AA00000001"),
                    DocumentScan(scan: "d", serials: ["HWTCA0000001"]),
                    DocumentScan(scan: "e", serials: ["NOMASK1234"]),
                    DocumentScan(scan: "f", serials: ["MAG0001"], model: StockStory.settopbox),
                    DocumentScan(scan: "g", serials: ["MAG0001"], mac: "020000000009", model: StockStory.settopbox),
                    DocumentScan(scan: "h", problem: "the box"),
                    DocumentScan(scan: "i", serials: ["lower case"]),
                    DocumentScan(scan: "j", serials: ["X"], quantity: 5),
                    DocumentScan(scan: "k", model: StockStory.connector, quantity: 0),
                    DocumentScan(scan: "l", model: StockStory.connector, quantity: 500),
                ], into: receipt
            ).map(\.verdict)
            #expect(
                verdicts == [
                    .accepted, .macTaken, .macTaken, .registered, .wrongModel, .incomplete, .accepted, .unreadable,
                    .unreadable, .noModel, .unreadable, .accepted,
                ])
            let sheet = try await story.sheet(receipt)
            #expect(sheet.summary.counted == 3 && sheet.summary.aside == 9, "what is bad is kept, set aside")
        }
    }

    @Test func aSerialThatIsPlainlyAnotherModelsIsNotTakenWhereTheModelHasNoMask() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.settopbox)
            let scans = ["ZTEGB0000020", "HWTCD0000005", "ALCL12345678", "STB00000077"].enumerated().map {
                DocumentScan(
                    scan: $1, serials: [$1], mac: "02AABBCCDD0\($0)", model: StockStory.settopbox)
            }
            let verdicts = try await story.scans(scans, into: receipt).map(\.verdict)
            #expect(verdicts == [.wrongModel, .wrongModel, .wrongModel, .accepted])
        }
    }

    @Test func theMACOfADeviceThatWasRefusedComesToNoOther() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.north, model: StockStory.huawei, by: "op_aram")
            // Known already: refused when it came, and refused again with its MAC.
            let known = DocumentScan(scan: "HWTCA0000001", serials: ["HWTCA0000001"], model: StockStory.huawei)
            var withMAC = known
            withMAC.mac = "02AABBCCDD09"
            let fresh = DocumentScan(scan: "HWTCB0000030", serials: ["HWTCB0000030"], model: StockStory.huawei)
            let verdicts = try await story.scans([known, fresh, withMAC], into: receipt, by: "op_aram").map(\.verdict)
            #expect(verdicts == [.registered, .accepted, .registered])
            try await story.post(receipt, by: "op_aram")
            #expect(
                try await story.text("SELECT count(*)::text FROM warehouse.device WHERE mac = '02AABBCCDD09'") == "0")
        }
    }

    @Test func aMACScannedAfterItsSerialIsGivenToIt() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            let answers = try await story.scans(
                [
                    DocumentScan(scan: "a", serials: ["HWTC0000CC01"]),
                    DocumentScan(scan: "b", serials: ["HWTC0000CC01"], mac: "020000000011"),
                    DocumentScan(scan: "b", serials: ["HWTC0000CC01"], mac: "020000000011"),
                ], into: receipt)
            #expect(answers.map(\.verdict) == [.accepted, .completed, .duplicate])
            try await story.post(receipt)
            let found = try await story.acting("op_suren") { try await $0.findDevices(["020000000011"], limit: 5) }
            #expect(found.map(\.serial) == ["HWTC0000CC01"])
        }
    }

    @Test func aDeviceIsFoundByTheBeginningAndTheEndOfItsCodes() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            try await story.scans(
                [
                    DocumentScan(scan: "a", serials: ["HWTC0000CC01"], mac: "02000000EE11"),
                    DocumentScan(scan: "b", serials: ["HWTC0000CC02"], mac: "02000000EE12"),
                ], into: receipt)
            try await story.post(receipt)
            for (text, serials) in [
                ("0000CC01", ["HWTC0000CC01"]), ("hwtc-0000-cc", ["HWTC0000CC01", "HWTC0000CC02"]),
                ("ee:12", ["HWTC0000CC02"]), ("02:00:00:00:ee", ["HWTC0000CC01", "HWTC0000CC02"]), ("CC03", []),
            ] {
                let found = try await story.acting("op_suren") {
                    try await $0.findDevices(ScanReader().forms(text), limit: 5)
                }
                #expect(found.map(\.serial) == serials, "\(text)")
            }
        }
    }

    @Test func aLineOfACountSaysWhereItsDeviceWasWrittenAlsoAfterItsPosting() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            try await story.scan(["HWTC0000CC01"], into: receipt)
            try await story.post(receipt)
            let count = try await story.open(.count, from: StockStory.van, by: "op_aram")
            #expect(try await story.scan(["HWTC0000CC01"], into: count, by: "op_aram") == [.misplaced])
            let draft = try await story.sheet(count)
            #expect(draft.lines.first?.location == "Central warehouse")
            #expect(draft.lines.first?.explanation == "Central warehouse")
            try await story.post(count, by: "op_aram")
            #expect(try await story.sheet(count).lines.first?.location == "Central warehouse")
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.north)
            #expect(try await story.scan(["HWTC0000CC01"], into: move) == [.wrongStock])
            let found = try await story.acting("op_suren") {
                try await $0.device(
                    $0.findDevices(["HWTC0000CC01"], limit: 1)[0].id
                ).device.location
            }
            #expect(try await story.sheet(move).lines.first?.location == found)
        }
    }

    @Test func documentsAreFoundByWordsKindStateDaysAndWhoBeganThem() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            let count = try await story.open(.count, from: StockStory.van, by: "op_aram")
            let find = { (filter: StockDocumentFilter) in
                try await story.acting("op_aram") { try await $0.stockDocuments(filter, limit: 50) }.map(\.id)
            }
            let all = try await find(StockDocumentFilter())
            #expect(all.contains(move) && all.contains(count))
            #expect(try await find(StockDocumentFilter(kind: .count)).contains(count))
            #expect(try await !find(StockDocumentFilter(kind: .count)).contains(move))
            let number = try await story.acting("op_aram") { try await $0.stockDocument(move).summary.number }
            #expect(try await find(StockDocumentFilter(text: number.lowercased())) == [move])
            #expect(try await find(StockDocumentFilter(text: "van central")).contains(move), "in any order")
            #expect(try await !find(StockDocumentFilter(text: "van central")).contains(count))
            #expect(try await !find(StockDocumentFilter(state: .posted)).contains(move))
            #expect(try await find(StockDocumentFilter(actor: "suren")).contains(move))
            #expect(try await !find(StockDocumentFilter(actor: "suren")).contains(count))
            let moment = try await story.acting("op_aram") { try await $0.stockDocument(move).summary.createdAt }
            #expect(try await find(StockDocumentFilter(from: moment)).contains(move))
            #expect(try await !find(StockDocumentFilter(to: moment)).contains(move))
        }
    }

    @Test func aDeliveryIsHeldAgainstTheSuppliersList() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central)
            let list = [
                ExpectedItem(model: "HG8245H", serial: "HWTC0000DD01", mac: "020000000021"),
                ExpectedItem(model: "HG8245H", serial: "HWTC0000DD02"), ExpectedItem(model: "SC-APC", quantity: 100),
            ]
            #expect(
                try await story.acting("op_suren") { try await $0.expectItems(list, in: receipt, key: .make()) } == 3)
            let answers = try await story.scans(
                [
                    DocumentScan(scan: "a", serials: ["HWTC0000DD01"]),
                    DocumentScan(scan: "b", serials: ["HWTC0000DD77"], model: StockStory.huawei),
                    DocumentScan(scan: "c", model: StockStory.connector, quantity: 60),
                ], into: receipt)
            #expect(answers.map(\.verdict) == [.accepted, .unexpected, .accepted])
            let differences = try await story.sheet(receipt).differences
            #expect(
                differences.map { "\($0.kind) \($0.name) \($0.written) \($0.counted)" } == [
                    "missing HWTC0000DD02 1 0", "quantity  100 60", "unexpected HWTC0000DD77 0 1",
                ])
            try await story.post(receipt)
            #expect(
                try await story.text("SELECT mac FROM warehouse.device WHERE serial = 'HWTC0000DD01'")
                    == "020000000021",
                "the list's MAC is the device's")
            #expect(try await story.quantity(StockStory.connector, in: StockStory.central) == 860)
        }
    }

    @Test func aWrongRowOfTheListIsNamed() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central)
            for (items, words) in [
                ([ExpectedItem(model: "NONE", serial: "X1234")], "Row 1"),
                (
                    [ExpectedItem(model: "SC-APC", quantity: 1), ExpectedItem(model: "SC-APC", serial: "X1234")],
                    "Row 2"
                ),
                (
                    [ExpectedItem(model: "F660", serial: "ZTEG1"), ExpectedItem(model: "F660", serial: "ZTEG1")],
                    "Row 2"
                ),
            ] {
                let refused = try await story.refusal { _ = try await $0.expectItems(items, in: receipt, key: .make()) }
                #expect(refused?.contains(words) == true, "\(refused ?? "")")
            }
        }
    }

    @Test func whatIsSentIsOnItsWayUntilItIsReceivedAndADifferenceStaysVisible() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.north)
            try await story.scan(["HWTCA0000001", "HWTCA0000002", "HWTCA0000003"], into: move)
            try await story.scans([DocumentScan(scan: "x", model: StockStory.cable, quantity: 300)], into: move)
            #expect(try await story.post(move).state == .sent)
            #expect(try await story.place("HWTCA0000001") == "in_transit \(move)")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.central) == 11_700)

            // The receiver's stock is not the sender's.
            let stranger = try await story.refusal { _ = try await $0.scan([], into: move, key: .make()) }
            #expect(stranger?.contains("of your stocks") == true)
            #expect(
                try await story.scan(
                    ["HWTCA0000001", "HWTCA0000001", "HWTCA0000004", "ZTEGA0000001", "NOSUCH99"], into: move,
                    by: "op_aram")
                    == [.accepted, .duplicate, .extra, .extra, .unknown])
            #expect(
                try await story.scans(
                    [
                        DocumentScan(scan: "q", model: StockStory.cable, quantity: 250),
                        DocumentScan(scan: "q", model: StockStory.cable, quantity: 100),
                    ], into: move, by: "op_aram"
                ).map(\.verdict) == [.accepted, .tooFew])
            let received = try await story.post(move, by: "op_aram")
            #expect(received.state == .received && received.taken == 4)
            #expect(try await story.place("HWTCA0000001") == "in_stock 2")
            #expect(try await story.place("HWTCA0000004") == "in_stock 2", "sent without being written")
            #expect(try await story.place("HWTCA0000002") == "in_transit \(move)")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.north) == 250)
            let sheet = try await story.sheet(move)
            #expect(sheet.summary.missing == 3, "two devices and 50 metres")

            // What did not come is settled, each with a reason, by who may.
            let lines = sheet.lines.filter { $0.isCounted && !($0.quantity.map { $0 == 250 } ?? $0.isArrived) }
            let second = try #require(lines.first { $0.serial == "HWTCA0000002" }?.line)
            let third = try #require(lines.first { $0.serial == "HWTCA0000003" }?.line)
            let metres = try #require(lines.first { $0.quantity == 300 }?.line)
            for (line, decision) in [(second, StockDecision.returned), (third, .lost), (metres, .arrived)] {
                try await story.acting("op_aram") {
                    try await $0.settleLine(line, of: move, decision: decision, reason: "found out", key: .make())
                }
            }
            #expect(try await story.place("HWTCA0000002") == "in_stock 1")
            #expect(try await story.place("HWTCA0000003") == "written_off 5")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.north) == 300)
            #expect(try await story.sheet(move).summary.missing == 0)
            let twice = try await story.refusal("op_aram") {
                try await $0.settleLine(second, of: move, decision: .lost, reason: "again", key: .make())
            }
            #expect(twice?.contains("no difference") == true)
        }
    }

    @Test func aWholeDeliveryIsAcceptedWithoutScanning() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.workshop)
            try await story.scan(["HWTCA0000005"], into: move)
            try await story.post(move)
            #expect(try await story.post(move, whole: true).taken == 1)
            #expect(try await story.place("HWTCA0000005") == "in_repair 4", "the workshop says what it is there")
            let back = try await story.open(.move, from: StockStory.workshop, to: StockStory.central)
            try await story.scan(["HWTCA0000005"], into: back)
            try await story.post(back)
            try await story.post(back, whole: true)
            #expect(try await story.place("HWTCA0000005") == "in_stock 1")
        }
    }

    @Test func devicesGoToACustomerAndComeBackFreeOfTheirService() async throws {
        try await StockStory.run { story in
            let service = try await ServiceStory(story.installation).activate(serial: "HWTCA0000006")
            let give = try await story.open(.handOver, from: StockStory.central, customer: service.customer)
            try await story.scan(["HWTCA0000007"], into: give)
            try await story.scans([DocumentScan(scan: "m", model: StockStory.cable, quantity: 40)], into: give)
            try await story.post(give)
            #expect(try await story.place("HWTCA0000007") == "at_customer \(service.customer)")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.central) == 11_960)

            let other = try await story.customer()
            let wrong = try await story.open(.takeBack, to: StockStory.central, customer: other)
            #expect(
                try await story.scan(["HWTCA0000006", "HWTCA0000008"], into: wrong) == [.wrongCustomer, .notAtCustomer])
            let back = try await story.open(.takeBack, to: StockStory.central)
            #expect(try await story.scan(["HWTCA0000006", "HWTCA0000007"], into: back) == [.accepted, .accepted])
            try await story.post(back)
            #expect(
                try await story.text(
                    """
                    SELECT concat_ws(' ', state, stock_id, subscription_id, ticket_id) FROM warehouse.device
                    WHERE serial = 'HWTCA0000006'
                    """) == "in_stock 1")
            let device = try await story.acting("op_suren") {
                try await $0.device(try await $0.findDevices(["HWTCA0000006"], limit: 1)[0].id)
            }
            #expect(device.movements.map(\.kind) == [.takeBack, .handOver])
            #expect(device.movements[0].documentNumber.hasPrefix("T-") && device.movements[1].ticket == service.ticket)
            #expect(device.movements.allSatisfy { $0.actor == "Suren Hakobyan" })
        }
    }

    @Test func aCountPostsWhatDiffersByWhoMay() async throws {
        try await StockStory.run { story in
            let fill = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000009", "HWTCA0000010"], into: fill)
            try await story.post(fill)
            try await story.post(fill, whole: true)
            let count = try await story.open(.count, from: StockStory.van)
            // One of two is there, one of another stock, and less cable than is written.
            #expect(
                try await story.scan(["HWTCA0000009", "HWTCA0000011", "NOSUCH88"], into: count)
                    == [.accepted, .misplaced, .unknown])
            try await story.scans([DocumentScan(scan: "m", model: StockStory.cable, quantity: 330)], into: count)
            let differences = try await story.sheet(count).differences
            #expect(
                differences.map { "\($0.kind) \($0.name) \($0.written) \($0.counted)" } == [
                    "misplaced HWTCA0000011 0 1", "missing HWTCA0000010 1 0", "quantity  350 330", "uncounted  20 0",
                ])
            // What comes in after the count began is not missing in it.
            let late = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000012"], into: late)
            try await story.post(late)
            try await story.post(late, whole: true)
            let refused = try await story.refusal { _ = try await $0.postDocument(count, isWhole: false, key: .make()) }
            #expect(refused?.contains("stock.adjust") == true, "\(refused ?? "")")
            try await story.post(count, by: "op_aram")
            #expect(try await story.place("HWTCA0000010") == "written_off 5")
            #expect(try await story.place("HWTCA0000011") == "in_stock 3")
            #expect(try await story.place("HWTCA0000012") == "in_stock 3")
            #expect(try await story.quantity(StockStory.cable, in: StockStory.van) == 330)
            #expect(
                try await story.quantity(StockStory.connector, in: StockStory.van) == 20, "what was not counted stays")
        }
    }

    @Test func aScanIsUndoneAndAnotherCommandWithItsKeyIsTheSame() async throws {
        try await StockStory.run { story in
            let receipt = try await story.open(.receive, to: StockStory.central, model: StockStory.huawei)
            let key = CommandKey.make()
            let scans = [DocumentScan(scan: "HWTC0000EE01", serials: ["HWTC0000EE01"])]
            let first = try await story.acting("op_suren") { try await $0.scan(scans, into: receipt, key: key) }
            let second = try await story.acting("op_suren") { try await $0.scan(scans, into: receipt, key: key) }
            #expect(first == second && first.map(\.verdict) == [.accepted])
            let line = try #require(first[0].line)
            #expect(
                try await story.acting("op_suren") { try await $0.undoScan(.line(line), of: receipt, key: .make()) }
                    == "HWTC0000EE01")
            let twice = try await story.refusal { _ = try await $0.undoScan(.line(line), of: receipt, key: .make()) }
            #expect(twice?.contains("undone already") == true)
            let empty = try await story.refusal { _ = try await $0.postDocument(receipt, isWhole: false, key: .make()) }
            #expect(empty?.contains("holds nothing") == true)
            #expect(try await story.scan(["HWTC0000EE01"], into: receipt) == [.accepted], "it can be scanned again")
        }
    }

    @Test func aBatchThatStopsOnErrorsTakesNothingBehindABadScan() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van, stops: true)
            #expect(
                try await story.scan(["HWTCA0000013", "NOSUCH77", "HWTCA0000014"], into: move)
                    == [.accepted, .unknown, .waiting])
            #expect(try await story.sheet(move).summary.counted == 1)
            #expect(try await story.scan(["HWTCA0000014"], into: move) == [.accepted])
        }
    }

    @Test func whatIsCountedStopsNoBatchThoughItIsWorthALook() async throws {
        try await StockStory.run { story in
            let count = try await story.open(.count, from: StockStory.van, stops: true)
            let scans = ["HWTCA0000011", "HWTCA0000011", "HWTCA0000012", "NOSUCH77", "HWTCA0000013"]
            #expect(
                try await story.scan(scans, into: count)
                    == [.misplaced, .duplicate, .misplaced, .unknown, .waiting])
            // What the screen of scans asks for: the newest lines, and the sums of all.
            let newest = try await story.acting("op_suren") { try await $0.stockDocument(count, newest: 1) }
            #expect(newest.lines.map(\.scan) == ["NOSUCH77"] && newest.differences == [])
            #expect(newest.summary.counted == 2 && newest.summary.aside == 1)
        }
    }

    @Test func aDraftGivenUpMovesNothing() async throws {
        try await StockStory.run { story in
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            try await story.scan(["HWTCA0000015"], into: move)
            try await story.acting("op_suren") { try await $0.dropDocument(move, key: .make()) }
            #expect(try await story.place("HWTCA0000015") == "in_stock 1")
            let closed = try await story.refusal { _ = try await $0.scan([], into: move, key: .make()) }
            #expect(closed?.contains("dropped by Suren Hakobyan") == true, "\(closed ?? "")")
        }
    }

    @Test func moreThanThereIsIsNeverGivenOut() async throws {
        try await StockStory.run { story in
            let give = try await story.open(.move, from: StockStory.van, to: StockStory.central)
            let other = try await story.open(.move, from: StockStory.van, to: StockStory.workshop)
            let twenty = [DocumentScan(scan: "q", model: StockStory.connector, quantity: 15)]
            #expect(try await story.scans(twenty, into: give).map(\.verdict) == [.accepted])
            #expect(
                try await story.scans(twenty, into: give).map(\.verdict) == [.tooFew], "fifteen of twenty are in it")
            #expect(try await story.scans(twenty, into: other).map(\.verdict) == [.accepted])
            try await story.post(give)
            let short = try await story.refusal { _ = try await $0.postDocument(other, isWhole: false, key: .make()) }
            #expect(short?.contains("only 5 are left") == true, "\(short ?? "")")
            #expect(try await story.quantity(StockStory.connector, in: StockStory.van) == 5)
        }
    }

    @Test func aFaultyDeviceIsNotHandedOver() async throws {
        try await StockStory.run { story in
            let id = try await story.acting("op_suren") { try await $0.findDevices(["HWTCA0000016"], limit: 1)[0].id }
            try await story.acting("op_suren") {
                try await $0.markDevice(id, isFaulty: true, reason: "no light", key: .make())
            }
            let give = try await story.open(.handOver, from: StockStory.central, customer: try await story.customer())
            #expect(try await story.scan(["HWTCA0000016"], into: give) == [.notFree])
            let move = try await story.open(.move, from: StockStory.central, to: StockStory.van)
            #expect(try await story.scan(["HWTCA0000016"], into: move) == [.accepted])
            try await story.post(move)
            try await story.post(move, whole: true)
            #expect(try await story.place("HWTCA0000016") == "faulty 3", "it stays faulty on its way")
        }
    }
}
