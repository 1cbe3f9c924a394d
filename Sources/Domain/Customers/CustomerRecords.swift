/// One line of a search result.
package struct CustomerSummary: Hashable, Sendable {
    package var id: CustomerID
    package var name: String
    package var contractNumber: String
    package var phone: String
    package var address: String
    /// What the accounts in the default one's currency hold together; nil when the operator may not see accounts.
    package var balance: Money?
    package var state: CustomerState
    /// What matched, in words the operator can check: "phone 77 10 12 34", "device HWTC1A2B3C4D".
    package var matched: String

    package init(
        id: CustomerID, name: String, contractNumber: String, phone: String, address: String,
        balance: Money?, state: CustomerState, matched: String
    ) {
        self.id = id
        self.name = name
        self.contractNumber = contractNumber
        self.phone = phone
        self.address = address
        self.balance = balance
        self.state = state
        self.matched = matched
    }
}

/// The one word for a customer's services: the worst state among them.
package enum CustomerState: String, Hashable, Sendable, CaseIterable {
    /// No subscription yet.
    case new
    case active
    case suspended
    case ended
}

package enum CustomerKind: String, Hashable, Sendable, CaseIterable {
    case person
    case organisation
}

/// A place as documents name it.
package struct PostalAddress: Hashable, Sendable {
    package var city: String
    package var street: String
    package var building: String
    package var flat: String

    package init(city: String, street: String, building: String, flat: String) {
        self.city = city
        self.street = street
        self.building = building
        self.flat = flat
    }
}

/// The profile's own facts, as the card shows them.
package struct CustomerProfile: Hashable, Sendable {
    package var id: CustomerID
    package var kind: CustomerKind
    package var name: String
    package var contractNumber: String
    package var phones: [String]
    package var addresses: [PostalAddress]
    package var email: String
    package var taxNumber: String
    package var documentNumber: String
    package var language: String
    package var branchName: String
    package var note: String
    package var registeredAt: Instant
    package var version: Int

    package init(
        id: CustomerID, kind: CustomerKind, name: String, contractNumber: String, phones: [String],
        addresses: [PostalAddress], email: String, taxNumber: String, documentNumber: String, language: String,
        branchName: String, note: String, registeredAt: Instant, version: Int
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.contractNumber = contractNumber
        self.phones = phones
        self.addresses = addresses
        self.email = email
        self.taxNumber = taxNumber
        self.documentNumber = documentNumber
        self.language = language
        self.branchName = branchName
        self.note = note
        self.registeredAt = registeredAt
        self.version = version
    }
}

/// Everything the card shows, read in one round trip.
package struct CustomerCard: Hashable, Sendable {
    package var profile: CustomerProfile
    package var state: CustomerState
    package var accounts: [AccountSummary]
    package var subscriptions: [SubscriptionSummary]
    package var tickets: [TicketSummary]
    package var devices: [DeviceSummary]
    /// Newest first.
    package var movements: [Movement]
    /// Every row of the profile that the operator may see.
    package var parts: [ProfileEntry]
    /// Newest first; those withdrawn, too.
    package var attachments: [Attachment]
    /// Who may be the same customer.
    package var duplicates: [DuplicateCustomer]
    /// Those that were merged into this one.
    package var merged: [CustomerID]
    /// What they were called, in the same order.
    package var mergedNames: [String]
    /// The last ones, newest first.
    package var calls: [CallSummary]
    package var isAnonymised: Bool
    package var asOf: Instant

    package init(
        profile: CustomerProfile, state: CustomerState, accounts: [AccountSummary],
        subscriptions: [SubscriptionSummary], tickets: [TicketSummary], devices: [DeviceSummary],
        movements: [Movement], parts: [ProfileEntry] = [], attachments: [Attachment] = [],
        duplicates: [DuplicateCustomer] = [], merged: [CustomerID] = [], mergedNames: [String] = [],
        calls: [CallSummary] = [], isAnonymised: Bool = false, asOf: Instant
    ) {
        self.profile = profile
        self.state = state
        self.accounts = accounts
        self.subscriptions = subscriptions
        self.tickets = tickets
        self.devices = devices
        self.movements = movements
        self.parts = parts
        self.attachments = attachments
        self.duplicates = duplicates
        self.merged = merged
        self.mergedNames = mergedNames
        self.calls = calls
        self.isAnonymised = isAnonymised
        self.asOf = asOf
    }
}

/// One line of the customer's history: who did what, when, with old and new values.
package struct HistoryEntry: Hashable, Sendable {
    package struct Change: Hashable, Sendable {
        package var field: String
        package var old: String?
        package var new: String?

        package init(field: String, old: String?, new: String?) {
            self.field = field
            self.old = old
            self.new = new
        }
    }

    package var at: Instant
    package var actor: String
    /// "Ticket 12: Survey -> Port assignment", "Payment 5 000,00".
    package var title: String
    /// What says most comes first.
    package var changes: [Change]
    /// The command that did it, shared by everything it did; nil: a movement of money, which stands alone.
    package var command: String?
    /// Among what one command did, the smallest says what it was about.
    package var weight: Int

    package init(
        at: Instant, actor: String, title: String, changes: [Change], command: String? = nil, weight: Int = 0
    ) {
        self.at = at
        self.actor = actor
        self.title = title
        self.changes = changes
        self.command = command
        self.weight = weight
    }
}

/// What the registration form sends: the profile, and the service asked for.
package struct CustomerRegistration: Hashable, Sendable {
    package var kind: CustomerKind
    package var familyName: String
    package var givenName: String
    package var patronymic: String
    package var organisationName: String
    /// Of an organisation: LLC, CJSC, ...
    package var legalForm = ""
    package var taxNumber: String
    /// A code of the installation's list.
    package var segment = "standard"
    package var documentNumber: String
    /// As typed; the database normalises them to international digits.
    package var phones: [String]
    package var email: String
    package var address: PostalAddress
    package var language: String
    package var note: String
    /// The tariff of the activation ticket.
    package var tariff: TariffID
    /// Parameter code to value, for those the tariff asks.
    package var parameters: [String: String]

    package init(
        kind: CustomerKind, familyName: String, givenName: String, patronymic: String, organisationName: String,
        taxNumber: String, documentNumber: String, phones: [String], email: String, address: PostalAddress,
        language: String, note: String, tariff: TariffID, parameters: [String: String]
    ) {
        self.kind = kind
        self.familyName = familyName
        self.givenName = givenName
        self.patronymic = patronymic
        self.organisationName = organisationName
        self.taxNumber = taxNumber
        self.documentNumber = documentNumber
        self.phones = phones
        self.email = email
        self.address = address
        self.language = language
        self.note = note
        self.tariff = tariff
        self.parameters = parameters
    }
}

/// What registration made.
package struct RegisteredCustomer: Hashable, Sendable {
    package var customer: CustomerID
    package var contractNumber: String
    package var account: AccountID
    package var ticket: TicketID

    package init(customer: CustomerID, contractNumber: String, account: AccountID, ticket: TicketID) {
        self.customer = customer
        self.contractNumber = contractNumber
        self.account = account
        self.ticket = ticket
    }
}
