import Domain
import Rating
import Store

/// What a replay came to, for people and for programs.
package struct PriceReport: Sendable {
    private let replay: PriceReplay

    package init(_ replay: PriceReplay) { self.replay = replay }

    // MARK: For people

    /// A line a step, with the arithmetic of each charge below it, and the sums at the end.
    package var text: String {
        var lines: [String] = []
        for step in replay.steps {
            switch step.what {
            case .event(let words): lines.append("\(step.day)  \(words)")
            case .payment(let amount):
                lines.append("\(step.day)  payment \(money(amount)), balance \(money(step.balance))")
            case .charge(let line, let charge): lines += told(line, charge, step)
            }
        }
        var charged: Int64 = 0
        for case .charge(let line, _) in replay.steps.map(\.what) { charged &+= line.total }
        lines.append("")
        lines.append(
            "charged \(money(charged)) \(replay.currency.code), balance \(money(replay.balance)) \(replay.currency.code)"
        )
        return lines.joined(separator: "\n")
    }

    private func told(_ line: ChargeLine, _ charge: Charge?, _ step: PriceReplay.Step) -> [String] {
        var head = "\(step.day)  \(line.total < 0 ? "credit" : "charge") \(line.componentName)"
        if let tariff = replay.catalog.book[line.tariff] { head += ", \(tariff.name)" }
        if !line.covered.isEmpty { head += ", \(line.covered.start) to \(line.covered.lastDay)" }
        if !line.note.isEmpty { head += " (\(line.note))" }
        head += ": \(money(line.total))"
        if line.valueOn != step.day { head += ", counts from \(line.valueOn)" }
        head += ", balance \(money(step.balance))"
        var lines = [head]
        for words in charge?.arithmetic ?? [] { lines.append("              " + words) }
        if line.isCorrection, let charge {
            lines.append("              now \(money(charge.total)) in all, so this line is \(money(line.total))")
        }
        if line.legs.count > 1 {
            let parts = legs(line).map { "\($0.name) \(money($0.amount))" }
            lines.append("              = " + parts.joined(separator: ", "))
        }
        return lines
    }

    private func money(_ amount: Int64) -> String {
        Money(minorUnits: amount, currency: replay.currency).description
    }

    /// The legs in the order net, discounts, taxes.
    private func legs(_ line: ChargeLine) -> [(kind: String, code: String, name: String, amount: Int64)] {
        var found: [(order: Int64, kind: String, code: String, name: String, amount: Int64)] = []
        for (leg, amount) in line.legs {
            switch leg {
            case .net: found.append((-1, "net", "", "net", amount))
            case .discount(let id):
                let discount = replay.catalog.book[id]
                found.append((id.rawValue, "discount", discount?.code ?? "", discount?.name ?? "discount", amount))
            case .tax(let id):
                let rate = replay.catalog.book.scheme(of: id)?.rates.first { $0.id == id }
                found.append((1_000_000 + id.rawValue, "tax", rate?.category ?? "", rate?.name ?? "tax", amount))
            }
        }
        return found.sorted { $0.order < $1.order }.map { ($0.kind, $0.code, $0.name, $0.amount) }
    }

    // MARK: For programs

    /// One object: amounts are decimal texts, days ISO 8601, ends of periods the first day after them.
    package var json: String {
        JSONText.object([
            ("currency", .text(replay.currency.code)), ("balance", decimal(replay.balance)),
            ("steps", .list(replay.steps.map(object))),
        ]).description
    }

    private func object(_ step: PriceReplay.Step) -> JSONText {
        var members: [(String, JSONText)] = [("day", .text(step.day.description))]
        switch step.what {
        case .event(let words): members += [("kind", .text("event")), ("words", .text(words))]
        case .payment(let amount): members += [("kind", .text("payment")), ("amount", decimal(amount))]
        case .charge(let line, let charge):
            members += [
                ("kind", .text(line.key.kind.rawValue)),
                ("component", .text(line.componentName)),
                ("tariff", .text(replay.catalog.book[line.tariff]?.code ?? "")),
                ("period_on", .text(line.key.periodOn.description)), ("line", .number(Int64(line.line))),
                ("from", .text(line.covered.start.description)), ("to", .text(line.covered.end.description)),
                ("days", charge.map { .number(Int64($0.days)) } ?? .null),
                ("days_of_period", charge.map { .number(Int64($0.daysOfPeriod)) } ?? .null),
                ("value_on", .text(line.valueOn.description)), ("amount", decimal(line.total)),
                ("note", .text(line.note)), ("is_correction", .flag(line.isCorrection)),
                (
                    "legs",
                    .list(
                        legs(line).map { leg in
                            .object([
                                ("kind", .text(leg.kind)), ("code", .text(leg.code)), ("name", .text(leg.name)),
                                ("amount", decimal(leg.amount)),
                            ])
                        })
                ), ("arithmetic", .list((charge?.arithmetic ?? []).map { .text($0) })),
            ]
        }
        members.append(("balance", decimal(step.balance)))
        return .object(members)
    }

    /// "-1234.50": never a number, which programs would take for a binary one (business-rules section 1).
    private func decimal(_ amount: Int64) -> JSONText {
        let text = money(amount).filter { $0 != " " }
        return .text(String(text.map { $0 == "," ? "." : $0 }))
    }
}
