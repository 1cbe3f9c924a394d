import Domain
import Operations
import Synchronization

@testable import Client

/// What ``TestDesk`` answers about profiles, files, history and duplicates.
nonisolated extension TestDesk {
    struct Profile {
        var parts = Samples.parts
        var attachments = [Samples.attachment]
        var duplicates: [DuplicateCustomer] = []
        var merged: [CustomerID] = []
        var mergedNames: [String] = []
        /// Changes the card before it is given.
        var card: @Sendable (inout CustomerCard) -> Void = { _ in }
        /// The card's own number, where it is another than the one asked for.
        var survivor: CustomerID?
        var isAnonymised = false
        var history = Samples.history
        /// Answers the next change with these instead.
        var collisions: [ProfileCollision] = []
        var changes: [ProfileChange] = []
        var inspected = AttachmentDraft(
            fileName: "passport.pdf", title: "copy", mediaType: "application/pdf", size: 600_000,
            sha256: String(repeating: "a", count: 64))
        var completions: [String] = []
        var content: [[UInt8]] = [Array("first line\nsecond \u{1B}[31mline\n".utf8)]
        /// Who is like the one that is registered.
        var alike: [DuplicateCustomer] = []
        var pairs: [DuplicatePair] = []
        /// The path that is there already.
        var existing: String?
    }

    func setProfile(_ change: (inout Profile) -> Void) { state.withLock { change(&$0.profile) } }

    static func answer(_ request: ProfileRequest, _ state: inout State) -> Result<DeskReply, DeskError> {
        reply(to: request, &state).map { .profile($0) }
    }

    private static func reply(to request: ProfileRequest, _ state: inout State) -> Result<ProfileReply, DeskError> {
        switch request {
        case .choices:
            return .success(
                .choices(
                    ProfileChoices(
                        segments: [.init(code: "standard", name: "Standard"), .init(code: "vip", name: "Important")],
                        taxSchemes: [.init(code: "vat-20", name: "VAT 20 %")])))
        case .history(_, let filter, let position, let limit):
            let found = state.profile.history.filter { entry in
                filter.text.isEmpty || entry.title.lowercased().contains(filter.text.lowercased())
            }
            let start = position == .newest ? 0 : Int(position.event)
            let page = Array(found.dropFirst(start).prefix(limit))
            let next =
                start + page.count < found.count
                ? HistoryPosition(
                    event: Int64(start + page.count), bookedAt: nil, account: AccountID(0), posting: 0) : nil
            return .success(.history(HistoryPage(entries: page, next: next)))
        case .registrationDuplicates: return .success(.duplicates(state.profile.alike))
        case .pairs: return .success(.pairs(state.profile.pairs))
        case .inspect: return .success(.inspected(state.profile.inspected))
        case .complete(let path):
            return .success(.completions(state.profile.completions.filter { $0.hasPrefix(path) }))
        case .sendPart(_, _, let place): return .success(.partSent(place))
        case .readPart(_, _, let place):
            return .success(.part(place, state.profile.content.dropFirst(place).first ?? []))
        case .bringPart(_, _, let place, let path, let overwrites):
            if path == state.profile.existing, !overwrites { return .failure(.conflict("\(path) is there already.")) }
            return .success(.partBrought(place))
        case .abandon: return .success(.fileDropped)
        case .save(let change, _, _):
            guard state.profile.collisions.isEmpty else {
                defer { state.profile.collisions = [] }
                return .success(.saved(.collided(state.profile.collisions)))
            }
            state.profile.changes.append(change)
            return .success(.saved(.saved(line: 1)))
        case .setTax: return .success(.saved(.saved(line: 0)))
        case .beginFile: return .success(.fileBegun(AttachmentID(9)))
        case .endFile(let attachment, _): return .success(.fileKept(attachment))
        case .dropFile: return .success(.fileDropped)
        case .withdrawFile: return .success(.fileWithdrawn)
        case .tellApart: return .success(.toldApart)
        case .merge(_, let survivor, _, _): return .success(.merged(into: survivor))
        case .export(_, _, let path, let overwrites):
            if path == state.profile.existing, !overwrites { return .failure(.conflict("\(path) is there already.")) }
            return .success(.exported(path: path))
        case .anonymise: return .success(.anonymised)
        }
    }

    // MARK: ProfileDesk

    private func ask<Value>(_ request: ProfileRequest, _ pick: (ProfileReply) -> Value?) throws(DeskError) -> Value {
        try get(.profile(request)) { if case .profile(let reply) = $0 { pick(reply) } else { nil } }
    }

    func saveProfile(
        _ change: ProfileChange, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ProfileOutcome {
        try ask(.save(change, customer, key: key)) { if case .saved(let outcome) = $0 { outcome } else { nil } }
    }
    func setTaxScheme(
        _ scheme: String, of customer: CustomerID, from day: CivilDate, key: CommandKey
    ) async throws(DeskError) {
        _ = try ask(.setTax(scheme, customer, from: day, key: key)) { $0 }
    }
    func profileChoices() async throws(DeskError) -> ProfileChoices {
        try ask(.choices) { if case .choices(let found) = $0 { found } else { nil } }
    }
    func historyPage(
        of customer: CustomerID, _ filter: HistoryFilter, after position: HistoryPosition, limit: Int
    ) async throws(DeskError) -> HistoryPage {
        try ask(.history(customer, filter, after: position, limit: limit)) {
            if case .history(let page) = $0 { page } else { nil }
        }
    }
    func beginAttachment(
        _ draft: AttachmentDraft, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> AttachmentID {
        try ask(.beginFile(draft, customer, key: key)) { if case .fileBegun(let id) = $0 { id } else { nil } }
    }
    func sendAttachment(_ attachment: AttachmentID, place: Int, content: [UInt8]) async throws(DeskError) {
        _ = try ask(.sendPart(attachment, path: "", place: place)) { $0 }
    }
    func endAttachment(_ attachment: AttachmentID, key: CommandKey) async throws(DeskError) {
        _ = try ask(.endFile(attachment, key: key)) { $0 }
    }
    func dropAttachment(_ attachment: AttachmentID) async throws(DeskError) {
        _ = try ask(.dropFile(attachment)) { $0 }
    }
    func withdrawAttachment(
        _ attachment: AttachmentID, of customer: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        _ = try ask(.withdrawFile(attachment, customer, reason: reason, key: key)) { $0 }
    }
    func attachmentContent(
        _ attachment: AttachmentID, of customer: CustomerID, place: Int
    ) async throws(DeskError) -> [UInt8]? {
        try ask(.readPart(attachment, customer, place: place)) {
            if case .part(_, let bytes) = $0 { bytes } else { nil }
        }
    }
    func registrationDuplicates(_ keys: RegistrationKeys) async throws(DeskError) -> [DuplicateCustomer] {
        try ask(.registrationDuplicates(keys)) { if case .duplicates(let found) = $0 { found } else { nil } }
    }
    func duplicatePairs(
        by kind: DuplicateKind, after value: String, limit: Int
    ) async throws(DeskError) -> [DuplicatePair] {
        try ask(.pairs(kind, after: value, limit: limit)) { if case .pairs(let found) = $0 { found } else { nil } }
    }
    func tellApart(_ customer: CustomerID, from other: CustomerID, key: CommandKey) async throws(DeskError) {
        _ = try ask(.tellApart(customer, other, key: key)) { $0 }
    }
    func mergeCustomer(
        _ merged: CustomerID, into survivor: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        _ = try ask(.merge(merged, into: survivor, reason: reason, key: key)) { $0 }
    }
    func exportCustomer(_ customer: CustomerID, reason: String) async throws(DeskError) -> String { "{}" }
    func anonymiseCustomer(
        _ customer: CustomerID, typed: String, reason: String, key: CommandKey
    ) async throws(DeskError) {
        _ = try ask(.anonymise(customer, typed: typed, reason: reason, key: key)) { $0 }
    }
}

extension Samples {
    nonisolated static let parts = [
        ProfileEntry(
            part: .profile, line: 0,
            values: [
                "kind": "person", "name": "Պետրոսյան Արամ", "family_name": "Պետրոսյան", "given_name": "Արամ",
                "name_en": "Petrosyan Aram", "birth_on": "1980-03-31", "language": "hy", "segment": "standard",
                "segment_name": "Standard", "email": "aram@example.am",
            ]),
        ProfileEntry(
            part: .phone, line: 1,
            values: ["number": "37477101234", "label": "home", "is_preferred": "true", "is_verified": "false"]),
        ProfileEntry(
            part: .address, line: 1,
            values: ["kind": "service", "city": "Yerevan", "street": "Abovyan", "building": "12", "flat": "34"]),
        ProfileEntry(
            part: .document, line: 1,
            values: ["kind": "passport", "number": "AN0123456", "expires_on": "2020-01-01"]),
        ProfileEntry(
            part: .contract, line: 1, values: ["number": "C-1007", "signed_on": "2025-01-10", "ended_on": ""]),
        ProfileEntry(
            part: .note, line: 1,
            values: [
                "text": "Calls only in the evening", "is_pinned": "true", "author": "op_anna", "author_name": "Anna K.",
                "written_at": "2026-03-15T09:00:00Z",
            ]),
    ]

    nonisolated static let attachment = Attachment(
        id: AttachmentID(3), fileName: "contract.txt", title: "signed contract", mediaType: "text/plain", size: 600_000,
        sha256: String(repeating: "b", count: 64), addedBy: "Lilit M.", addedAt: noon)

    nonisolated static let twin = DuplicateCustomer(
        id: CustomerID(8), name: "Sargsyan Lilit", contractNumber: "C-1008", phone: "+374 77 101234",
        reasons: ["phone 37477101234"], registeredAt: noon)
}
