/// A list of devices and consumables from a file or a paste: a supplier's delivery note, or devices to register. The first
/// line names its columns (serial, mac, model, quantity; ean and pn stand for the model). Without names a list of one
/// column is serials, and of several columns each field is what its form says. What is wrong in it is told by line, and the
/// rest is right.
package struct StockList: Hashable, Sendable {
    package struct Problem: Error, Hashable, Sendable {
        package var line: Int
        package var sentence: String
        /// It stands in the list already: nothing is wrong with it but that.
        package var repeated: ExpectedItem?

        package init(line: Int, sentence: String, repeated: ExpectedItem? = nil) {
            self.line = line
            self.sentence = sentence
            self.repeated = repeated
        }
    }

    package struct Entry: Hashable, Sendable {
        package var line: Int
        package var item: ExpectedItem
        package var model: DeviceModel

        package init(line: Int, item: ExpectedItem, model: DeviceModel) {
            self.line = line
            self.item = item
            self.model = model
        }
    }

    package private(set) var entries: [Entry] = []
    package private(set) var problems: [Problem] = []

    private enum Column: String {
        case serial
        case mac
        case model
        case quantity
        case product
        case part
    }

    private static let names: [String: Column] = [
        "serial": .serial, "serial number": .serial, "sn": .serial, "s/n": .serial, "gpon sn": .serial, "imei": .serial,
        "mac": .mac, "mac address": .mac, "model": .model, "type": .model, "quantity": .quantity, "qty": .quantity,
        "ean": .product, "gtin": .product, "upc": .product, "pn": .part, "p/n": .part, "part number": .part,
    ]

    /// - Parameter model: of rows that do not say theirs, and whose serial fits no single mask.
    package init(_ text: String, models: [DeviceModel], model: DeviceModel? = nil) throws(DelimitedText.Failure) {
        let table = try DelimitedText(text, shape: .ragged)
        var columns: [Int: Column] = [:]
        for (index, name) in (table.rows.first?.fields ?? []).enumerated() {
            columns[index] = Self.names[name.trimmed.lowercased()]
        }
        let hasHeader = !columns.isEmpty
        var serials: [String: Int] = [:]
        var macs: [String: Int] = [:]
        for row in table.rows.dropFirst(hasHeader ? 1 : 0) {
            let values = row.fields.map(\.trimmed)
            guard values.contains(where: { !$0.isEmpty }) else { continue }
            var fields: [Column: String] = [:]
            if hasHeader {
                for (index, value) in values.enumerated() where !value.isEmpty {
                    if let column = columns[index] { fields[column] = value }
                }
            } else if let found = Self.byForm(values.filter { !$0.isEmpty }, models: models) {
                fields = found
            } else {
                problems.append(
                    Problem(line: row.line, sentence: "its fields do not say which is the serial, the MAC, the model"))
                continue
            }
            guard !fields.isEmpty else { continue }
            switch Self.entry(fields, line: row.line, models: models, model: model) {
            case .failure(let problem): problems.append(problem)
            case .success(let entry):
                if let serial = entry.item.serial, let first = serials.updateValue(row.line, forKey: serial) {
                    problems.append(
                        Problem(
                            line: row.line, sentence: "\(serial) stands in line \(first) already", repeated: entry.item)
                    )
                } else if let mac = entry.item.mac, let first = macs.updateValue(row.line, forKey: mac) {
                    problems.append(Problem(line: row.line, sentence: "MAC \(mac) stands in line \(first) already"))
                } else {
                    entries.append(entry)
                }
            }
        }
    }

    /// Whether a text of several lines is such a table, and not scans under each other: its first line names columns, or has
    /// several fields of which each is one by its form.
    package static func isTable(_ text: String, models: [DeviceModel]) -> Bool {
        guard let table = try? DelimitedText(text, shape: .ragged), let first = table.rows.first else { return false }
        if first.fields.contains(where: { names[$0.trimmed.lowercased()] != nil }) { return true }
        let values = first.fields.map(\.trimmed).filter { !$0.isEmpty }
        guard values.count > 1, !values.contains(where: ScanReader.isNamed) else { return false }
        return byForm(values, models: models) != nil
    }

    /// What the fields of a row without names are; nil: one is nothing, or two are the same.
    private static func byForm(_ values: [String], models: [DeviceModel]) -> [Column: String]? {
        guard values.count > 1 else { return [.serial: values.first ?? ""] }
        var fields: [Column: String] = [:]
        var numbers: [String] = []
        for value in values {
            let column: Column
            if models.contains(where: { $0.isCalled(value) }) {
                column = .model
            } else if HardwareAddress(value) != nil {
                column = .mac
            } else if value.utf8.count < 10, Int64(value) != nil {
                numbers.append(value)
                continue
            } else if ScanReader.serialForm(value) != nil {
                column = .serial
            } else {
                return nil
            }
            guard fields.updateValue(value, forKey: column) == nil else { return nil }
        }
        // A short number is a serial where there is no other, and how many there are of a consumable.
        let isQuantity = fields[.model].map { name in
            models.contains { $0.isCalled(name) && !$0.isSerialised }
        }
        for number in numbers {
            let column: Column = isQuantity == true ? .quantity : .serial
            guard fields.updateValue(number, forKey: column) == nil else { return nil }
        }
        return fields
    }

    private static func entry(
        _ fields: [Column: String], line: Int, models: [DeviceModel], model: DeviceModel?
    ) -> Result<Entry, Problem> {
        let refuse = { (sentence: String) -> Result<Entry, Problem> in
            .failure(Problem(line: line, sentence: sentence))
        }
        let serial = fields[.serial].flatMap { ScanReader.serialForm($0) }
        if let written = fields[.serial], serial == nil {
            return refuse("\u{201C}\(written)\u{201D} is no serial: 4 to 32 letters and digits, at least one digit")
        }
        let found: DeviceModel?
        if let named = fields[.model] ?? fields[.product] ?? fields[.part] {
            found = models.first { $0.isCalled(named) }
            if found == nil { return refuse("there is no model \u{201C}\(named)\u{201D}") }
        } else if let serial, case let fitting = models.filter({ $0.serialMask?.matches(serial) == true }),
            fitting.count == 1
        {
            found = fitting[0]
        } else {
            found = model
        }
        guard let found else { return refuse("it does not say which model it is") }
        guard found.isSerialised else {
            guard let quantity = fields[.quantity].flatMap({ Int64($0) }), (1...1_000_000_000).contains(quantity) else {
                return refuse("\(found.name) needs a quantity from 1")
            }
            return .success(
                Entry(line: line, item: ExpectedItem(model: found.code, quantity: quantity), model: found))
        }
        guard let serial else { return refuse("\(found.name) needs a serial") }
        if let mask = found.serialMask, !mask.matches(serial) {
            return refuse("\(serial) is no serial of \(found.name), which looks like \(mask)")
        }
        if let other = found.stranger(serial, among: models) {
            return refuse("\(serial) is a serial of \(other), not of \(found.name)")
        }
        let address = fields[.mac].flatMap { HardwareAddress($0) }
        if let written = fields[.mac], address == nil { return refuse("\u{201C}\(written)\u{201D} is no MAC") }
        if let address, !found.ouis.isEmpty, !found.ouis.contains(address.oui) {
            return refuse("MAC \(address.text) is of another maker than \(found.name)")
        }
        return .success(
            Entry(
                line: line, item: ExpectedItem(model: found.code, serial: serial, mac: address?.digits), model: found))
    }
}

extension DeviceModel {
    /// By its code, its name, a part number or a product's code.
    fileprivate func isCalled(_ text: String) -> Bool {
        code.lowercased() == text.lowercased() || name.lowercased() == text.lowercased()
            || partNumbers.contains(text.uppercased())
            || ScanReader.productCode(text).map { productCodes.contains($0) } == true
    }
}
