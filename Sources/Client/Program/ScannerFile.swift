import Domain
import TOML

/// The user's `scanner.toml`: what the scanner puts around a code, which keyboard layouts are brought back, and the file of
/// the makers' MAC addresses as the IEEE publishes it.
///
/// ```toml
/// [scanner]
/// prefix = ["~"]
/// suffix = ["#"]
/// layouts = ["ru", "am-phonetic"]
/// makers = "/usr/share/ieee-data/oui.txt"
/// ```
struct ScannerFile {
    var settings = ScannerSettings()
    var complaints: [String] = []

    static let name = "scanner.toml"

    /// Without the file everything is as it comes.
    init(_ options: ClientOptions) {
        guard let text = TextFile.read("\(options.configurationFolder)/\(Self.name)") else { return }
        do throws(TableFile.Failure) {
            read(try TableFile(text))
        } catch {
            complaints.append("\(Self.name), \(error.sentence)")
        }
    }

    init(text: String) throws(TableFile.Failure) { read(try TableFile(text)) }

    private mutating func read(_ file: TableFile) {
        for entry in file.table("scanner")?.entries ?? [] {
            switch (entry.key, entry.value) {
            case ("prefix", .array(let texts)): settings.prefixes = texts
            case ("suffix", .array(let texts)): settings.suffixes = texts
            case ("prefix", .string(let text)): settings.prefixes = [text]
            case ("suffix", .string(let text)): settings.suffixes = [text]
            case ("layouts", .array(let names)): settings.layouts = layouts(names, line: entry.line)
            case ("makers", .string(let path)):
                if let text = TextFile.read(path, limit: Self.largestRegister) {
                    settings.makers = MakerRegister(text: text)
                } else {
                    complaints.append("\(Self.name), line \(entry.line): \(path) cannot be read.")
                }
            default:
                complaints.append(
                    "\(Self.name), line \(entry.line): \(entry.key) means nothing here; prefix, suffix, layouts and makers do."
                )
            }
        }
    }

    private mutating func layouts(_ names: [String], line: Int) -> [ScanLayout] {
        names.compactMap { name in
            if let layout = ScanLayout(named: name) { return layout }
            complaints.append(
                "\(Self.name), line \(line): there is no layout \(name); there are \(ScanLayout.names.joined(separator: ", "))."
            )
            return nil
        }
    }

    /// The IEEE's register is of some megabytes.
    private static let largestRegister = 32_000_000
}
