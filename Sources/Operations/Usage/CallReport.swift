import Domain
import Rating
import Store

/// What a file of calls came to, for people and for programs.
package struct CallReport: Sendable {
    private let replay: CallReplay
    private let words: CallWords

    package init(_ replay: CallReplay) {
        self.replay = replay
        let tariff = replay.tariff
        let buckets = Dictionary(uniqueKeysWithValues: tariff.buckets.map { ($0.id, $0.name) })
        let bands = tariff.bandNames
        words = CallWords(
            zone: tariff.zone, currency: tariff.currency, rounding: tariff.rating.terms.rounding,
            bucketName: { buckets[$0] ?? "bucket \($0)" }, bandName: { bands[$0] ?? $0 })
    }

    // MARK: For people

    /// A line a call in the order of their starts, with the arithmetic below it, and the sums at the end.
    package var text: String {
        var lines: [String] = []
        for step in replay.steps {
            let call = step.call
            let local = replay.tariff.zone.local(call.startedAt)
            let calling = call.calling.isEmpty ? "" : "\(call.calling) "
            let head = "\(local.date) \(local.time.textWithSeconds)  \(calling)\u{2192} "
            switch step.outcome {
            case .rejected(let reason, let sentence):
                lines.append("\(head)\(call.called), \(call.durationSeconds) s: not rated (\(reason))")
                lines.append("              line \(call.line): \(sentence)")
            case .rated(let rated, let called, let net, let taxes):
                let total = taxes.reduce(net) { $0 + $1.1 }
                lines.append("\(head)\(called), \(call.durationSeconds) s, \(rated.destination): \(money(total))")
                lines += words.lines(of: rated, startedAt: call.startedAt, durationSeconds: call.durationSeconds)
                    .map { "              " + $0 }
                if !taxes.isEmpty {
                    let parts = ["net \(money(net))"] + taxes.map { "\(name(of: $0.0)) \(money($0.1))" }
                    lines.append("              = " + parts.joined(separator: ", "))
                }
            }
        }
        lines.append("")
        for state in replay.buckets {
            let whose = state.service.isEmpty ? "" : " of \(state.service)"
            let unit = state.bucket.unit == .seconds ? "s" : "calls"
            lines.append(
                "\(state.bucket.name)\(whose) from \(state.periodOn): \(state.used) of \(state.granted) \(unit) used")
        }
        var sums = ["\(replay.steps.count - replay.rejected) calls, \(replay.chargedSeconds) s charged"]
        if replay.rejected > 0 { sums.append("\(replay.rejected) not rated") }
        if !replay.taxes.isEmpty {
            sums.append("net \(money(replay.net))")
            sums += replay.taxes.sorted { $0.key < $1.key }.map { "\(name(of: $0.key)) \(money($0.value))" }
        }
        lines.append(sums.joined(separator: ", ") + ": \(money(total)) \(replay.tariff.currency.code)")
        return lines.joined(separator: "\n")
    }

    private var total: Int64 { replay.taxes.values.reduce(replay.net) { $0 &+ $1 } }

    private func name(of rate: TaxRateID) -> String {
        replay.tariff.taxes?.rates.first { $0.id == rate }?.name ?? "tax"
    }

    private func money(_ amount: Int64) -> String {
        Money(minorUnits: amount, currency: replay.tariff.currency).description
    }

    // MARK: For programs

    /// One object: amounts are decimal texts, instants RFC 3339 in UTC, lengths seconds.
    package var json: String {
        JSONText.object([
            ("tariff", .text(replay.tariff.code)), ("currency", .text(replay.tariff.currency.code)),
            ("calls", .list(replay.steps.map(object))),
            ("buckets", .list(replay.buckets.map(object))), ("charged_seconds", .number(replay.chargedSeconds)),
            ("rejected", .number(Int64(replay.rejected))), ("net", decimal(replay.net)),
            ("taxes", taxes(replay.taxes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
            ("total", decimal(total)),
        ]).description
    }

    private func taxes(_ taxes: [(TaxRateID, Int64)]) -> JSONText {
        .list(taxes.map { .object([("name", .text(name(of: $0.0))), ("amount", decimal($0.1))]) })
    }

    private func object(_ state: CallReplay.BucketState) -> JSONText {
        .object([
            ("service", .text(state.service)), ("bucket", .text(state.bucket.code)),
            ("unit", .text(state.bucket.unit.rawValue)), ("period_on", .text(state.periodOn.description)),
            ("used", .number(state.used)), ("granted", .number(state.granted)),
        ])
    }

    private func object(_ step: CallReplay.Step) -> JSONText {
        let call = step.call
        var members: [(String, JSONText)] = [
            ("line", .number(Int64(call.line))), ("start", .text(call.startedAt.description)),
            ("duration", .number(call.durationSeconds)), ("calling", .text(call.calling)),
            ("service", .text(call.service)),
        ]
        switch step.outcome {
        case .rejected(let reason, let sentence):
            members += [
                ("called", .text(call.called)), ("reason", .text(reason)), ("sentence", .text(sentence)),
            ]
        case .rated(let rated, let called, let net, let parts):
            members += [
                ("called", .text(called)), ("price_list", .text(replay.tariff.name(of: rated.priceList))),
                ("prefix", .text(rated.prefix)), ("destination", .text(rated.destination)),
                ("group", .text(rated.destinationGroup)), ("charged_seconds", .number(rated.chargedSeconds)),
                ("pieces", .list(rated.pieces.map(object))), ("is_capped", .flag(rated.isCapped)),
                ("amount", decimal(rated.amount)), ("net", decimal(net)), ("taxes", taxes(parts)),
                ("total", decimal(parts.reduce(net) { $0 + $1.1 })),
                (
                    "arithmetic",
                    .list(
                        words.lines(
                            of: rated, startedAt: call.startedAt, durationSeconds: call.durationSeconds
                        ).map { .text($0) })
                ),
            ]
        }
        return .object(members)
    }

    private func object(_ piece: RatedCall.Piece) -> JSONText {
        let price = PriceDecimal(currency: replay.tariff.currency).text(piece.perMinuteMicro)
        let bucket = piece.bucket.flatMap { id in replay.tariff.buckets.first { $0.id == id }?.code }
        return .object([
            ("band", .text(piece.band)), ("from", .number(piece.fromSecond)), ("seconds", .number(piece.seconds)),
            ("price_per_minute", .text(price)), ("bucket", bucket.map { .text($0) } ?? .null),
        ])
    }

    /// "-1234.50": never a number, which programs would take for a binary one (business-rules section 1).
    private func decimal(_ amount: Int64) -> JSONText {
        let text = money(amount).filter { $0 != " " }
        return .text(String(text.map { $0 == "," ? "." : $0 }))
    }
}
