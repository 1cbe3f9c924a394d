import Domain
import TOML

/// Makes a document of the tables of a file.
struct CatalogReader {
    private let file: TableFile
    private(set) var problems: [FileProblem] = []
    var document = CatalogDocument()

    init(_ file: TableFile, isEnded: Bool) {
        self.file = file
        if !isEnded {
            problems.append(
                FileProblem(line: nil, words: "the last line does not end: the file is cut, get the whole file again"))
        }
    }

    mutating func read() -> CatalogDocument {
        checkEnds()
        // Parents before children, wherever they stand.
        for table in file.tables { readTop(table) }
        for table in file.tables { readChild(table) }
        if problems.isEmpty { check() }
        return document
    }

    private mutating func checkEnds() {
        let header = file.table("catalogue")
        if let header {
            var fields = CatalogFields(header)
            if fields.number("format") != CatalogFile.format {
                fields.complain(
                    "this file has another format than \(CatalogFile.format): export it again with this version")
            }
            finish(&fields)
        }
        let ending = file.table("end")
        if let ending, ending.entries.count + (file.tables.last?.path == ["end"] ? 0 : 1) > 0 {
            problems.append(FileProblem(line: ending.line, words: "[end] is the last line of a file"))
        }
        if header != nil, ending == nil {
            problems.append(
                FileProblem(line: nil, words: "[end] is missing: the file is cut, get the whole file again"))
        }
    }

    private mutating func finish(_ fields: inout CatalogFields) {
        fields.finish()
        problems += fields.problems
    }

    private mutating func readTop(_ table: TableFile.Table) {
        var fields = CatalogFields(table)
        let code = table.path.last ?? ""
        switch (table.path.first, table.path.count) {
        case ("catalogue", 1), ("end", 1): return
        case ("price_list", 2): document.priceLists.append(priceList(code, &fields))
        case ("numbering", 1): document.numberingPlan = numbering(&fields)
        case ("holidays", 1): document.holidays = fields.holidays()
        case (nil, 0):
            if !table.entries.isEmpty {
                problems.append(
                    FileProblem(
                        line: table.entries.first?.line, words: "this stands before any [table]: put it into one"))
            }
            return
        case ("channel", 2):
            document.channels.append(.init(code: code, name: fields.text("name")))
        case ("service", 2):
            document.serviceTypes.append(.init(code: code, name: fields.text("name")))
        case ("tariff", 2):
            document.tariffs.append(tariff(code, &fields))
        case ("discount", 2):
            document.discounts.append(discount(code, &fields))
        case ("campaign", 2):
            document.campaigns.append(
                .init(
                    code: code, name: fields.text("name"), discount: fields.text("discount"),
                    during: fields.period(from: "from", through: "through"), months: fields.number("months"),
                    tariffs: fields.texts("tariffs")))
        case ("tax", 2):
            document.taxSchemes.append(
                .init(
                    code: code, name: fields.text("name"), isInclusive: fields.flag("prices_include_tax"),
                    rounding: fields.word("rounding", or: .line), treatment: fields.word("treatment", or: .charged),
                    isStandard: fields.flag("standard")))
        default: return
        }
        if table.isElement { fields.complain("[[\(fields.name)]] is written in single brackets: [\(fields.name)]") }
        finish(&fields)
    }

    private mutating func readChild(_ table: TableFile.Table) {
        guard table.path.count != 2 || !Self.tops.contains(table.path[0]), !Self.singles.contains(table.path) else {
            return
        }
        guard let first = table.path.first, first != "catalogue", first != "end" else { return }
        var fields = CatalogFields(table)
        let kind = table.path.count > 2 ? table.path[2] : ""
        switch (first, kind, table.path.count, table.isElement) {
        case ("service", "component", 4, false):
            let component = CatalogDocument.Component(
                code: table.path[3], name: fields.text("name"),
                charging: fields.word("charging", placeholder: .periodic),
                tag: fields.text("tag", or: ""), revenueAccount: fields.text("revenue_account", or: ""),
                channels: fields.texts("channels"))
            if let index = parent(document.serviceTypes.firstIndex { $0.code == table.path[1] }, &fields, table) {
                document.serviceTypes[index].components.append(component)
            }
        case ("tariff", "component", 4, false):
            if let index = parent(document.tariffs.firstIndex { $0.code == table.path[1] }, &fields, table) {
                document.tariffs[index].components.append(
                    component(table.path[3], of: document.tariffs[index], &fields))
            } else {
                return problems += fields.problems
            }
        case ("tariff", "parameter", 4, false):
            let parameter = parameter(table.path[3], &fields)
            if let index = parent(document.tariffs.firstIndex { $0.code == table.path[1] }, &fields, table) {
                document.tariffs[index].parameters.append(parameter)
            }
        case ("price_list", "band", 4, false), ("tariff", "calls", 3, false): readCalls(table, &fields)
        case ("tariff", "calls", 5, false) where table.path[3] == "bucket": readCalls(table, &fields)
        case ("tax", "rate", 3, true):
            let rate = CatalogDocument.TaxRateEntry(
                name: fields.text("name"), category: fields.text("category", or: "standard"),
                valid: fields.period(from: "from", through: "through"), share: fields.share("share") ?? -1,
                account: fields.text("account", or: ""))
            if rate.share < 0 { fields.complain("[[\(fields.name)]] has no share: write share = \"20 %\"") }
            if let index = parent(document.taxSchemes.firstIndex { $0.code == table.path[1] }, &fields, table) {
                document.taxSchemes[index].rates.append(rate)
            }
        default:
            problems.append(
                FileProblem(
                    line: table.line,
                    words: "there is no table [\(fields.name)]; there are \(Self.shapes)"))
            return
        }
        finish(&fields)
    }

    private static let tops = ["channel", "service", "tariff", "discount", "campaign", "tax", "price_list"]
    private static let singles = [["numbering"], ["holidays"]]
    private static let shapes =
        "[channel.X], [service.X], [service.X.component.Y], [tariff.X], [tariff.X.component.Y], [tariff.X.parameter.Y], [discount.X], [campaign.X], [tax.X], [[tax.X.rate]], [price_list.X], [price_list.X.band.Y], [tariff.X.calls], [tariff.X.calls.bucket.Y], [numbering], [holidays]"

    mutating func parent(_ index: Int?, _ fields: inout CatalogFields, _ table: TableFile.Table) -> Int? {
        if index == nil {
            let parent = table.path.prefix(2).joined(separator: ".")
            fields.complain("there is no [\(parent)] for [\(fields.name)]: write it, or correct the name")
        }
        return index
    }

    // MARK: Parts

    private func tariff(_ code: String, _ fields: inout CatalogFields) -> CatalogDocument.TariffEntry {
        let currency = Currency(code: fields.text("currency", or: Currency.amd.code))
        let suspendBelow = fields.amount("suspend_below", currency) ?? 0
        let resumeFrom = fields.amount("resume_from", currency) ?? max(suspendBelow, 0)
        if let complaint = TariffCheck.complaint(aboutSuspendBelow: suspendBelow, resumeFrom: resumeFrom) {
            fields.complain(complaint)
        }
        return CatalogDocument.TariffEntry(
            code: code, name: fields.text("name"), serviceType: fields.text("service"), currency: currency,
            limits: SuspensionLimits(suspendBelow: suspendBelow, resumeFrom: resumeFrom),
            trialDays: fields.number("trial_days", or: 0),
            sold: fields.period(from: "sold_from", through: "sold_through"))
    }

    private func component(
        _ code: String, of tariff: CatalogDocument.TariffEntry, _ fields: inout CatalogFields
    ) -> CatalogDocument.ComponentEntry {
        let name = CatalogDocument.ComponentCode(serviceType: tariff.serviceType, component: code)
        guard let component = document.component(name) else {
            fields.complain(
                "there is no [service.\(tariff.serviceType).component.\(code)]: write it, or correct the name")
            return CatalogDocument.ComponentEntry(component: code)
        }
        let step = fields.amount("rounding_step", tariff.currency) ?? 1
        if step < 1 { fields.complain("rounding_step is above zero") }
        return CatalogDocument.ComponentEntry(
            component: code, selection: fields.word("selection", or: .included),
            terms: terms(component.charging, &fields),
            rounding: Rounding(
                mode: fields.word("rounding", or: .halfUp), step: step),
            isChargedWhileSuspended: fields.flag("charged_while_suspended"),
            taxCategory: fields.text("tax_category", or: "standard"),
            prices: fields.prices("prices", tariff.currency))
    }

    private func terms(_ charging: CatalogDocument.Charging, _ fields: inout CatalogFields) -> ChargingTerms {
        switch charging {
        case .periodic:
            let count = fields.number("count", or: 1)
            if count < 1 { fields.complain("count is 1 or more") }
            return .periodic(
                PeriodicTerms(
                    unit: fields.word("unit", or: .month), count: count, due: fields.word("due", or: .advance),
                    alignment: fields.word("alignment", or: .billingDay),
                    proration: fields.word("proration", or: .actual)))
        case .oneTime: return .oneTime(fields.word("event", placeholder: .activation))
        case .instalments: return .instalments(count: fields.number("instalments"))
        case .earlyTermination:
            return .earlyTermination(
                EarlyTermination(
                    termMonths: fields.number("term_months"), isPerRemainingMonth: fields.flag("per_remaining_month")))
        case .usage: return .usage
        }
    }

    private func discount(_ code: String, _ fields: inout CatalogFields) -> CatalogDocument.DiscountEntry {
        let name = fields.text("name")
        let share = fields.share("share")
        let amount = fields.amount("amount", .amd)
        if fields.has("share") == fields.has("amount") {
            fields.complain("[\(fields.name)] has either share = \"10 %\" or amount = \"500,00\"")
        }
        let text = fields.optionalText("component")
        let component = text.flatMap { CatalogDocument.ComponentCode($0) }
        if text != nil, component == nil { fields.complain("component is written like \"internet.fee\"") }
        return CatalogDocument.DiscountEntry(
            code: code, name: name, reduction: share.map { .share($0) } ?? .amount(amount ?? 0), component: component)
    }

    private func parameter(_ code: String, _ fields: inout CatalogFields) -> CatalogDocument.ParameterEntry {
        let type = fields.word("type", placeholder: ParameterType.text)
        let choices = fields.texts("choices")
        let least = fields.optionalNumber("minimum")
        let most = fields.optionalNumber("maximum")
        let (minimum, maximum) = (Int64(least ?? Int(Int64.min)), Int64(most ?? Int(Int64.max)))
        if minimum > maximum { fields.complain("maximum is below minimum") }
        if type != .choice, !choices.isEmpty { fields.complain("choices belong to type = \"choice\"") }
        if type != .integer, least != nil || (most != nil && type != .text) {
            fields.complain("minimum and maximum belong to type = \"integer\", maximum to type = \"text\" too")
        }
        if type == .text, let most, !(1...1000).contains(most) {
            fields.complain("a text has at most 1 to 1000 characters: correct maximum")
        }
        let kind: ParameterDefinition.Kind =
            switch type {
            case .text: .text
            case .integer: .integer(minimum...max(minimum, maximum))
            case .choice: .choice(choices)
            case .flag: .flag
            }
        return CatalogDocument.ParameterEntry(
            mode: fields.word("mode", placeholder: .asked),
            definition: ParameterDefinition(
                code: code, label: fields.text("label"), kind: kind, unit: fields.text("unit", or: ""),
                defaultValue: fields.optionalText("value"), longest: type == .text ? most : nil))
    }

    // MARK: Sense

    /// What the parts say about each other, told at the line of the table it is about.
    private mutating func check() {
        let lines = Dictionary(file.tables.map { ($0.path, $0.line) }) { first, _ in first }
        var found: [FileProblem] = []
        func add(_ complaints: [String], _ path: String...) {
            found += complaints.map { FileProblem(line: lines[path], words: $0) }
        }
        for item in document.serviceTypes { add(TariffCheck.complaints(about: item, document), "service", item.code) }
        for item in document.tariffs { add(TariffCheck.complaints(about: item, document), "tariff", item.code) }
        for item in document.discounts { add(TariffCheck.complaints(about: item, document), "discount", item.code) }
        for item in document.campaigns { add(TariffCheck.complaints(about: item, document), "campaign", item.code) }
        for item in document.taxSchemes { add(TariffCheck.complaints(about: item), "tax", item.code) }
        for item in document.priceLists { add(TariffCheck.complaints(about: item), "price_list", item.code) }
        if let plan = document.numberingPlan { add(TariffCheck.complaints(about: plan), "numbering") }
        add(TariffCheck.complaints(about: document.holidays), "holidays")
        let told = Set(found.map(\.words))
        found += TariffCheck.complaints(about: document).filter { !told.contains($0) }
            .map { FileProblem(line: nil, words: $0) }
        problems += found
    }
}

enum ParameterType: String, CaseIterable {
    case text
    case integer
    case choice
    case flag
}
