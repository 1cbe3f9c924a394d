package import Domain
import Store

extension DatabaseDesk {
    package func postings(
        of account: AccountID, customer: CustomerID, filter: PostingFilter, before number: Int64?, limit: Int
    ) async throws(DeskError) -> [Posting] {
        try await run {
            try await $0.postings(of: account, customer: customer, filter: filter, before: number, limit: limit)
        }
    }

    package func balance(
        of account: AccountID, customer: CustomerID, on day: CivilDate
    ) async throws(DeskError) -> Money {
        try await run { try await $0.balance(of: account, customer: customer, on: day) }
    }

    package func moneyMonths(
        of account: AccountID, customer: CustomerID, from day: CivilDate
    ) async throws(DeskError) -> [MoneyMonth] {
        try await run { try await $0.moneyMonths(of: account, customer: customer, from: day) }
    }

    package func chargeRuns(limit: Int) async throws(DeskError) -> [ChargeRunSummary] {
        try await run { try await $0.chargeRuns(limit: limit) }
    }

    package func chargeRun(_ run: ChargeRunID) async throws(DeskError) -> ChargeRunReport {
        try await self.run { try await $0.chargeRun(run) }
    }

    package func requestChargeRun(
        _ request: ChargeRunRequest, key: CommandKey
    ) async throws(DeskError) -> ChargeRunID {
        try await run { try await $0.requestChargeRun(request, key: key) }
    }

    package func cancelChargeRun(_ run: ChargeRunID, key: CommandKey) async throws(DeskError) {
        try await self.run { try await $0.cancelChargeRun(run, key: key) }
    }

    package func catalogBook() async throws(DeskError) -> CatalogBook { try await run { try await $0.catalogBook() } }

    package func priceImpact(_ change: PriceChange) async throws(DeskError) -> PriceImpact {
        try await run { try await $0.priceImpact(change) }
    }

    package func catalogDocument() async throws(DeskError) -> CatalogDocument {
        try await transaction { session in
            try await session.seeOneMoment()
            return try await session.exportedCatalog()
        }
    }

    package func importCatalog(
        _ document: CatalogDocument, isDry: Bool, key: CommandKey
    ) async throws(DeskError) -> [CatalogDifference] {
        try await run {
            try await CatalogExchange.import(
                document, options: CatalogImportOptions(isDryRun: isDry), key: key, on: $0)
        }
    }

    package func setPrice(_ change: PriceChange, key: CommandKey) async throws(DeskError) {
        try await run { try await $0.setPrice(change, key: key) }
    }
}
