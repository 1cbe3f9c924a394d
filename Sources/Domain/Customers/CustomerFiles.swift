/// A file kept with a customer. One that was withdrawn is kept with the reason.
package struct Attachment: Hashable, Sendable {
    package var id: AttachmentID
    package var fileName: String
    /// What it is, in words.
    package var title: String
    package var mediaType: String
    /// Octets.
    package var size: Int64
    /// Of the content, in small hexadecimal digits.
    package var sha256: String
    package var addedBy: String
    package var addedAt: Instant
    package var withdrawal: Withdrawal?

    package struct Withdrawal: Hashable, Sendable {
        package var actor: String
        package var at: Instant
        package var reason: String

        package init(actor: String, at: Instant, reason: String) {
            self.actor = actor
            self.at = at
            self.reason = reason
        }
    }

    package init(
        id: AttachmentID, fileName: String, title: String, mediaType: String, size: Int64, sha256: String,
        addedBy: String, addedAt: Instant, withdrawal: Withdrawal? = nil
    ) {
        self.id = id
        self.fileName = fileName
        self.title = title
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
        self.addedBy = addedBy
        self.addedAt = addedAt
        self.withdrawal = withdrawal
    }

    /// Octets of one part of a content; the last one may be shorter.
    package static let partSize = 262_144

    /// Parts of a content of so many octets.
    package static func parts(of size: Int64) -> Int { Int((size + Int64(partSize) - 1) / Int64(partSize)) }
}

/// A file about to be added: what is announced before its content.
package struct AttachmentDraft: Hashable, Sendable {
    package var fileName: String
    package var title: String
    package var mediaType: String
    package var size: Int64
    package var sha256: String

    package init(fileName: String, title: String, mediaType: String, size: Int64, sha256: String) {
        self.fileName = fileName
        self.title = title
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
    }
}

/// A customer that may be the same as another one, and why.
package struct DuplicateCustomer: Hashable, Sendable {
    package var id: CustomerID
    package var name: String
    package var contractNumber: String
    package var phone: String
    /// "phone 37477101234", "tax number 01234567", "identity document", "name and birth".
    package var reasons: [String]
    package var registeredAt: Instant

    package init(
        id: CustomerID, name: String, contractNumber: String, phone: String, reasons: [String], registeredAt: Instant
    ) {
        self.id = id
        self.name = name
        self.contractNumber = contractNumber
        self.phone = phone
        self.reasons = reasons
        self.registeredAt = registeredAt
    }
}

/// What two customers of the whole installation may be known to be one by.
package enum DuplicateKind: String, Hashable, Sendable, CaseIterable {
    case phone
    case tax
    case document
    /// The same name, born on the same day.
    case birth
}

/// Two customers that share a value.
package struct DuplicatePair: Hashable, Sendable {
    package struct Side: Hashable, Sendable {
        package var id: CustomerID
        package var name: String
        package var contractNumber: String

        package init(id: CustomerID, name: String, contractNumber: String) {
            self.id = id
            self.name = name
            self.contractNumber = contractNumber
        }
    }

    /// What they share.
    package var value: String
    package var first: Side
    package var second: Side

    package init(value: String, first: Side, second: Side) {
        self.value = value
        self.first = first
        self.second = second
    }
}

/// What a registration is compared by with those that are in the book.
package struct RegistrationKeys: Hashable, Sendable {
    /// As typed.
    package var phones: [String]
    package var taxNumber: String
    package var documentNumber: String

    package init(phones: [String], taxNumber: String, documentNumber: String) {
        self.phones = phones
        self.taxNumber = taxNumber
        self.documentNumber = documentNumber
    }

    package var isEmpty: Bool { phones.isEmpty && taxNumber.isEmpty && documentNumber.isEmpty }
}
