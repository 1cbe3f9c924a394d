package import Domain
package import Rating

/// Rates a file of calls in the order of their starts, buckets carried from call to call; a service has the buckets of
/// the tariff from the day of its first call on.
package struct CallReplay: Sendable {
    package struct Step: Sendable {
        package let call: CallTable.Call
        package let outcome: Outcome
    }

    package enum Outcome: Sendable {
        case rated(RatedCall, called: String, net: Int64, taxes: [(TaxRateID, Int64)])
        /// Short code and sentence.
        case rejected(reason: String, sentence: String)
    }

    package struct BucketState: Hashable, Sendable {
        /// Empty: pooled, of all services.
        package let service: String
        package let bucket: CallBucket
        package let periodOn: CivilDate
        package let used: Int64
        package let granted: Int64
    }

    package private(set) var steps: [Step] = []
    package private(set) var net: Int64 = 0
    package private(set) var taxes: [TaxRateID: Int64] = [:]
    package private(set) var chargedSeconds: Int64 = 0
    package private(set) var rejected = 0
    /// Every instance of a bucket that was drawn from.
    package private(set) var buckets: [BucketState] = []
    package let tariff: CallTariff

    package enum Failure: Error, Hashable, Sendable {
        case overflow(line: Int)

        package var sentence: String {
            switch self {
            case .overflow(let line): "line \(line): the sum of the calls is too large: divide the file."
            }
        }
    }

    private struct Instance: Hashable {
        let service: String
        let bucket: BucketID
        let periodOn: CivilDate
    }

    package init(_ tariff: CallTariff, _ table: CallTable) throws(Failure) {
        self.tariff = tariff
        let calls = table.calls.sorted { ($0.startedAt, $0.line) < ($1.startedAt, $1.line) }
        var first: [String: CivilDate] = [:]
        for call in calls where first[call.service] == nil { first[call.service] = tariff.zone.date(call.startedAt) }
        let services = Int64(first.count)
        let earliest = calls.first.map { tariff.zone.date($0.startedAt) } ?? .farFuture
        let pooled = Set(tariff.buckets.filter(\.isPooled).map(\.id))
        var used: [String: [RatedCall.BucketUse]] = [:]
        var granted: [Instance: BucketBalance] = [:]
        for call in calls {
            let day = tariff.zone.date(call.startedAt)
            var balances = BucketBalances()
            if !tariff.buckets.isEmpty {
                let own = first[call.service] ?? day
                balances = BucketBalances.balances(
                    of: tariff.buckets, on: day, billingDay: call.billingDay,
                    held: Dictionary(
                        uniqueKeysWithValues: tariff.buckets.map {
                            ($0.id, [CivilPeriod($0.isPooled ? earliest : own, .farFuture)])
                        }), shares: Dictionary(uniqueKeysWithValues: pooled.map { ($0, services) }),
                    used: (used[call.service] ?? []) + (call.service.isEmpty ? [] : used[""] ?? []))
            }
            let outcome = Self.rate(call, tariff, &balances)
            steps.append(Step(call: call, outcome: outcome))
            guard case .rated(let rated, _, let net, let taxes) = outcome else {
                rejected += 1
                continue
            }
            for use in rated.bucketUses {
                let service = pooled.contains(use.bucket) ? "" : call.service
                Self.add(use, to: &used[service, default: []])
                let place = balances.balances.first { $0.bucket.id == use.bucket && $0.periodOn == use.periodOn }
                granted[Instance(service: service, bucket: use.bucket, periodOn: use.periodOn)] = place
            }
            chargedSeconds += rated.chargedSeconds
            guard Self.add(net, to: &self.net),
                taxes.allSatisfy({ Self.add($0.1, to: &self.taxes[$0.0, default: 0]) })
            else { throw .overflow(line: call.line) }
        }
        buckets = granted.map { instance, balance in
            BucketState(
                service: instance.service, bucket: balance.bucket, periodOn: instance.periodOn, used: balance.used,
                granted: balance.granted)
        }.sorted { ($0.service, $0.periodOn, $0.bucket.id) < ($1.service, $1.periodOn, $1.bucket.id) }
    }

    /// False: too large.
    private static func add(_ amount: Int64, to sum: inout Int64) -> Bool {
        let (total, isTooLarge) = sum.addingReportingOverflow(amount)
        sum = total
        return !isTooLarge
    }

    private static func add(_ use: RatedCall.BucketUse, to uses: inout [RatedCall.BucketUse]) {
        if let place = uses.firstIndex(where: { $0.bucket == use.bucket && $0.periodOn == use.periodOn }) {
            uses[place].amount += use.amount
        } else {
            uses.append(use)
        }
    }

    private static func rate(
        _ call: CallTable.Call, _ tariff: CallTariff, _ balances: inout BucketBalances
    ) -> Outcome {
        do throws(DialledNumber.Failure) {
            let called = try tariff.plan.read(
                call.called, dialledBy: call.calling.isEmpty ? nil : call.calling)
            do throws(CallRating.Rejection) {
                // A file may hold calls of any year: none of them lies ahead.
                let rated = try tariff.rating.rate(
                    RatableCall(
                        called: called.text, startedAt: call.startedAt, durationSeconds: call.durationSeconds),
                    buckets: &balances, now: call.startedAt)
                guard
                    let legs = CallTax.legs(
                        exact: rated.exact, amount: rated.amount, scheme: tariff.taxes,
                        category: tariff.rating.terms.taxCategory, on: tariff.zone.date(call.startedAt))
                else { throw .overflow }
                return .rated(rated, called: called.text, net: legs.net, taxes: legs.taxes)
            } catch {
                return .rejected(reason: error.reason, sentence: error.sentence)
            }
        } catch {
            return .rejected(reason: error.reason, sentence: error.sentence)
        }
    }
}
