import Diameter
import TOML

/// The tables below `[diameter]`.
struct DiameterSettings {
    var enabled = true
    var address = "0.0.0.0"
    var port = 3_868
    /// Whether ``address`` and ``port`` are listened on; without them only the listed listeners are.
    private var isPlain = true
    private var listeners: [(address: String, port: Int, isTLS: Bool)] = []
    private var certificate: String?
    private var key: String?
    private var authorities: String?
    private(set) var originHost = "bcrmd.example.net"
    private var originRealm = "example.net"
    private var otherRealms: [String] = []
    private var hosts = ["*"]
    private var peers: [PeerRule] = []
    private var limits = ServerConfiguration.Limits()
    private var batching = ServerConfiguration.Batching()
    private var timing = PeerMachine.Timing()
    private var interimInterval: Int?
    private var dictionary: String?

    /// Takes an element of `[[diameter.peer]]` or `[[diameter.listener]]` as begun.
    mutating func begin(_ table: TableFile.Table) {
        switch table.path {
        case ["diameter", "peer"]: peers.append(PeerRule(host: "*"))
        case ["diameter", "listener"]: listeners.append(("0.0.0.0", 5_868, true))
        default: break
        }
    }

    /// False when there is no such key.
    mutating func set(_ table: String, _ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        switch table {
        case "diameter": try setGeneral(entry)
        case "diameter.tls": try setTLS(entry)
        case "diameter.peer": try setPeer(entry)
        case "diameter.listener": try setListener(entry)
        case "diameter.limits": try setLimit(entry)
        default: false
        }
    }

    private mutating func setGeneral(_ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        switch entry.key {
        case "enabled": enabled = try entry.flag()
        case "address": address = try Self.address(entry)
        case "port": port = try entry.number(0...65_535)
        case "plain": isPlain = try entry.flag()
        case "origin_host": originHost = try entry.text()
        case "origin_realm": originRealm = try entry.text()
        case "other_realms": otherRealms = try entry.texts("realms")
        case "peers": hosts = try entry.texts("host names")
        case "watchdog_s": timing.watchdogMilliseconds = Int64(try entry.number(6...3_600)) * 1_000
        case "interim_interval_s": interimInterval = try entry.number(1...86_400)
        case "batch_size": batching.largest = try entry.number(1...10_000)
        case "batches": batching.mostAtOnce = try entry.number(1...16)
        case "dictionary": dictionary = try entry.text()
        default: return false
        }
        return true
    }

    private mutating func setTLS(_ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        switch entry.key {
        case "certificate": certificate = try entry.text()
        case "key": key = try entry.text()
        case "authorities": authorities = try entry.text()
        default: return false
        }
        return true
    }

    private mutating func setPeer(_ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        guard let last = peers.indices.last else { return false }
        switch entry.key {
        case "host": peers[last].host = try entry.text()
        case "addresses":
            var ranges: [AddressRange] = []
            for text in try entry.texts("addresses") {
                guard let range = AddressRange(text) else {
                    throw WrongEntry(words: "\u{201C}\(text)\u{201D} is no address and no range like 10.0.0.0/8")
                }
                ranges.append(range)
            }
            peers[last].addresses = ranges
        case "tls": peers[last].requiresTLS = try entry.flag()
        case "connections": peers[last].mostConnections = try entry.number(1...64)
        case "outstanding": peers[last].mostOutstanding = try entry.number(1...100_000)
        default: return false
        }
        return true
    }

    private mutating func setListener(_ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        guard let last = listeners.indices.last else { return false }
        switch entry.key {
        case "address": listeners[last].address = try Self.address(entry)
        case "port": listeners[last].port = try entry.number(0...65_535)
        case "tls": listeners[last].isTLS = try entry.flag()
        default: return false
        }
        return true
    }

    private mutating func setLimit(_ entry: TableFile.Entry) throws(WrongEntry) -> Bool {
        switch entry.key {
        case "connections": limits.mostConnections = try entry.number(1...100_000)
        case "unknown_connections": limits.mostUnknown = try entry.number(1...100_000)
        case "connections_per_address": limits.mostFromAddress = try entry.number(1...100_000)
        case "message_octets": limits.longestMessage = try entry.number(1_024...16_777_212)
        case "waiting_octets": limits.mostWaitingOctetsOfAll = try entry.number(1_048_576...1_073_741_824)
        case "waiting_octets_per_peer": limits.mostWaitingOctets = try entry.number(65_536...1_073_741_824)
        default: return false
        }
        return true
    }

    private static func address(_ entry: TableFile.Entry) throws(WrongEntry) -> String {
        let text = try entry.text()
        guard IPAddress(text) != nil else { throw WrongEntry(words: "\(entry.key) must be an IP address") }
        return text
    }

    /// What the server is told. The dictionary is read here.
    /// - Parameter startedAt: Origin-State-Id: seconds since 1970.
    func server(startedAt: UInt32) throws(DaemonConfiguration.Failure) -> ServerConfiguration {
        var all = isPlain ? [ServerConfiguration.Listener(host: address, port: port)] : []
        for listener in listeners {
            all.append(.init(host: listener.address, port: listener.port, tls: listener.isTLS ? try tlsFiles() : nil))
        }
        guard !all.isEmpty else {
            throw .wrongOption("plain is false and no [[diameter.listener]] is there: nothing would be listened on")
        }
        // An address that stands for all of them is not told to anyone.
        let own = all.compactMap { IPAddress($0.host)?.octets }.filter { $0.contains { $0 != 0 } }
        var configuration = ServerConfiguration(
            local: LocalPeer(
                originHost: originHost, originRealm: originRealm, otherRealms: otherRealms,
                addresses: own.isEmpty ? [[127, 0, 0, 1]] : own, originStateID: startedAt,
                interimInterval: interimInterval.map(UInt32.init)),
            listeners: all, peers: peers.isEmpty ? hosts.map { PeerRule(host: $0) } : peers)
        configuration.limits = limits
        configuration.batching = batching
        configuration.timing = timing
        if let dictionary { configuration.dictionary = try DictionaryFile.read(dictionary) }
        return configuration
    }

    private func tlsFiles() throws(DaemonConfiguration.Failure) -> TLSFiles {
        guard let certificate, let key, let authorities else {
            throw .wrongOption("a listener with tls needs certificate, key and authorities in [diameter.tls]")
        }
        return TLSFiles(certificate: certificate, key: key, authorities: authorities)
    }
}
