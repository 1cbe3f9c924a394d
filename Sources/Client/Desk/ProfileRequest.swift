import Domain
import Operations

/// Profiles of customers, files kept with them, their history, and those that may be one.
nonisolated enum ProfileRequest: AreaRequest {
    case choices
    case history(CustomerID, HistoryFilter, after: HistoryPosition, limit: Int)
    case registrationDuplicates(RegistrationKeys)
    case pairs(DuplicateKind, after: String, limit: Int)
    /// Reads the file on the terminal's own machine: size, type, SHA-256.
    case inspect(path: String, title: String)
    /// The names that the path typed so far may go on with.
    case complete(path: String)
    case sendPart(AttachmentID, path: String, place: Int)
    case readPart(AttachmentID, CustomerID, place: Int)
    /// Brings one part of a content into a file beside the wanted one; the last one gives it its name.
    case bringPart(Attachment, CustomerID, place: Int, path: String, overwrites: Bool)
    /// Removes what was written of a file that was given up.
    case abandon(path: String)

    case save(ProfileChange, CustomerID, key: CommandKey)
    case setTax(String, CustomerID, from: CivilDate, key: CommandKey)
    case beginFile(AttachmentDraft, CustomerID, key: CommandKey)
    case endFile(AttachmentID, key: CommandKey)
    case dropFile(AttachmentID)
    case withdrawFile(AttachmentID, CustomerID, reason: String, key: CommandKey)
    case tellApart(CustomerID, CustomerID, key: CommandKey)
    case merge(CustomerID, into: CustomerID, reason: String, key: CommandKey)
    case export(CustomerID, reason: String, path: String, overwrites: Bool)
    case anonymise(CustomerID, typed: String, reason: String, key: CommandKey)

    var isCommand: Bool {
        switch self {
        case .choices, .history, .registrationDuplicates, .pairs, .inspect, .complete, .sendPart, .readPart, .bringPart,
            .abandon:
            false
        case .save, .setTax, .beginFile, .endFile, .dropFile, .withdrawFile, .tellApart, .merge, .export, .anonymise:
            true
        }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply { .profile(try await ask(desk)) }

    private func ask(_ desk: any OperatorDesk) async throws(DeskError) -> ProfileReply {
        switch self {
        case .choices: return .choices(try await desk.profileChoices())
        case .history(let customer, let filter, let position, let limit):
            return .history(try await desk.historyPage(of: customer, filter, after: position, limit: limit))
        case .registrationDuplicates(let keys): return .duplicates(try await desk.registrationDuplicates(keys))
        case .pairs(let kind, let value, let limit):
            return .pairs(try await desk.duplicatePairs(by: kind, after: value, limit: limit))
        case .inspect(let path, let title): return .inspected(try LocalFile.inspect(path, title: title))
        case .complete(let path): return .completions(LocalFile.completions(of: path))
        case .sendPart(let attachment, let path, let place):
            try await desk.sendAttachment(
                attachment, place: place, content: try LocalFile.read(path, place: place))
            return .partSent(place)
        case .readPart(let attachment, let customer, let place):
            return .part(place, try await desk.attachmentContent(attachment, of: customer, place: place) ?? [])
        case .bringPart(let attachment, let customer, let place, let path, let overwrites):
            do throws(DeskError) {
                try LocalFile.refuse(existing: path, unless: overwrites)
                guard let content = try await desk.attachmentContent(attachment.id, of: customer, place: place) else {
                    throw .refused("The file ends too early in the database; tell the administrator.")
                }
                try LocalFile.append(content, to: path, place: place)
                if place == Attachment.parts(of: attachment.size) - 1 {
                    try LocalFile.finish(path, sha256: attachment.sha256, size: attachment.size, overwrites: overwrites)
                }
            } catch {
                // Whoever tries again begins anew: half a file of somebody's is not left lying about.
                LocalFile.abandon(path)
                throw error
            }
            return .partBrought(place)
        case .abandon(let path):
            LocalFile.abandon(path)
            return .fileDropped
        case .save(let change, let customer, let key):
            return .saved(try await desk.saveProfile(change, of: customer, key: key))
        case .setTax(let scheme, let customer, let day, let key):
            try await desk.setTaxScheme(scheme, of: customer, from: day, key: key)
            return .saved(.saved(line: 0))
        case .beginFile(let draft, let customer, let key):
            return .fileBegun(try await desk.beginAttachment(draft, of: customer, key: key))
        case .endFile(let attachment, let key):
            try await desk.endAttachment(attachment, key: key)
            return .fileKept(attachment)
        case .dropFile(let attachment):
            try await desk.dropAttachment(attachment)
            return .fileDropped
        case .withdrawFile(let attachment, let customer, let reason, let key):
            try await desk.withdrawAttachment(attachment, of: customer, reason: reason, key: key)
            return .fileWithdrawn
        case .tellApart(let customer, let other, let key):
            try await desk.tellApart(customer, from: other, key: key)
            return .toldApart
        case .merge(let merged, let survivor, let reason, let key):
            try await desk.mergeCustomer(merged, into: survivor, reason: reason, key: key)
            return .merged(into: survivor)
        case .export(let customer, let reason, let path, let overwrites):
            try LocalFile.refuse(existing: path, unless: overwrites)
            let text = try await desk.exportCustomer(customer, reason: reason)
            try LocalFile.append(Array(text.utf8), to: path, place: 0)
            try LocalFile.finish(path, sha256: nil, size: Int64(text.utf8.count), overwrites: overwrites)
            return .exported(path: path)
        case .anonymise(let customer, let typed, let reason, let key):
            try await desk.anonymiseCustomer(customer, typed: typed, reason: reason, key: key)
            return .anonymised
        }
    }
}

nonisolated enum ProfileReply: Hashable, Sendable {
    case choices(ProfileChoices)
    case history(HistoryPage)
    case duplicates([DuplicateCustomer])
    case pairs([DuplicatePair])
    case inspected(AttachmentDraft)
    case completions([String])
    case partSent(Int)
    case part(Int, [UInt8])
    case partBrought(Int)

    case saved(ProfileOutcome)
    case fileBegun(AttachmentID)
    case fileKept(AttachmentID)
    case fileDropped
    case fileWithdrawn
    case toldApart
    case merged(into: CustomerID)
    case exported(path: String)
    case anonymised

    /// Something was changed to get it.
    var isOfCommand: Bool {
        switch self {
        case .saved(.saved), .fileKept, .fileWithdrawn, .toldApart, .merged, .anonymised: true
        case .saved(.collided), .choices, .history, .duplicates, .pairs, .inspected, .completions, .partSent, .part,
            .partBrought, .fileBegun, .fileDropped, .exported:
            false
        }
    }

    /// What is said when the screen that asked is closed by now; nil: nothing.
    @MainActor var lateWords: String? {
        switch self {
        case .saved(.saved): "The profile is changed."
        case .fileKept: "The file is kept."
        case .fileWithdrawn: "The file is withdrawn."
        case .toldApart: "They are two customers."
        case .merged: "The two are one customer now."
        case .exported(let path): "The personal data is in \(path)."
        case .anonymised: "The customer is anonymised."
        default: nil
        }
    }
}
