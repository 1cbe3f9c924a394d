/// A kind of row that a customer's profile is made of. The names are those of `api.customer_part_save`.
package enum ProfilePart: String, Hashable, Sendable, CaseIterable {
    /// The one row about the person or organisation itself.
    case profile
    case phone
    /// E-mail and messengers beside the address for invoices.
    case contact
    case address
    /// Passports and their like.
    case document
    /// Directors and others who act for an organisation.
    case signer
    case bank
    case contract
    /// Tax schemes by day; set through a verb of its own.
    case tax
    case consent
    case note
}

/// One row of a profile as it is stored: values by column, days as 2026-03-20, flags as `true` and `false`, what is
/// empty as the empty text.
package struct ProfileEntry: Hashable, Sendable {
    package var part: ProfilePart
    /// Tells rows of one part apart; 0 for the profile itself.
    package var line: Int
    package var values: [String: String]

    package init(part: ProfilePart, line: Int, values: [String: String]) {
        self.part = part
        self.line = line
        self.values = values
    }

    package subscript(name: String) -> String { values[name] ?? "" }
}

/// A change of one row. What is not named stays as it is.
package struct ProfileChange: Hashable, Sendable {
    package enum Deed: Hashable, Sendable {
        case add([String: String])
        /// The new values of the fields that are changed, and what was seen in them before.
        case change(line: Int, seen: [String: String], to: [String: String])
        /// What was seen in all of them.
        case remove(line: Int, seen: [String: String])
    }

    package var part: ProfilePart
    package var deed: Deed

    package init(_ part: ProfilePart, _ deed: Deed) {
        self.part = part
        self.deed = deed
    }
}

/// A field that somebody else changed meanwhile.
package struct ProfileCollision: Hashable, Sendable {
    package var field: String
    /// What stands there now.
    package var present: String
    package var actor: String
    package var at: Instant

    package init(field: String, present: String, actor: String, at: Instant) {
        self.field = field
        self.present = present
        self.actor = actor
        self.at = at
    }
}

/// What came of a change.
package enum ProfileOutcome: Hashable, Sendable {
    case saved(line: Int)
    /// Nothing was changed: others were faster in these fields.
    case collided([ProfileCollision])
}

/// The lists that forms about profiles choose from.
package struct ProfileChoices: Hashable, Sendable {
    package struct Choice: Hashable, Sendable {
        package var code: String
        package var name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    package var segments: [Choice]
    package var taxSchemes: [Choice]

    package init(segments: [Choice], taxSchemes: [Choice]) {
        self.segments = segments
        self.taxSchemes = taxSchemes
    }
}
