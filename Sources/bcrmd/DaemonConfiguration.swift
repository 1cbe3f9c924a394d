import Charging
import Glibc
import Logging
import TOML

/// What the daemon is told: one TOML file over built-in values; unknown tables and keys are refused, so that a
/// misspelt one is not silently ignored.
struct DaemonConfiguration {
    enum Failure: Error {
        case unreadable(String)
        case wrong(file: String, line: Int, words: String)
        case wrongOption(String)

        var sentence: String {
            switch self {
            case .unreadable(let file): "The configuration \(file) cannot be read: \(String(cString: strerror(errno)))."
            case .wrong(let file, let line, let words): "\(file), line \(line): \(words)."
            case .wrongOption(let words): "\(words)."
            }
        }
    }

    /// libpq keywords; what is missing comes from PGHOST and its kin.
    var keywords = ["application_name": "bcrmd", "client_encoding": "UTF8"]
    var connections = 4
    var chargingEnabled = true
    var chargingPause = Duration.milliseconds(250)
    /// Batches charged at once, each on a connection of its own, and customers in a batch.
    var chargingWorkers = ChargeRun.workers
    var chargingBatchSize = ChargeRun.batchSize
    var usageEnabled = true
    var usagePause = Duration.milliseconds(250)
    /// Batches of records rated at once, each on a connection of its own.
    var usageWorkers = CallRatingService.workers
    var diameter = DiameterSettings()
    private(set) var logLevel = Logger.Level.info

    init(file: String?) throws(Failure) {
        if getenv("PGUSER") == nil { keywords["user"] = "bcrm_daemon" }
        guard let file else { return }
        guard let text = textOfFile(file) else { throw .unreadable(file) }
        let tables: [TableFile.Table]
        do throws(TableFile.Failure) {
            tables = try TableFile(text).tables
        } catch {
            throw .wrong(file: file, line: error.line, words: error.words)
        }
        for table in tables {
            if table.isElement { diameter.begin(table) }
            for entry in table.entries {
                do throws(WrongEntry) {
                    try set(table.path.joined(separator: "."), entry)
                } catch {
                    throw .wrong(file: file, line: entry.line, words: error.words)
                }
            }
        }
    }

    mutating func setLogLevel(_ text: String) throws(Failure) {
        guard let level = Logger.Level(rawValue: text) else { throw .wrongOption("\"\(text)\" is no log level") }
        logLevel = level
    }

    /// Every worker has a connection, and two are left for the rest.
    var databaseConnections: Int { max(connections, chargingWorkers + usageWorkers + 2) }

    // MARK: Entries

    private mutating func set(_ table: String, _ entry: TableFile.Entry) throws(WrongEntry) {
        switch (table, entry.key) {
        case ("database", "host"): keywords["host"] = try entry.text()
        case ("database", "port"): keywords["port"] = String(try entry.number(1...65_535))
        case ("database", "name"): keywords["dbname"] = try entry.text()
        case ("database", "user"): keywords["user"] = try entry.text()
        case ("database", "sslmode"): keywords["sslmode"] = try entry.text()
        case ("database", "connections"): connections = try entry.number(2...64)
        case ("charging", "enabled"): chargingEnabled = try entry.flag()
        case ("charging", "poll_ms"): chargingPause = .milliseconds(try entry.number(10...60_000))
        case ("charging", "workers"): chargingWorkers = try entry.number(1...8)
        case ("charging", "batch_size"): chargingBatchSize = try entry.number(1...1_000_000)
        case ("usage", "enabled"): usageEnabled = try entry.flag()
        case ("usage", "poll_ms"): usagePause = .milliseconds(try entry.number(10...60_000))
        case ("usage", "workers"): usageWorkers = try entry.number(1...8)
        case ("log", "level"):
            guard let level = Logger.Level(rawValue: try entry.text()) else {
                throw WrongEntry(words: "level must be debug, info, notice, warning or error")
            }
            logLevel = level
        case (let name, _) where name == "diameter" || name.hasPrefix("diameter."):
            guard try diameter.set(name, entry) else { throw WrongEntry(words: "[\(name)] has no key \(entry.key)") }
        default: throw WrongEntry(words: "[\(table)] has no key \(entry.key)")
        }
    }
}
