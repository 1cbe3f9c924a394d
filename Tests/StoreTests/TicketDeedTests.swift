import Domain
import InstallationFixture
import Store
import Testing

@Suite struct TicketDeedTests {
    private let installation: Installation
    private let profile: ProfileStory

    init() async throws {
        installation = try await Installation.fresh()
        try await installation.moveClock(to: "2026-03-20")
        profile = try await ProfileStory(installation)
    }

    private func ticket(_ ticket: TicketID, by login: String = "op_karen") async throws -> TicketDetail {
        try await profile.story.acting(login) { try await $0.ticket(ticket) }
    }

    private func facts(_ ticket: TicketID) async throws -> [String] {
        try await self.ticket(ticket).facts.filter { ["Address", "Phone"].contains($0.label) }.map(\.value)
    }

    private static let annex = [
        "kind": "service", "city": "Gyumri", "street": "Shirak", "building": "9", "flat": "1",
    ]
    private static let place = PostalAddress(city: "Gyumri", street: "Shirak", building: "9", flat: "1")

    private func open(
        _ address: PostalAddress?, for registered: RegisteredCustomer? = nil
    ) async throws -> TicketID {
        let registered = registered ?? profile.ani
        return try await profile.story.acting("op_anna") { session in
            try await session.openTicket(
                customer: registered.customer, account: registered.account, tariff: TariffID(101),
                parameters: ["wifi_name": "second"], address: address, key: .make())
        }
    }

    // MARK: Where it leads

    @Test func aMergeLeavesTicketsAsTheyAreBooked() async throws {
        _ = try await profile.save(.address, .add(Self.annex), of: profile.twin.customer)
        let far = try await open(Self.place, for: profile.twin)
        let (twins, annex) = (try await facts(profile.twin.ticket), try await facts(far))
        #expect(annex == ["Gyumri, Shirak 9, 1", "+374 77 101234"])
        // The one that stays is another person at another place with another phone, as far as the book knows.
        let first = try #require(try await profile.entries(.phone).first)
        let other = ["number": "+37455007919"]
        _ = try await profile.save(.phone, .change(line: first.line, seen: ["number": first["number"]], to: other))
        let booked = try await facts(profile.ani.ticket)
        try await profile.story.acting("op_aram") {
            try await $0.merge(profile.twin.customer, into: profile.ani.customer, reason: "one", key: .make())
        }
        #expect(try await facts(profile.ani.ticket) == booked)
        #expect(try await facts(profile.twin.ticket) == twins)
        #expect(try await facts(far) == annex, "nobody goes to another town")
        try await installation.drop()
    }

    @Test func aCorrectionInTheProfileReachesTheTicketsBookedWithIt() async throws {
        let street = try #require(try await profile.entries(.address).first)
        let phone = try #require(try await profile.entries(.phone).first)
        _ = try await profile.save(
            .address, .change(line: street.line, seen: ["building": street["building"]], to: ["building": "17"]))
        _ = try await profile.save(
            .phone, .change(line: phone.line, seen: ["number": phone["number"]], to: ["number": "055007919"]))
        let now = try await facts(profile.ani.ticket)
        #expect(now.first?.contains(" 17, ") == true && now.last == "+374 55 007919", "\(now)")
        #expect(try await facts(profile.twin.ticket).last == "+374 77 101234", "another's ticket stays")
        try await installation.drop()
    }

    @Test func anOrderSaysAtWhichAddress() async throws {
        _ = try await profile.save(.address, .add(Self.annex))
        let ticket = try await open(Self.place)
        #expect(try await facts(ticket).first == "Gyumri, Shirak 9, 1")
        #expect(try await facts(profile.ani.ticket).first?.hasPrefix("Gyumri") == false)
        for (address, words) in [
            (nil, "Address: the customer has several; choose one."),
            (
                PostalAddress(city: "X", street: "Y", building: "1", flat: ""),
                "Address: the customer has no such address"
            ),
        ] {
            let error = await #expect(throws: StoreError.self) { try await open(address) }
            #expect(error?.sentence.hasPrefix(words) == true, "\(error?.sentence ?? "")")
        }
        // Where paper goes is no place to ask about.
        var postal = Self.annex
        postal["kind"] = "postal"
        _ = try await profile.save(.address, .add(postal), of: profile.twin.customer)
        let second = try await open(nil, for: profile.twin)
        #expect(try await facts(second).first == (try await facts(profile.twin.ticket).first))
        try await installation.drop()
    }

    // MARK: Taking and giving back

    @Test func whoCannotPushATicketDoesNotTakeItFromThoseWhoCan() async throws {
        let (ticket, customer) = (profile.ani.ticket, profile.ani.customer)
        let error = await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_anna") { try await $0.takeTicket(ticket, customer: customer) }
        }
        #expect(error?.sentence == "Your role does not push tickets out of Survey.")
        try await profile.story.acting("op_karen") { try await $0.takeTicket(ticket, customer: customer) }
        #expect(try await self.ticket(ticket).summary.takenBy == "Karen Sargsyan")
        try await installation.drop()
    }

    @Test func whatIsGivenBackIsFreeAtOnceAndOnlyItsTakerGivesItBack() async throws {
        let (ticket, customer) = (profile.ani.ticket, profile.ani.customer)
        try await profile.story.acting("op_karen") { try await $0.takeTicket(ticket, customer: customer) }
        for deed in ["take", "release"] {
            let error = await #expect(throws: StoreError.self) {
                try await profile.story.acting("op_aram") { session in
                    deed == "take"
                        ? try await session.takeTicket(ticket, customer: customer)
                        : try await session.releaseTicket(ticket, customer: customer)
                }
            }
            #expect(error?.sentence.hasPrefix("Karen Sargsyan has taken this ticket") == true, "\(deed)")
        }
        for _ in 1...2 {
            try await profile.story.acting("op_karen") { try await $0.releaseTicket(ticket, customer: customer) }
        }
        #expect(try await self.ticket(ticket).summary.takenBy == "")
        try await profile.story.acting("op_aram") { try await $0.takeTicket(ticket, customer: customer) }
        #expect(try await self.ticket(ticket).summary.takenBy == "Aram Petrosyan")
        try await installation.drop()
    }

    // MARK: Comments

    @Test func aCommentIsAnEventOfItsOwnAndComesOnce() async throws {
        let (ticket, customer) = (profile.ani.ticket, profile.ani.customer)
        try await profile.story.acting("op_karen") { try await $0.takeTicket(ticket, customer: customer) }
        let seen = try await self.ticket(ticket)
        let key = CommandKey.make()
        for _ in 1...2 {
            // Taken by another, in a step that is not hers: she may still say what the customer said.
            try await profile.story.acting("op_anna") {
                try await $0.commentTicket(ticket, customer: customer, comment: " asked the customer ", key: key)
            }
        }
        let now = try await self.ticket(ticket)
        #expect(now.flow.map(\.resolution) == ["opened", "comment"])
        let event = try #require(now.flow.last)
        #expect(event.comment == "asked the customer" && event.actor == "Anna Karapetyan")
        #expect(event.fromStepName == "" && event.toStepName == "Survey")
        #expect(now.summary.version == seen.summary.version && now.summary.takenBy == "Karen Sargsyan")
        // A push with what was seen before the comment goes through, and stands after it.
        try await profile.story.acting("op_karen") {
            try await $0.pushTicket(
                TicketPush(
                    ticket: ticket, customer: customer, version: seen.summary.version, transition: "survey.done",
                    resolution: "feasible", comment: "", result: .survey(feasible: true, cableMetres: 3)), key: .make())
        }
        #expect(try await self.ticket(ticket).flow.map(\.resolution) == ["opened", "comment", "feasible"])
        // Who comes too late hears of the push, not of a comment.
        try await profile.story.acting("op_anna") {
            try await $0.commentTicket(ticket, customer: customer, comment: "again", key: .make())
        }
        let late = await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_karen") {
                try await $0.pushTicket(
                    TicketPush(
                        ticket: ticket, customer: customer, version: seen.summary.version, transition: "survey.done",
                        resolution: "feasible", comment: "", result: .survey(feasible: true, cableMetres: 3)),
                    key: .make())
            }
        }
        #expect(late?.sentence.contains("Karen Sargsyan has changed this ticket meanwhile (feasible)") == true)
        try await installation.drop()
    }

    @Test(arguments: [
        ("", "Comment: must be filled in."), ("  ", "Comment: must be filled in."),
        (String(repeating: "x", count: 4_001), "Comment: at most 4000 characters."),
    ])
    func nonsenseIsNoComment(_ comment: String, _ words: String) async throws {
        let error = await #expect(throws: StoreError.self) {
            try await profile.story.acting("op_anna") {
                try await $0.commentTicket(
                    profile.ani.ticket, customer: profile.ani.customer, comment: comment, key: .make())
            }
        }
        #expect(error?.sentence == words)
        #expect(try await ticket(profile.ani.ticket).flow.count == 1)
        try await installation.drop()
    }

    // MARK: Contracts

    @Test func theOneThatStaysIsShownWithItsOwnContract() async throws {
        try await profile.story.acting("op_aram") {
            try await $0.merge(profile.twin.customer, into: profile.ani.customer, reason: "one", key: .make())
        }
        let card = try await profile.story.acting("op_anna") { try await $0.customerCard(profile.ani.customer) }
        #expect(card.profile.contractNumber == "C-2026-000001")
        for number in ["C-2026-000001", "C-2026-000002"] {
            let found = try await profile.story.acting("op_anna") { try await $0.searchCustomers(number, limit: 5) }
            #expect(found.map(\.contractNumber) == ["C-2026-000001"], "\(number)")
        }
        try await installation.drop()
    }
}
