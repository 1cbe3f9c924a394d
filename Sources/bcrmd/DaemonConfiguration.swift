import Charging
import Diameter
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

    struct Diameter {
        var enabled = true
        var address = "0.0.0.0"
        var port = 3868
        var originHost = "bcrmd.example.net"
        var originRealm = "example.net"
        var peers = ["*"]
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
    var diameter = Diameter()
    private(set) var logLevel = Logger.Level.info

    init(file: String?) throws(Failure) {
        if getenv("PGUSER") == nil { keywords["user"] = "bcrm_daemon" }
        guard let file else { return }
        guard let text = Self.text(of: file) else { throw .unreadable(file) }
        let tables: [TableFile.Table]
        do throws(TableFile.Failure) {
            tables = try TableFile(text).tables
        } catch {
            throw .wrong(file: file, line: error.line, words: error.words)
        }
        for table in tables {
            for entry in table.entries {
                do throws(Wrong) {
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

    /// Every charging worker has a connection, and two are left for the rest.
    var databaseConnections: Int { max(connections, chargingWorkers + 2) }

    /// Who we are to Diameter peers.
    func serverConfiguration(startedAt: UInt32) -> ServerConfiguration {
        ServerConfiguration(
            local: LocalPeer(
                originHost: diameter.originHost, originRealm: diameter.originRealm,
                addresses: [Self.octets(diameter.address) ?? [127, 0, 0, 1]], originStateID: startedAt),
            listeners: [.init(host: diameter.address, port: diameter.port)],
            peers: diameter.peers.map { PeerRule(host: $0) })
    }

    // MARK: Entries

    private struct Wrong: Error {
        let words: String
    }

    private mutating func set(_ table: String, _ entry: TableFile.Entry) throws(Wrong) {
        switch (table, entry.key) {
        case ("database", "host"): keywords["host"] = try Self.text(entry)
        case ("database", "port"): keywords["port"] = String(try Self.number(entry, 1...65_535))
        case ("database", "name"): keywords["dbname"] = try Self.text(entry)
        case ("database", "user"): keywords["user"] = try Self.text(entry)
        case ("database", "sslmode"): keywords["sslmode"] = try Self.text(entry)
        case ("database", "connections"): connections = try Self.number(entry, 2...64)
        case ("charging", "enabled"): chargingEnabled = try Self.flag(entry)
        case ("charging", "poll_ms"): chargingPause = .milliseconds(try Self.number(entry, 10...60_000))
        case ("charging", "workers"): chargingWorkers = try Self.number(entry, 1...8)
        case ("charging", "batch_size"): chargingBatchSize = try Self.number(entry, 1...1_000_000)
        case ("usage", "enabled"): usageEnabled = try Self.flag(entry)
        case ("usage", "poll_ms"): usagePause = .milliseconds(try Self.number(entry, 10...60_000))
        case ("diameter", "enabled"): diameter.enabled = try Self.flag(entry)
        case ("diameter", "address"):
            diameter.address = try Self.text(entry)
            guard Self.octets(diameter.address) != nil else { throw Wrong(words: "address must be an IP address") }
        case ("diameter", "port"): diameter.port = try Self.number(entry, 0...65_535)
        case ("diameter", "origin_host"): diameter.originHost = try Self.text(entry)
        case ("diameter", "origin_realm"): diameter.originRealm = try Self.text(entry)
        case ("diameter", "peers"):
            guard case .array(let hosts) = entry.value, !hosts.isEmpty else {
                throw Wrong(words: "peers must be a list of host names")
            }
            diameter.peers = hosts
        case ("log", "level"):
            guard let level = Logger.Level(rawValue: try Self.text(entry)) else {
                throw Wrong(words: "level must be debug, info, notice, warning or error")
            }
            logLevel = level
        default: throw Wrong(words: "[\(table)] has no key \(entry.key)")
        }
    }

    private static func text(_ entry: TableFile.Entry) throws(Wrong) -> String {
        guard case .string(let text) = entry.value, !text.isEmpty else {
            throw Wrong(words: "\(entry.key) must be a text in quotes")
        }
        return text
    }

    private static func number(_ entry: TableFile.Entry, _ range: ClosedRange<Int>) throws(Wrong) -> Int {
        guard case .integer(let number) = entry.value, range.contains(number) else {
            throw Wrong(words: "\(entry.key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func flag(_ entry: TableFile.Entry) throws(Wrong) -> Bool {
        guard case .boolean(let flag) = entry.value else { throw Wrong(words: "\(entry.key) must be true or false") }
        return flag
    }

    /// The octets of an IPv4 or IPv6 address.
    private static func octets(_ address: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, address, &sixteen) == 1 ? sixteen : nil
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
