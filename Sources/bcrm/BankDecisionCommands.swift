import ArgumentParser
import Domain
import Store

extension BankCommand {
    /// What a person decides about an entry that the import could not place.
    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Post one entry to an account that a person chose.")

        @Argument(help: "The entry's number, as \"bcrm bank show\" lists it.")
        var entry: Int64

        @Option(help: "The account's number.")
        var account: Int64

        func run() async throws {
            let (entry, account) = (BankEntryID(entry), AccountID(account))
            let payment = try await OperatorConnection.run { session in
                guard let (customer, _) = try await session.findAccount(account) else {
                    throw CommandFailure("There is no account \(account).")
                }
                return try await session.postBankEntry(entry, customer: customer.id, account: account, key: .make())
            }
            print("Posted as payment \(payment).")
        }
    }

    struct Ignore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave an entry out for good: it is no customer's payment.")

        @Argument(help: "The entry's number, as \"bcrm bank show\" lists it.")
        var entry: Int64

        @Option(help: "Why; it stands with the entry.")
        var reason: String

        func run() async throws {
            let (entry, reason) = (BankEntryID(entry), reason)
            try await OperatorConnection.run { try await $0.ignoreBankEntry(entry, reason: reason, key: .make()) }
            print("Entry \(entry) is left out.")
        }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "return", abstract: "Take back the payment that the bank returned.")

        @Argument(help: "The entry that returns the money.")
        var entry: Int64

        @Option(help: "The earlier entry whose payment it takes back.")
        var original: Int64

        func run() async throws {
            let (entry, original) = (BankEntryID(entry), BankEntryID(original))
            _ = try await OperatorConnection.run {
                try await $0.returnBankEntry(entry, original: original, key: .make())
            }
            print("The payment of entry \(original) is taken back.")
        }
    }
}
