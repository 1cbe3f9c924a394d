import Glibc

/// An IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is the IPv4 address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen.
    public let octets: [UInt8]

    /// nil when the text is no address.
    public init?(_ text: String) {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &four) == 1 {
            octets = four
            return
        }
        var sixteen = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let isMapped = sixteen[..<10].allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
        octets = isMapped ? Array(sixteen[12...]) : sixteen
    }

    /// nil unless there are four or sixteen octets.
    public init?(octets: [UInt8]) {
        guard octets.count == 4 || octets.count == 16 else { return nil }
        self.octets = octets
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = octets.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Addresses with a common prefix: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Hashable, Sendable {
    public let address: IPAddress
    public let prefixLength: Int

    /// nil when the text is no range.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        let bits = address.octets.count * 8
        guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
        self.address = address
        prefixLength = length
    }

    public func contains(_ other: IPAddress) -> Bool {
        guard other.octets.count == address.octets.count else { return false }
        for index in 0..<address.octets.count {
            let bits = max(0, min(8, prefixLength - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            if (address.octets[index] ^ other.octets[index]) & mask != 0 { return false }
        }
        return true
    }
}

/// Which peers may connect, and what each may take up.
public struct PeerRule: Hashable, Sendable {
    /// Origin-Host; `*` stands for any characters, case does not matter.
    public var host: String
    /// Where it may come from; empty: from anywhere.
    public var addresses: [AddressRange]
    public var requiresTLS: Bool
    /// Connections of one Origin-Host at once (RFC 6733 section 2.1: one).
    public var mostConnections: Int
    /// Records of one connection that may wait for their commit; beyond that its socket is not read.
    public var mostOutstanding: Int

    public init(
        host: String, addresses: [AddressRange] = [], requiresTLS: Bool = false, mostConnections: Int = 1,
        mostOutstanding: Int = 1_024
    ) {
        self.host = host
        self.addresses = addresses
        self.requiresTLS = requiresTLS
        self.mostConnections = mostConnections
        self.mostOutstanding = mostOutstanding
    }

    func admits(_ host: String, from address: IPAddress?) -> Bool {
        guard NamePattern.matches(host, self.host) else { return false }
        guard !addresses.isEmpty else { return true }
        guard let address else { return false }
        return addresses.contains { $0.contains(address) }
    }
}

/// Host names against patterns.
enum NamePattern {
    /// `*` stands for any characters; ASCII case does not matter.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let text = Array(text.lowercased().utf8)
        let pattern = Array(pattern.lowercased().utf8)
        var position = 0
        var index = 0
        // Where to go on when what follows the last star does not fit.
        var afterStar: Int?
        var retry = 0
        while position < text.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                afterStar = index + 1
                index += 1
                retry = position
            } else if index < pattern.count, pattern[index] == text[position] {
                index += 1
                position += 1
            } else if let afterStar {
                retry += 1
                position = retry
                index = afterStar
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// A certificate's DNS name against a host: a star stands for the whole first label only (RFC 6125 section 6.4.3).
    static func certificate(_ name: String, names host: String) -> Bool {
        let name = name.lowercased()
        let host = host.lowercased()
        guard name.hasPrefix("*.") else { return name == host }
        guard let dot = host.firstIndex(of: "."), dot > host.startIndex else { return false }
        return host[dot...] == name.dropFirst()
    }
}
