/// A list of devices and consumables from a file or a paste: a supplier's delivery note, or devices to register. The first
/// line names its columns (serial, mac, model, quantity; ean and pn stand for the model); a list of one column without
/// names is serials. What is wrong in it is told by line, and the rest is right.
package struct StockList: Hashable, Sendable {
    package struct Problem: Error, Hashable, Sendable {
        package var line: Int
        package var sentence: String

        package init(line: Int, sentence: String) {
            self.line = line
            self.sentence = sentence
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
        if !hasHeader { columns[0] = .serial }
        var serials: [String: Int] = [:]
        var macs: [String: Int] = [:]
        for row in table.rows.dropFirst(hasHeader ? 1 : 0) {
            var fields: [Column: String] = [:]
            for (index, field) in row.fields.enumerated() {
                let value = field.trimmed
                if let column = columns[index], !value.isEmpty { fields[column] = value }
            }
            guard !fields.isEmpty else { continue }
            switch Self.entry(fields, line: row.line, models: models, model: model) {
            case .failure(let problem): problems.append(problem)
            case .success(let entry):
                if let serial = entry.item.serial, let first = serials.updateValue(row.line, forKey: serial) {
                    problems.append(Problem(line: row.line, sentence: "\(serial) stands in line \(first) already"))
                } else if let mac = entry.item.mac, let first = macs.updateValue(row.line, forKey: mac) {
                    problems.append(Problem(line: row.line, sentence: "MAC \(mac) stands in line \(first) already"))
                } else {
                    entries.append(entry)
                }
            }
        }
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
            let code = ScanReader.productCode(named)
            found = models.first { candidate in
                candidate.code.lowercased() == named.lowercased() || candidate.name.lowercased() == named.lowercased()
                    || candidate.partNumbers.contains(named.uppercased())
                    || code.map { candidate.productCodes.contains($0) } == true
            }
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
