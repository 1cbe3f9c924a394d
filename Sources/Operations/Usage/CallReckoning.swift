import Domain
import Rating
import Store

/// Prices one call that was not made yet, by the rates of its number only: nothing else of a list is read.
struct CallReckoning {
    private let session: StoreSession

    init(_ session: StoreSession) { self.session = session }

    func quote(_ question: CallQuestion) async throws(StoreError) -> CallQuote {
        let number = try await session.dialled(question.called)
        let clock = try await session.clock()
        guard let zone = try? TimeZoneRules(named: clock.timeZone) else {
            throw .unexpected("there is no time zone \(clock.timeZone) on this machine")
        }
        let tariff = try await tariff(of: question.payer, on: zone.date(question.startedAt))
        guard let terms = try await session.callTerms()[tariff.id] else {
            throw .refused("\(tariff.name) does not charge calls.")
        }
        let known = try await session.priceLists()
        var lists: [PriceList] = []
        for id in terms.priceLists {
            lists.append(
                PriceList(
                    id: id, bands: known.first { $0.id == id }?.bands ?? [],
                    rates: try await session.callRates(of: id, number: number)))
        }
        let rating = CallRating(
            terms: terms, lists: lists, calendar: CallCalendar(zone: zone, holidays: try await session.holidays()))
        var buckets = BucketBalances()
        let call = RatableCall(
            called: number, startedAt: question.startedAt, durationSeconds: Int64(question.durationSeconds))
        let rated: RatedCall
        do throws(CallRating.Rejection) {
            // Any day may be asked about: a call to come is not refused for being in the future.
            rated = try rating.rate(call, buckets: &buckets, now: question.startedAt)
        } catch {
            throw .refused(error.sentence)
        }
        let list = known.first { $0.id == rated.priceList }
        let currency = Currency(code: list?.currency ?? Currency.amd.code)
        return CallQuote(
            number: number, tariffName: tariff.name, priceListName: list?.name ?? "", destination: rated.destination,
            destinationGroup: rated.destinationGroup, prefix: rated.prefix,
            amount: Money(minorUnits: rated.amount, currency: currency), tax: .zero(currency),
            chargedSeconds: Int(rated.chargedSeconds), lines: [])
    }

    private func tariff(
        of payer: CallQuestion.Payer, on day: CivilDate
    ) async throws(StoreError) -> CallTariff {
        switch payer {
        case .tariff(let id):
            guard let tariff = try await session.callTariffs().first(where: { $0.id == id }) else {
                throw .refused("This tariff does not charge calls; choose another.")
            }
            return tariff
        case .service(let customer, let subscription):
            return try await session.tariff(of: subscription, customer: customer, on: day)
        }
    }
}

extension StoreSession {
    /// The number as price lists write it.
    func dialled(_ text: String) async throws(StoreError) -> String {
        let plan = try await numberingPlan()
        let short = text.filter { !$0.isWhitespace }
        if plan.shortNumbers.contains(where: { $0.hasSuffix("*") ? short.hasPrefix($0.dropLast()) : $0 == short }) {
            return "#\(short)"
        }
        guard let number = PhoneNumber(text, countryCode: plan.countryCode) else {
            throw .refused("\u{201C}\(text)\u{201D} is no number to call.")
        }
        return number.digits
    }

    /// What is looked for in a price list: the digits of a number or of its beginning, or words.
    func sought(_ text: String) async throws(StoreError) -> (digits: String, words: String) {
        let trimmed = text.filter { !$0.isWhitespace }
        guard let first = trimmed.first, first == "+" || first == "#" || first.isASCII && first.isNumber else {
            return ("", text)
        }
        if trimmed.hasPrefix("0"), let number = try? await dialled(text) { return (number, "") }
        return (trimmed.filter { $0 == "#" || $0.isASCII && $0.isNumber }, "")
    }
}
