package import Domain
import Store

/// Two customers in the book, and what operators do with their profiles.
package struct ProfileStory: Sendable {
    package let story: ServiceStory
    package let ani: RegisteredCustomer
    /// The same person, registered a second time by her second phone.
    package let twin: RegisteredCustomer

    package init(_ installation: Installation) async throws {
        story = ServiceStory(installation)
        var other = plausibleRegistration()
        other.phones = ["077 10-12-34", "099 55-66-77"]
        other.documentNumber = "an 012-34-56"
        other.parameters = ["wifi_name": "ani-second"]
        let again = other
        (ani, twin) = try await story.acting("op_anna") { session in
            (
                try await session.registerCustomer(plausibleRegistration(), key: .make()),
                try await session.registerCustomer(again, key: .make())
            )
        }
    }

    package func save(
        _ part: ProfilePart, _ deed: ProfileChange.Deed, by login: String = "op_anna", of customer: CustomerID? = nil,
        key: CommandKey = .make()
    ) async throws -> ProfileOutcome {
        try await story.acting(login) {
            try await $0.saveProfile(ProfileChange(part, deed), of: customer ?? ani.customer, key: key)
        }
    }

    package func entries(_ part: ProfilePart, of customer: CustomerID? = nil) async throws -> [ProfileEntry] {
        try await story.acting("op_anna") { try await $0.profileParts(of: customer ?? ani.customer) }.filter {
            $0.part == part
        }
    }

    /// Adds a file in parts of a few octets, as if each were a quarter of a megabyte.
    package func attach(
        _ content: [UInt8], name: String = "passport.pdf", by login: String = "op_anna", partSize: Int = 7
    ) async throws -> AttachmentID {
        let draft = AttachmentDraft(
            fileName: name, title: "copy", mediaType: "application/pdf", size: Int64(content.count),
            sha256: SHA256.hex(of: content))
        return try await story.acting(login) { session in
            let attachment = try await session.beginAttachment(draft, of: ani.customer, key: .make())
            for (place, start) in stride(from: 0, to: content.count, by: partSize).enumerated() {
                try await session.sendAttachment(
                    attachment, place: place, content: Array(content[start..<min(start + partSize, content.count)]))
            }
            try await session.endAttachment(attachment, key: .make())
            return attachment
        }
    }
}
