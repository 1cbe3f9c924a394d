package import Domain
import Store

/// Profiles of customers: their parts, files, history, duplicates, and what a person may ask for.
package protocol ProfileDesk: Sendable {
    func saveProfile(
        _ change: ProfileChange, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ProfileOutcome
    /// Another tax scheme from a day on; an empty code is the installation's own again.
    func setTaxScheme(
        _ scheme: String, of customer: CustomerID, from day: CivilDate, key: CommandKey
    ) async throws(DeskError)
    func profileChoices() async throws(DeskError) -> ProfileChoices
    func historyPage(
        of customer: CustomerID, _ filter: HistoryFilter, after position: HistoryPosition, limit: Int
    ) async throws(DeskError) -> HistoryPage

    func beginAttachment(
        _ draft: AttachmentDraft, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> AttachmentID
    func sendAttachment(_ attachment: AttachmentID, place: Int, content: [UInt8]) async throws(DeskError)
    func endAttachment(_ attachment: AttachmentID, key: CommandKey) async throws(DeskError)
    func dropAttachment(_ attachment: AttachmentID) async throws(DeskError)
    func withdrawAttachment(
        _ attachment: AttachmentID, of customer: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError)
    /// One part of a content; nil past the last one.
    func attachmentContent(
        _ attachment: AttachmentID, of customer: CustomerID, place: Int
    ) async throws(DeskError) -> [UInt8]?

    /// Who is in the book already with what is typed into a registration.
    func registrationDuplicates(_ keys: RegistrationKeys) async throws(DeskError) -> [DuplicateCustomer]
    func duplicatePairs(
        by kind: DuplicateKind, after value: String, limit: Int
    ) async throws(DeskError) -> [DuplicatePair]
    func tellApart(_ customer: CustomerID, from other: CustomerID, key: CommandKey) async throws(DeskError)
    func mergeCustomer(
        _ merged: CustomerID, into survivor: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError)
    /// Everything kept about a person, as JSON.
    func exportCustomer(_ customer: CustomerID, reason: String) async throws(DeskError) -> String
    func anonymiseCustomer(
        _ customer: CustomerID, typed: String, reason: String, key: CommandKey
    ) async throws(DeskError)
}

extension DatabaseDesk {
    package func saveProfile(
        _ change: ProfileChange, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> ProfileOutcome {
        try await run { try await $0.saveProfile(change, of: customer, key: key) }
    }

    package func setTaxScheme(
        _ scheme: String, of customer: CustomerID, from day: CivilDate, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.setTaxScheme(scheme, of: customer, from: day, key: key) }
    }

    package func profileChoices() async throws(DeskError) -> ProfileChoices {
        try await run { try await $0.profileChoices() }
    }

    package func historyPage(
        of customer: CustomerID, _ filter: HistoryFilter, after position: HistoryPosition, limit: Int
    ) async throws(DeskError) -> HistoryPage {
        try await run { try await $0.historyPage(of: customer, filter, after: position, limit: limit) }
    }

    package func beginAttachment(
        _ draft: AttachmentDraft, of customer: CustomerID, key: CommandKey
    ) async throws(DeskError) -> AttachmentID {
        try await run { try await $0.beginAttachment(draft, of: customer, key: key) }
    }

    package func sendAttachment(
        _ attachment: AttachmentID, place: Int, content: [UInt8]
    ) async throws(DeskError) {
        try await run { try await $0.sendAttachment(attachment, place: place, content: content) }
    }

    package func endAttachment(_ attachment: AttachmentID, key: CommandKey) async throws(DeskError) {
        try await run { try await $0.endAttachment(attachment, key: key) }
    }

    package func dropAttachment(_ attachment: AttachmentID) async throws(DeskError) {
        try await run { try await $0.dropAttachment(attachment) }
    }

    package func withdrawAttachment(
        _ attachment: AttachmentID, of customer: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.withdrawAttachment(attachment, of: customer, reason: reason, key: key) }
    }

    package func attachmentContent(
        _ attachment: AttachmentID, of customer: CustomerID, place: Int
    ) async throws(DeskError) -> [UInt8]? {
        try await run { try await $0.attachmentContent(attachment, of: customer, place: place) }
    }

    package func registrationDuplicates(_ keys: RegistrationKeys) async throws(DeskError) -> [DuplicateCustomer] {
        try await run { try await $0.duplicates(of: keys) }
    }

    package func duplicatePairs(
        by kind: DuplicateKind, after value: String, limit: Int
    ) async throws(DeskError) -> [DuplicatePair] {
        try await run { try await $0.duplicatePairs(by: kind, after: value, limit: limit) }
    }

    package func tellApart(
        _ customer: CustomerID, from other: CustomerID, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.tellApart(customer, from: other, key: key) }
    }

    package func mergeCustomer(
        _ merged: CustomerID, into survivor: CustomerID, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.merge(merged, into: survivor, reason: reason, key: key) }
    }

    package func exportCustomer(_ customer: CustomerID, reason: String) async throws(DeskError) -> String {
        try await run { try await $0.exportCustomer(customer, reason: reason) }
    }

    package func anonymiseCustomer(
        _ customer: CustomerID, typed: String, reason: String, key: CommandKey
    ) async throws(DeskError) {
        try await run { try await $0.anonymise(customer, typed: typed, reason: reason, key: key) }
    }
}
