import Diameter
import Domain
import Rating
import Store

/// What is stored for programs, put into lines for people.
struct UsageReading: Sendable {
    private let zone: TimeZoneRules
    private let terms: [TariffID: CallTerms]
    private let bands: [PriceListID: [TimeBand]]

    init(_ session: StoreSession) async throws(StoreError) {
        zone = try await session.businessZone()
        terms = try await session.callTerms()
        bands = Dictionary(try await session.priceLists().map { ($0.id, $0.bands) }) { first, _ in first }
    }

    // MARK: Prices

    /// How a price was found. What cannot be read is shown as it is: nothing about money is hidden.
    func arithmetic(
        _ text: String, tariff: TariffID, currency: Currency, startedAt: Instant, durationSeconds: Int
    ) -> [String] {
        guard !text.isEmpty else { return [] }
        guard let call = CallArithmetic.parse(text) else { return [text] }
        return lines(
            of: call, terms: terms[tariff], currency: currency, startedAt: startedAt, durationSeconds: durationSeconds)
    }

    func lines(
        of call: RatedCall, terms: CallTerms?, currency: Currency, startedAt: Instant, durationSeconds: Int
    ) -> [String] {
        let names = Dictionary(self.terms.values.flatMap(\.buckets).map { ($0.id, $0.name) }) { first, _ in first }
        let bands = bands[call.priceList] ?? []
        let words = CallWords(
            zone: zone, currency: currency, rounding: terms?.rounding ?? .standard,
            bucketName: { names[$0] ?? "bucket \($0)" },
            bandName: { code in bands.first { $0.code == code }?.name ?? code })
        return words.lines(of: call, startedAt: startedAt, durationSeconds: Int64(durationSeconds))
    }

    func revision(_ stored: KeptCallRevision) -> CallDetail.Revision {
        CallDetail.Revision(
            number: stored.number, replacedAt: stored.replacedAt, cause: stored.cause, actor: stored.actor,
            chargedSeconds: stored.chargedSeconds, amount: stored.amount,
            arithmetic: arithmetic(
                stored.arithmetic, tariff: stored.tariff, currency: stored.amount.currency,
                startedAt: stored.startedAt, durationSeconds: stored.durationSeconds))
    }

    // MARK: Records

    static func record(_ kept: KeptUsageRecord) -> UsageRecordText {
        UsageRecordText(
            kind: kept.kind, number: kept.number, receivedAt: kept.receivedAt, source: kept.source,
            lines: lines(of: kept))
    }

    private static func lines(of kept: KeptUsageRecord) -> [String] {
        switch kept.format {
        case .diameterMessage: MessageDescription.lines(of: kept.content)
        case .fileRow:
            String(decoding: kept.content, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
    }
}

extension StoreSession {
    /// The zone whose wall clock prices go by.
    func businessZone() async throws(StoreError) -> TimeZoneRules {
        let name = try await businessZoneName()
        do throws(TimeZoneRules.Failure) {
            return try TimeZoneRules(named: name)
        } catch {
            throw .unexpected(error.sentence)
        }
    }
}
