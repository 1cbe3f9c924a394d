import Domain
import Terminal

/// The catalogue as a tree: service types with their tariffs, then discounts, campaigns and tax schemes.
struct CatalogTree: Equatable {
    enum Kind: Hashable {
        case type(String)
        case tariff(TariffID)
        case discount(DiscountID)
        case campaign(String)
        case scheme(TaxSchemeID)
        case head(String)
    }

    struct Line: Equatable {
        var words: String
        var note = ""
        var role: TextRole?
    }

    private(set) var roots: [Kind] = []
    /// What hangs on each root.
    private(set) var children: [Kind: [Kind]] = [:]
    private(set) var lines: [Kind: Line] = [:]

    mutating func add(_ root: Kind, _ line: Line, _ below: [(Kind, Line)]) {
        roots.append(root)
        lines[root] = line
        children[root] = below.map(\.0)
        for (kind, line) in below { lines[kind] = line }
    }

    subscript(kind: Kind) -> Line { lines[kind] ?? Line(words: "") }
}

extension CatalogBook {
    func tree(today: CivilDate, currency: Currency) -> CatalogTree {
        var tree = CatalogTree()
        for type in serviceTypes {
            let own = tariffs.filter { $0.tariff.serviceType == type.code }
            let note = own.count == 1 ? "1 tariff" : "\(own.count) tariffs"
            tree.add(
                .type(type.code), CatalogTree.Line(words: type.name, note: note, role: .listHead),
                own.map { page in
                    let isSold = page.isSold(on: today)
                    let note = isSold ? page.tariff.priceWords(on: today) : "not sold"
                    return (
                        .tariff(page.tariff.id),
                        CatalogTree.Line(words: page.tariff.name, note: note, role: isSold ? nil : .dim)
                    )
                })
        }
        func add(_ title: String, _ below: [(CatalogTree.Kind, CatalogTree.Line)]) {
            guard !below.isEmpty else { return }
            tree.add(.head(title), CatalogTree.Line(words: title, role: .listHead), below)
        }
        add(
            "Discounts",
            discounts.map { (.discount($0.id), CatalogTree.Line(words: $0.name, note: $0.reduction.words(currency))) })
        add(
            "Campaigns",
            campaigns.map { campaign in
                let runs = campaign.from.map { $0 <= today } ?? true && campaign.until.map { $0 > today } ?? true
                let line = CatalogTree.Line(words: campaign.name, note: campaign.days, role: runs ? nil : .dim)
                return (.campaign(campaign.name), line)
            })
        add(
            "Taxes",
            taxSchemes.map { scheme in
                let note = scheme.id == standardScheme ? "standard" : ""
                return (.scheme(scheme.id), CatalogTree.Line(words: scheme.name, note: note))
            })
        return tree
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
