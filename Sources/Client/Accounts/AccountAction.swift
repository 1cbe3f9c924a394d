import Domain
import Terminal

/// What can be done to an account besides taking a payment (features F3.1, F3.2).
nonisolated enum AccountAction: String, CaseIterable {
    case promise
    case withdrawPromise = "withdraw_promise"
    case creditLimit = "credit_limit"
    case move
    case refund
    case open

    var action: ActionID { ActionID("account.\(rawValue)") }

    var permission: Permission {
        switch self {
        case .promise, .withdrawPromise: .paymentPromise
        case .creditLimit: .accountCreditLimit
        case .move: .accountMove
        case .refund: .paymentRefund
        case .open: .accountOpen
        }
    }

    /// An order, for palette and help; and the key bar's word.
    var label: (long: String, short: String) {
        switch self {
        case .promise: ("Take a promise of payment", "Promise")
        case .withdrawPromise: ("End the promise of payment", "No promise")
        case .creditLimit: ("Set the credit limit", "Credit")
        case .move: ("Move money to another account of the customer", "Move")
        case .refund: ("Give money back from the till", "Refund")
        case .open: ("Open another account", "New account")
        }
    }

    /// What `y` does.
    var yes: String {
        switch self {
        case .promise: "notes the promise"
        case .withdrawPromise: "ends the promise"
        case .creditLimit: "sets the limit"
        case .move: "moves the money"
        case .refund: "gives the money back"
        case .open: "opens an account"
        }
    }

    /// Why it cannot be done with these accounts; nil when it can.
    @MainActor func whyNot(_ account: AccountSummary, of all: [AccountSummary]) -> String? {
        switch self {
        case .move where all.count < 2: "The customer has one account; open another to move money to."
        case .move where account.balance.minorUnits <= 0: "Account \(account.id) holds nothing to move."
        case .refund where account.balance.minorUnits <= 0: "Account \(account.id) holds nothing to give back."
        case .promise, .withdrawPromise, .creditLimit, .move, .refund, .open: nil
        }
    }

    @MainActor func fields(_ opening: AccountActionOpening) -> [FormField] {
        let reason = FormField.reason()
        let currency = opening.account.balance.currency
        let note = FormField(name: "note", label: "Note", width: 46)
        func sum(_ label: String, _ hint: String, _ sign: FormField.Sign = .positive) -> FormField {
            FormField(
                name: "amount", label: label, kind: .amount(of: currency, sign), hint: hint, isRequired: true,
                width: 28,
                isProposed: true)
        }
        switch self {
        case .promise:
            let days = FormField(
                name: "days", label: "Days", kind: .number(1...366), hint: "until it is paid", isRequired: true,
                width: 16,
                isProposed: true)
            return [sum("Amount", "what will be paid"), days, note]
        case .withdrawPromise: return [reason]
        case .creditLimit: return [sum("Limit", "0 takes it away", .notNegative), reason]
        case .move:
            let others = opening.accounts.filter { $0.id != opening.account.id }
            let choices = others.map {
                FormField.Choice(code: "\($0.id)", label: "account \($0.id), balance \($0.balance.text)")
            }
            let to = FormField(name: "to", label: "To", kind: .choice(choices), isRequired: true, width: 46)
            return [to, sum("Amount", "of \(opening.account.balance)"), note]
        case .refund: return [sum("Amount", "of \(opening.account.balance)"), reason]
        case .open: return []
        }
    }

    @MainActor func proposed(_ opening: AccountActionOpening) -> [String: String] {
        switch self {
        case .promise:
            let short = opening.account.balance.isNegative ? opening.account.balance.magnitude.description : ""
            return ["amount": short, "days": "3"]
        case .creditLimit: return ["amount": opening.account.creditLimit.description]
        case .move:
            return ["to": opening.accounts.first { $0.id != opening.account.id }.map { "\($0.id)" } ?? ""]
        case .withdrawPromise, .refund, .open: return [:]
        }
    }
}

/// Which account, among which.
struct AccountActionOpening: Equatable {
    var action: AccountAction
    var customer: CustomerID
    var account: AccountSummary
    var accounts: [AccountSummary]
}
