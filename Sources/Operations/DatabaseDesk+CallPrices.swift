package import Domain
import Rating
import Store

extension DatabaseDesk {
    package func priceLists() async throws(DeskError) -> [PriceListSummary] {
        try await run { try await $0.priceListSummaries() }
    }

    package func prices(
        of list: PriceListID, matching text: String, after: RatePosition?, limit: Int
    ) async throws(DeskError) -> [PriceListRow] {
        try await run { session in
            let sought = try await session.sought(text)
            return try await session.rates(
                of: list, digits: sought.digits, words: sought.words, after: after, limit: limit)
        }
    }

    package func callTariffs() async throws(DeskError) -> [CallTariffName] {
        try await run { try await $0.callTariffs() }
    }

    package func callQuote(_ question: CallQuestion) async throws(DeskError) -> CallQuote {
        try await run { try await CallReckoning($0).quote(question) }
    }

    package func buckets(of customer: CustomerID) async throws(DeskError) -> [BucketRemainder] {
        try await run { session in
            let today = try await session.businessDay().today
            return try await ServiceBuckets(
                of: customer, on: today, terms: try await session.callTerms(), session
            ).remainders
        }
    }
}
