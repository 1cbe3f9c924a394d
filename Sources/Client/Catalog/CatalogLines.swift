import Domain
import Terminal

/// The catalogue as lines of a tree that is read from top to bottom: service types with their tariffs, then discounts,
/// campaigns and tax schemes.
struct CatalogLine: Equatable {
    enum Kind: Hashable {
        case type(String)
        case tariff(TariffID)
        case discount(DiscountID)
        case campaign(String)
        case scheme(TaxSchemeID)
        case head(String)
    }

    var kind: Kind
    var words: String
    var note: String
    var role: TextRole?
}

extension CatalogBook {
    func lines(today: CivilDate, currency: Currency) -> [CatalogLine] {
        var lines: [CatalogLine] = []
        for type in serviceTypes {
            let own = tariffs.filter { $0.tariff.serviceType == type.code }
            lines.append(
                CatalogLine(
                    kind: .type(type.code), words: type.name,
                    note: own.count == 1 ? "1 tariff" : "\(own.count) tariffs", role: .listHead))
            for page in own {
                lines.append(
                    CatalogLine(
                        kind: .tariff(page.tariff.id), words: "  \(page.tariff.name)",
                        note: page.isSold(on: today) ? page.tariff.priceWords(on: today) : "not sold",
                        role: page.isSold(on: today) ? nil : .dim))
            }
        }
        func add(_ title: String, _ more: [CatalogLine]) {
            guard !more.isEmpty else { return }
            lines.append(CatalogLine(kind: .head(title), words: title, note: "", role: .listHead))
            lines += more
        }
        add(
            "Discounts",
            discounts.map {
                CatalogLine(
                    kind: .discount($0.id), words: "  \($0.name)", note: $0.reduction.words(currency), role: nil)
            })
        add(
            "Campaigns",
            campaigns.map { campaign in
                let runs = campaign.from.map { $0 <= today } ?? true && campaign.until.map { $0 > today } ?? true
                return CatalogLine(
                    kind: .campaign(campaign.name), words: "  \(campaign.name)", note: campaign.days,
                    role: runs ? nil : .dim)
            })
        add(
            "Taxes",
            taxSchemes.map { scheme in
                let note = scheme.id == standardScheme ? "standard" : ""
                return CatalogLine(kind: .scheme(scheme.id), words: "  \(scheme.name)", note: note, role: nil)
            })
        return lines
    }

    func page(_ tariff: TariffID) -> TariffPage? { tariffs.first { $0.tariff.id == tariff } }
}

extension CatalogBook.TariffPage {
    func isSold(on day: CivilDate) -> Bool {
        (soldFrom.map { $0 <= day } ?? true) && (soldUntil.map { $0 > day } ?? true)
    }
}

extension CatalogBook.Campaign {
    var days: String {
        switch (from, until) {
        case (let from?, let until?): "\(from.text)-\(until.adding(days: -1).text)"
        case (let from?, nil): "from \(from.text)"
        case (nil, let until?): "until \(until.adding(days: -1).text)"
        case (nil, nil): "always"
        }
    }
}

extension Tariff {
    /// What its included periodic components come to, one sum for each length of period: "5 000,00 AMD a month".
    func priceWords(on day: CivilDate) -> String {
        var sums: [(period: String, units: Int64)] = []
        for component in components where component.selection == .included {
            guard case .periodic(let terms) = component.terms, let price = component.price(on: day) else { continue }
            if let index = sums.firstIndex(where: { $0.period == terms.period }) {
                let (sum, isTooLarge) = sums[index].units.addingReportingOverflow(price)
                if !isTooLarge { sums[index].units = sum }
            } else {
                sums.append((terms.period, price))
            }
        }
        return sums.map { "\(Money(minorUnits: $0.units, currency: currency).text) a \($0.period)" }
            .joined(separator: ", ")
    }
}

extension PeriodicTerms {
    /// "month", "3 months".
    var period: String { count == 1 ? unit.rawValue : "\(count) \(unit.rawValue)s" }
}

extension ChargingTerms {
    /// When it is charged, in few words.
    var words: String {
        switch self {
        case .periodic(let terms):
            switch terms.due {
            case .advance: "each \(terms.period), in advance"
            case .arrears: "each \(terms.period), afterwards"
            case .daily: "each \(terms.period), day by day"
            }
        case .oneTime(let event): "once, at \(event.words)"
        case .instalments(let count): "in \(count) monthly parts"
        case .earlyTermination(let terms):
            terms.isPerRemainingMonth
                ? "per month left of \(terms.termMonths)" : "when left before \(terms.termMonths) months"
        case .usage: "by use"
        }
    }
}

extension LifecycleEvent {
    var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}
