import Domain
import Operations
import Terminal

/// A new stock, or a change of one.
struct StockFormScreen: CommandDialog {
    let stock: StockForm?
    var command: CommandForm
    var branches: [Branch]?

    init(stock: StockForm?) {
        self.stock = stock
        command = CommandForm(
            .stockForm(stock?.id),
            Form(
                focus: "code",
                values: [
                    "code": stock?.code ?? "", "name": stock?.name ?? "", "kind": stock?.kind.rawValue ?? "branch",
                    "branch": stock?.branch ?? "", "active": stock?.isActive == false ? "no" : "yes",
                ]))
    }

    var crumb: String { stock == nil ? "New stock" : "Stock" }

    var fields: [FormField] {
        let kinds = StockKind.allCases.map { FormField.Choice(code: $0.rawValue, label: StockWords.kind($0)) }
        return [
            FormField(name: "code", label: "Code", hint: "van-7", isRequired: true, width: 30),
            FormField(name: "name", label: "Name", isRequired: true, width: 40),
            FormField(name: "kind", label: "Kind", kind: .choice(kinds)),
            FormField(
                name: "branch", label: "Branch",
                kind: .choice((branches ?? []).map { FormField.Choice(code: $0.code, label: $0.name) }),
                isRequired: true),
        ]
            + (stock == nil
                ? []
                : [
                    FormField(
                        name: "active", label: "In use",
                        kind: .choice([
                            FormField.Choice(code: "yes", label: "yes"), FormField.Choice(code: "no", label: "no"),
                        ]))
                ])
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened:
            return command.restore(fields, in: context) + [.ask(.warehouse(.branches), purpose: "branches")]
        case .reply(.warehouse(.branches(let found)), _):
            branches = found
            // The first is the operator's own.
            if command.form["branch"].isEmpty { command.form["branch"] = found.first?.code ?? "" }
            return []
        case .failure(let error, "branches"):
            return error == .cancelled
                ? []
                : [.say(.bad(Sentence("\(error.sentence) \(key: .viewRefresh) reads the branches again."))), .ring]
        case .action(.viewRefresh) where branches == nil:
            return [.clearMessage, .ask(.warehouse(.branches), purpose: "branches")]
        case .reply(.warehouse(.stockSaved), _): return command.done() + [.say(.good("The stock is saved.")), .close]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit, .confirmed:
            guard branches != nil else { return [.holdInput] }
            let form = StockForm(
                id: stock?.id, version: stock?.version ?? 1, code: command.form["code"].trimmed.lowercased(),
                name: command.form["name"].trimmed, kind: StockKind(rawValue: command.form["kind"]) ?? .branch,
                branch: command.form["branch"].trimmed, isActive: command.form["active"] != "no")
            return command.send(in: context) { .warehouse(.saveStock(form, key: $0)) }
        case nil: return []
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: fields.count + 6, width: min(sheet.width - 4, 74)).draw(on: &sheet) { area in
            drawForm(on: &area, row: 0)
            command.drawHint("saves it", on: &area, row: fields.count + 1, in: context)
        }
    }
}

/// A new model, or a change of one, with the rules of its labels.
struct ModelFormScreen: CommandDialog {
    let model: DeviceModel?
    var command: CommandForm

    init(model: DeviceModel?) {
        self.model = model
        command = CommandForm(
            .modelForm(model?.id),
            Form(
                focus: "code",
                values: [
                    "code": model?.code ?? "", "name": model?.name ?? "", "kind": model?.kind.rawValue ?? "ont",
                    "counted": model.map { $0.isSerialised ? "serial" : $0.unit.rawValue } ?? "serial",
                    "mask": model?.serialMask?.description ?? "", "mac": model?.needsMAC == true ? "yes" : "no",
                    "ouis": model?.ouis.joined(separator: " ") ?? "",
                    "products": model?.productCodes.joined(separator: " ") ?? "",
                    "parts": model?.partNumbers.joined(separator: " ") ?? "",
                ]))
    }

    var crumb: String { model == nil ? "New model" : "Model" }

    var fields: [FormField] {
        let kinds = DeviceKind.allCases.map { FormField.Choice(code: $0.rawValue, label: StockWords.device($0)) }
        let counted = [
            FormField.Choice(code: "serial", label: "by serial"), FormField.Choice(code: "piece", label: "in pieces"),
            FormField.Choice(code: "metre", label: "in metres"),
        ]
        let basic = [
            FormField(name: "code", label: "Code", isRequired: true, width: 30),
            FormField(name: "name", label: "Name", isRequired: true, width: 40),
            FormField(name: "kind", label: "Kind", kind: .choice(kinds)),
            FormField(name: "counted", label: "Counted", kind: .choice(counted)),
        ]
        let codes = [
            FormField(name: "products", label: "EAN", hint: "one or more, blanks between", width: 46),
            FormField(name: "parts", label: "Part numbers", hint: "one or more, blanks between", width: 46),
        ]
        guard command.form["counted"] == "serial" else { return basic + codes }
        return basic + [
            FormField(
                name: "mask", label: "Serials like", hint: "HWTC%{8}: % hex # digit @ letter ? either", width: 46),
            FormField(
                name: "mac", label: "Its MAC",
                kind: .choice([
                    FormField.Choice(code: "no", label: "may be missing"),
                    FormField.Choice(code: "yes", label: "is needed"),
                ])),
            FormField(name: "ouis", label: "MACs begin", hint: "00259E, one or more", width: 46),
        ] + codes
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.warehouse(.modelSaved), _): return command.done() + [.say(.good("The model is saved.")), .close]
        default: break
        }
        switch command.update(event, fields: fields, in: context) {
        case .effects(let effects), .changed(let effects): return effects
        case .submit, .confirmed:
            let (made, wrong) = made
            guard wrong.isEmpty else { return command.complain(wrong, in: fields) }
            return command.send(in: context) { .warehouse(.saveModel(made, key: $0)) }
        case nil: return []
        }
    }

    /// What was typed, and what is wrong with it.
    private var made: (model: DeviceModel, wrong: [(field: String, words: String)]) {
        let form = command.form
        var wrong: [(field: String, words: String)] = []
        let words = { (name: String) in form[name].uppercased().split { $0 == " " || $0 == "," }.map(String.init) }
        let isSerialised = form["counted"] == "serial"
        var mask: SerialMask?
        if isSerialised, !form["mask"].trimmed.isEmpty {
            do throws(SerialMask.Failure) {
                mask = try SerialMask(form["mask"].trimmed)
            } catch {
                wrong.append(("mask", error.sentence))
            }
        }
        var products: [String] = []
        for code in words("products") {
            if let whole = ScanReader.productCode(code) {
                products.append(whole)
            } else {
                wrong.append(("products", "\(code) is none: 8, 12, 13 or 14 digits with their check digit"))
            }
        }
        let ouis = isSerialised ? words("ouis").map { String($0.filter { $0 != ":" && $0 != "-" }) } : []
        if let odd = ouis.first(where: { $0.count != 6 || !$0.allSatisfy(\.isHexDigit) }) {
            wrong.append(("ouis", "\(odd) is none: six hexadecimal digits"))
        }
        let model = DeviceModel(
            id: model?.id ?? 0, code: form["code"].trimmed, name: form["name"].trimmed,
            kind: DeviceKind(rawValue: form["kind"]) ?? .ont, isSerialised: isSerialised,
            unit: StockUnit(rawValue: form["counted"]) ?? .piece, serialMask: mask,
            needsMAC: isSerialised && form["mac"] == "yes", ouis: ouis, productCodes: products,
            partNumbers: words("parts"), version: model?.version ?? 1)
        return (model, wrong)
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: crumb, height: fields.count + 6, width: min(sheet.width - 4, 74)).draw(on: &sheet) { area in
            drawForm(on: &area, row: 0, labelWidth: 13)
            command.drawHint("saves it", on: &area, row: fields.count + 1, in: context)
        }
    }
}
