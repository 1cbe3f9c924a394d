package import Domain
import PostgreSQL

extension StoreSession {
    static func attachmentsStatement(_ customer: CustomerID) -> Statement {
        """
        SELECT attachment_id, file_name, title, media_type, size, sha256, sec.name_of(added_by), added_at,
            withdrawn_at, coalesce(sec.name_of(withdrawn_by), ''), coalesce(withdrawn_reason, '')
        FROM customers.attachment WHERE customer_id = (SELECT (customers.family(\(customer)))[1])
        ORDER BY attachment_id DESC
        """
    }

    static func attachment(_ row: Row) throws(StoreError) -> Attachment {
        let withdrawnAt: Instant? = try row.value(8)
        var withdrawal: Attachment.Withdrawal?
        if let withdrawnAt {
            withdrawal = Attachment.Withdrawal(actor: try row.value(9), at: withdrawnAt, reason: try row.value(10))
        }
        return Attachment(
            id: try row.value(0), fileName: try row.value(1), title: try row.value(2), mediaType: try row.value(3),
            size: try row.value(4), sha256: try row.value(5), addedBy: try row.value(6), addedAt: try row.value(7),
            withdrawal: withdrawal)
    }

    /// Announces a file; its parts follow with the number this gives.
    package func beginAttachment(
        _ draft: AttachmentDraft, of customer: CustomerID, key: CommandKey
    ) async throws(StoreError) -> AttachmentID {
        let form = JSONText.object([
            ("file_name", .text(draft.fileName)), ("title", .text(draft.title)),
            ("media_type", .text(draft.mediaType)), ("size", .number(draft.size)), ("sha256", .text(draft.sha256)),
        ])
        return try await one(
            "SELECT api.attachment_begin(\(customer), \(form.description)::jsonb, \(key.rawValue))"
        ).value(0)
    }

    /// One part of a content; the same part again is harmless.
    package func sendAttachment(
        _ attachment: AttachmentID, place: Int, content: [UInt8]
    ) async throws(StoreError) {
        _ = try await one("SELECT api.attachment_part(\(attachment), \(place), \(Bytes(content)))")
    }

    /// Compares the whole with what was announced, and keeps it.
    package func endAttachment(_ attachment: AttachmentID, key: CommandKey) async throws(StoreError) {
        _ = try await one("SELECT api.attachment_end(\(attachment), \(key.rawValue))")
    }

    package func dropAttachment(_ attachment: AttachmentID) async throws(StoreError) {
        _ = try await one("SELECT api.attachment_drop(\(attachment))")
    }

    package func withdrawAttachment(
        _ attachment: AttachmentID, of customer: CustomerID, reason: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await one("SELECT api.attachment_withdraw(\(customer), \(attachment), \(reason), \(key.rawValue))")
    }

    /// One part of a content; nil past the last one.
    package func attachmentContent(
        _ attachment: AttachmentID, of customer: CustomerID, place: Int
    ) async throws(StoreError) -> [UInt8]? {
        let content: Bytes? = try await one("SELECT api.attachment_content(\(customer), \(attachment), \(place))")
            .value(0)
        return content?.bytes
    }
}
