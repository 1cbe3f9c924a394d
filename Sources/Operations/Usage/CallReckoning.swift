import Domain
import Rating
import Store

/// Prices one call that was not made yet, by the rates of its number only: nothing else of a list is read.
struct CallReckoning {
    /// Who would pay: the tariff, and of a service its buckets and its tax scheme.
    private struct Payer {
        var tariff: CallTariffName
        var buckets = BucketBalances()
        var taxScheme: TaxSchemeID?
        /// What local numbers are dialled by.
        var ownNumber: String?
    }

    private let session: StoreSession

    init(_ session: StoreSession) { self.session = session }

    func quote(_ question: CallQuestion) async throws(StoreError) -> CallQuote {
        let reading = try await UsageReading(session)
        let zone = try await session.businessZone()
        let day = zone.date(question.startedAt)
        let allTerms = try await session.callTerms()
        let payer = try await payer(question.payer, on: day, allTerms)
        guard let terms = allTerms[payer.tariff.id] else {
            throw .refused("\(payer.tariff.name) does not charge calls.")
        }
        let number = try await session.dialled(question.called, by: payer.ownNumber)
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
        var buckets = payer.buckets
        let rated: RatedCall
        do throws(CallRating.Rejection) {
            // Any day may be asked about: a call to come is not refused for being in the future.
            rated = try rating.rate(
                RatableCall(
                    called: number, startedAt: question.startedAt, durationSeconds: Int64(question.durationSeconds)),
                buckets: &buckets, now: question.startedAt)
        } catch {
            throw .refused(error.sentence)
        }
        let taxes = try await session.taxSchemes()
        let scheme = (payer.taxScheme ?? taxes.standard).flatMap { id in taxes.schemes.first { $0.id == id } }
        guard
            let legs = CallTax.legs(
                exact: rated.exact, amount: rated.amount, scheme: scheme, category: terms.taxCategory, on: day)
        else { throw .refused("The tax of the call is too large.") }
        let tax = legs.taxes.reduce(Int64(0)) { $0 &+ $1.1 }
        let list = known.first { $0.id == rated.priceList }
        let currency = Currency(code: list?.currency ?? Currency.amd.code)
        return CallQuote(
            number: number, tariffName: payer.tariff.name, priceListName: list?.name ?? "",
            destination: rated.destination, destinationGroup: rated.destinationGroup, prefix: rated.prefix,
            amount: Money(minorUnits: legs.net &+ tax, currency: currency),
            tax: Money(minorUnits: tax, currency: currency), chargedSeconds: Int(clamping: rated.chargedSeconds),
            lines: reading.lines(
                of: rated, terms: terms, currency: currency, startedAt: question.startedAt,
                durationSeconds: question.durationSeconds))
    }

    private func payer(
        _ payer: CallQuestion.Payer, on day: CivilDate, _ terms: [TariffID: CallTerms]
    ) async throws(StoreError) -> Payer {
        switch payer {
        case .tariff(let id):
            guard let tariff = try await session.callTariffs().first(where: { $0.id == id }) else {
                throw .refused("This tariff does not charge calls; choose another.")
            }
            return Payer(tariff: tariff)
        case .service(let customer, let subscription):
            let owned = try await ServiceBuckets(of: customer, on: day, terms: terms, session)
            guard let service = owned.services.first(where: { $0.line.subscription == subscription }) else {
                throw .refused("The service makes no calls on \(day.localText).")
            }
            return Payer(
                tariff: CallTariffName(id: service.line.tariff, name: service.name),
                buckets: owned.balances(of: service.line), taxScheme: service.line.taxScheme,
                ownNumber: service.name.split(separator: " ").last.map(String.init))
        }
    }
}

extension StoreSession {
    /// The number as price lists write it.
    func dialled(_ text: String, by own: String? = nil) async throws(StoreError) -> String {
        let plan = try await numberingPlan()
        do throws(DialledNumber.Failure) {
            return try plan.read(text, dialledBy: own).text
        } catch {
            throw .refused(error.sentence)
        }
    }

    /// What is looked for in a price list: the digits of a number or of its beginning, or words.
    func sought(_ text: String) async throws(StoreError) -> (digits: String, words: String) {
        let trimmed = text.filter { !$0.isWhitespace }
        guard let first = trimmed.first, first == "+" || first == "#" || first.isASCII && first.isNumber else {
            return ("", text)
        }
        // As dialled at home or abroad, once it is whole: lists know international digits only.
        if first == "0", let number = try? await dialled(text) { return (number, "") }
        return (trimmed.filter { $0 == "#" || $0.isASCII && $0.isNumber }, "")
    }
}
