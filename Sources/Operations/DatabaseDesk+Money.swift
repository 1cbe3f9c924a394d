package import Domain
import Store

extension DatabaseDesk {
    package func reversePayment(
        customer: CustomerID, account: AccountID, payment: PaymentID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try await run {
            try await $0.reversePayment(
                customer: customer, account: account, payment: payment, reason: reason, key: key)
        }
    }

    package func reversePayment(
        customer: CustomerID, account: AccountID, posting: Int64, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try await run {
            try await $0.reversePayment(
                customer: customer, account: account, posting: posting, reason: reason, key: key)
        }
    }

    package func payRefund(
        customer: CustomerID, account: AccountID, amount: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentReceipt {
        try await run {
            try await $0.payRefund(customer: customer, account: account, amount: amount, reason: reason, key: key)
        }
    }

    package func reverseCharge(
        customer: CustomerID, account: AccountID, posting: Int64, amount: Money?, reason: String, key: CommandKey
    ) async throws(DeskError) -> Money {
        try await run {
            try await $0.reverseCharge(
                customer: customer, account: account, posting: posting, amount: amount, reason: reason, key: key)
        }
    }

    package func openAccount(customer: CustomerID, key: CommandKey) async throws(DeskError) -> AccountSummary {
        try await run { try await $0.openAccount(customer: customer, key: key) }
    }

    package func setCreditLimit(
        customer: CustomerID, account: AccountID, limit: Money, reason: String, key: CommandKey
    ) async throws(DeskError) -> AccountSummary {
        try await run {
            try await $0.setCreditLimit(customer: customer, account: account, limit: limit, reason: reason, key: key)
        }
    }

    package func moveMoney(
        customer: CustomerID, from: AccountID, to: AccountID, amount: Money, note: String, key: CommandKey
    ) async throws(DeskError) -> MoneyMove {
        try await run {
            try await $0.moveMoney(customer: customer, from: from, to: to, amount: amount, note: note, key: key)
        }
    }

    package func givePromise(
        customer: CustomerID, account: AccountID, amount: Money, days: Int, note: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise {
        try await run {
            try await $0.givePromise(
                customer: customer, account: account, amount: amount, days: days, note: note, key: key)
        }
    }

    package func withdrawPromise(
        customer: CustomerID, account: AccountID, reason: String, key: CommandKey
    ) async throws(DeskError) -> PaymentPromise {
        try await run {
            try await $0.withdrawPromise(customer: customer, account: account, reason: reason, key: key)
        }
    }

    package func promises(customer: CustomerID, account: AccountID) async throws(DeskError) -> [PaymentPromise] {
        try await run { try await $0.promises(customer: customer, account: account) }
    }
}
