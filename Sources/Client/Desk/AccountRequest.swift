import Domain
import Operations

/// What is done to accounts besides payments and reversals.
nonisolated enum AccountRequest: AreaRequest {
    case promises(CustomerID, AccountID)
    case promise(CustomerID, AccountID, Money, days: Int, note: String, key: CommandKey)
    case withdrawPromise(CustomerID, AccountID, reason: String, key: CommandKey)
    case creditLimit(CustomerID, AccountID, Money, reason: String, key: CommandKey)
    case move(CustomerID, from: AccountID, to: AccountID, Money, note: String, key: CommandKey)
    case refund(CustomerID, AccountID, Money, reason: String, key: CommandKey)
    case open(CustomerID, key: CommandKey)

    var isCommand: Bool {
        if case .promises = self { false } else { true }
    }

    func perform(on desk: any OperatorDesk) async throws(DeskError) -> DeskReply {
        switch self {
        case .promises(let customer, let account):
            .promises(try await desk.promises(customer: customer, account: account))
        case .promise(let customer, let account, let amount, let days, let note, let key):
            .promised(
                try await desk.givePromise(
                    customer: customer, account: account, amount: amount, days: days, note: note, key: key))
        case .withdrawPromise(let customer, let account, let reason, let key):
            .promised(try await desk.withdrawPromise(customer: customer, account: account, reason: reason, key: key))
        case .creditLimit(let customer, let account, let limit, let reason, let key):
            .accountChanged(
                try await desk.setCreditLimit(
                    customer: customer, account: account, limit: limit, reason: reason, key: key))
        case .move(let customer, let from, let to, let amount, let note, let key):
            .moved(
                try await desk.moveMoney(customer: customer, from: from, to: to, amount: amount, note: note, key: key))
        case .refund(let customer, let account, let amount, let reason, let key):
            .receipt(
                try await desk.payRefund(
                    customer: customer, account: account, amount: amount, reason: reason, key: key))
        case .open(let customer, let key):
            .accountChanged(try await desk.openAccount(customer: customer, key: key))
        }
    }
}
