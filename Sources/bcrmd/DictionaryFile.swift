import Diameter
import TOML

/// AVPs that an operator adds: `[avp.NAME]` tables with code, vendor, type, mandatory and values.
enum DictionaryFile {
    static func read(_ path: String) throws(DaemonConfiguration.Failure) -> DiameterDictionary {
        guard let text = textOfFile(path) else { throw .unreadable(path) }
        let tables: [TableFile.Table]
        do throws(TableFile.Failure) {
            tables = try TableFile(text).tables
        } catch {
            throw .wrong(file: path, line: error.line, words: error.words)
        }
        var dictionary = DiameterDictionary.standard
        for table in tables where !(table.path.isEmpty && table.entries.isEmpty) {
            guard table.path.count == 2, table.path[0] == "avp" else {
                throw .wrong(file: path, line: table.line, words: "only tables like [avp.Trunk-Name] belong here")
            }
            do throws(WrongEntry) {
                try add(table, to: &dictionary)
            } catch {
                throw .wrong(file: path, line: table.line, words: error.words)
            }
        }
        return dictionary
    }

    private static func add(_ table: TableFile.Table, to dictionary: inout DiameterDictionary) throws(WrongEntry) {
        var code: UInt32?
        var definition = AVPDefinition(name: table.path[1], code: 0, type: .octetString)
        for entry in table.entries {
            switch entry.key {
            case "code": code = UInt32(try entry.number(1...Int(UInt32.max)))
            case "vendor": definition.vendor = UInt32(try entry.number(0...Int(UInt32.max)))
            case "type":
                let name = try entry.text()
                guard let type = AVPType(name: name) else {
                    throw WrongEntry(
                        words: "\(name) is no type; there are \(AVPType.allCases.map(\.name).joined(separator: ", "))")
                }
                definition.type = type
            case "mandatory": definition.mandatory = try entry.flag() ? .must : .may
            case "values": definition.values = try values(entry)
            default: throw WrongEntry(words: "[avp.\(definition.name)] has no key \(entry.key)")
            }
        }
        guard let code else { throw WrongEntry(words: "[avp.\(definition.name)] needs its code") }
        definition.code = code
        do throws(DiameterDictionary.Failure) {
            try dictionary.add(definition)
        } catch {
            throw WrongEntry(words: error.sentence)
        }
    }

    /// `{ NAME = 1, OTHER = 2 }`
    private static func values(_ entry: TableFile.Entry) throws(WrongEntry) -> [Int32: String] {
        guard case .table(let entries) = entry.value else {
            throw WrongEntry(words: "values must be like { ON = 1, OFF = 2 }")
        }
        var values: [Int32: String] = [:]
        for value in entries {
            values[Int32(try value.number(Int(Int32.min)...Int(Int32.max)))] = value.key
        }
        return values
    }
}
