/// The tables the generator fills, in an order that satisfies their foreign keys, with the columns it writes.
enum DemoTable: Int, CaseIterable {
    case customer
    case phone
    case address
    case contract
    case identityDocument
    case signer
    case bankAccount
    case consent
    case note
    case attachment
    case attachmentPart
    case account
    case subscription
    case serviceIdentifier
    case subscriptionTariff
    case subscriptionParameter
    case suspension
    case port
    case device
    case movement
    case ticket
    case flowEvent
    case payment
    case transfer
    case call
    case usageSession
    case history

    var name: String {
        switch self {
        case .customer: "customers.customer"
        case .phone: "customers.phone"
        case .address: "customers.address"
        case .contract: "customers.contract"
        case .identityDocument: "customers.identity_document"
        case .signer: "customers.signer"
        case .bankAccount: "customers.bank_account"
        case .consent: "customers.consent"
        case .note: "customers.note"
        case .attachment: "customers.attachment"
        case .attachmentPart: "customers.attachment_part"
        case .account: "accounts.account"
        case .subscription: "catalog.subscription"
        case .serviceIdentifier: "catalog.service_identifier"
        case .subscriptionTariff: "catalog.subscription_tariff"
        case .subscriptionParameter: "catalog.subscription_parameter"
        case .suspension: "catalog.suspension"
        case .port: "network.port"
        case .device: "warehouse.device"
        case .movement: "warehouse.movement"
        case .ticket: "tickets.ticket"
        case .flowEvent: "tickets.flow_event"
        case .payment: "accounts.payment"
        case .transfer: "accounts.transfer"
        case .call: "usage.call"
        case .usageSession: "usage.session"
        case .history: "hist.event"
        }
    }

    var columns: [String] {
        switch self {
        case .customer:
            [
                "customer_id", "kind", "branch_id", "name", "family_name", "given_name", "patronymic",
                "organisation_name", "legal_form", "tax_number", "language", "registered_at",
            ]
        case .phone: ["customer_id", "line", "number", "label"]
        case .address: ["customer_id", "line", "city", "street", "building", "flat"]
        case .contract: ["customer_id", "contract_id", "number", "signed_on"]
        case .identityDocument:
            ["customer_id", "line", "kind", "number", "issued_by", "issued_on", "expires_on"]
        case .signer: ["customer_id", "line", "role", "name", "basis"]
        case .bankAccount: ["customer_id", "line", "bank", "number"]
        case .consent:
            ["customer_id", "line", "kind", "given_on", "how", "withdrawn_on", "withdrawn_how"]
        case .note: ["customer_id", "line", "text", "is_pinned", "author", "written_at"]
        case .attachment:
            [
                "customer_id", "attachment_id", "file_name", "title", "media_type", "size", "sha256", "added_by",
                "added_at",
            ]
        case .attachmentPart: ["attachment_id", "place", "content"]
        case .account:
            ["customer_id", "account_id", "currency", "balance", "is_default", "opened_at", "version"]
        case .subscription:
            [
                "customer_id", "subscription_id", "account_id", "service_type_id", "identifier", "billing_day",
                "activated_on", "state",
            ]
        case .serviceIdentifier: ["service_type_id", "identifier", "customer_id", "subscription_id"]
        case .subscriptionTariff: ["customer_id", "subscription_id", "valid", "tariff_id"]
        case .subscriptionParameter: ["customer_id", "subscription_id", "code", "valid", "value"]
        case .suspension: ["customer_id", "subscription_id", "reason", "during", "suspended_by"]
        case .port: ["node_id", "port_id", "name", "state", "customer_id", "subscription_id"]
        case .device:
            ["device_id", "model_id", "serial", "mac", "state", "stock_id", "customer_id", "subscription_id"]
        case .movement:
            ["movement_id", "device_id", "kind", "from_stock_id", "to_stock_id", "to_customer_id", "moved_at", "actor"]
        case .ticket:
            [
                "customer_id", "ticket_id", "ticket_type_id", "flow_id", "step", "queue_id", "state", "data",
                "opened_at", "opened_by", "step_since", "closed_at", "version",
            ]
        case .flowEvent:
            [
                "customer_id", "ticket_id", "line", "from_step", "to_step", "resolution", "at", "actor",
                "command_key",
            ]
        case .payment:
            [
                "payment_id", "channel", "external_id", "customer_id", "account_id", "amount", "house_account_id",
                "value_on", "booked_at", "actor",
            ]
        case .transfer:
            [
                "customer_id", "account_id", "period_on", "kind", "subscription_id", "component_id", "source_id", "leg",
                "leg_source_id", "period_ends_on", "amount", "balance_after", "posting_no", "house_account_id",
                "tariff_id", "value_on", "booked_at", "actor", "tag", "note",
            ]
        case .call:
            [
                "customer_id", "subscription_id", "started_at", "call_id", "session_id", "calling", "called",
                "duration_seconds", "charged_seconds", "destination", "destination_group", "prefix", "tariff_id",
                "account_id", "amount", "tax", "arithmetic",
            ]
        case .usageSession:
            [
                "session_id", "sub_session_id", "state", "changed_at", "started_at", "customer_id", "subscription_id",
                "call_id",
            ]
        case .history: ["at", "actor", "customer_id", "object", "object_id", "action", "new"]
        }
    }
}
