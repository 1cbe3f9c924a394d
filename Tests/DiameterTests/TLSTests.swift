import Diameter
import Testing

/// TLS on both sides; certificates are made by openssl for each test.
@Suite struct TLSTests {
    private static func files(_ names: TLSNames) -> TLSFiles {
        TLSFiles(certificate: names.certificate, key: names.key, authorities: names.authorities)
    }

    private func connect(_ port: Int, as host: String, _ files: TLSFiles?) async throws -> UInt32? {
        var own = local()
        own.originHost = host
        let client = try await DiameterClient.connect(
            ClientConfiguration(host: "127.0.0.1", port: port, tls: files, local: own, timeoutMilliseconds: 3_000))
        let answer = try await client.send(Record(host: host).wire)
        _ = try await client.watchdog()
        await client.disconnect()
        return answer.resultCode
    }

    @Test func aClientIsServedUnderTheNameOfItsCertificateOnly() async throws {
        let folder = Folder()
        let authority = Authority(folder)
        let server = Self.files(authority.files(for: "cdf.example.net"))
        let sbc = Self.files(authority.files(for: "sbc.example.net"))
        let any = Self.files(authority.files(for: "*.example.net"))
        let foreign = Authority(folder, "foreign")
        let stranger = Self.files(foreign.files(for: "sbc.example.net", trusting: authority))
        try await withServer(peers: [PeerRule(host: "*", requiresTLS: true)], tls: server) { _, port in
            let sbcResult = try await connect(port, as: "sbc.example.net", sbc)
            #expect(sbcResult == 2001)
            let anyResult = try await connect(port, as: "other.example.net", any)
            #expect(anyResult == 2001)
            // A star stands for one label.
            for (host, files, code) in [("other.example.net", sbc, UInt32(3010)), ("example.net", any, 3010)] {
                let failure = await #expect(throws: DiameterFailure.self) {
                    try await connect(port, as: host, files)
                }
                guard case .refused(code, _) = failure else {
                    Issue.record("\(host): \(failure?.sentence ?? "served")")
                    continue
                }
            }
            // A certificate of another authority, and none at all, do not get as far as capabilities.
            for files in [stranger, nil] {
                await #expect(throws: DiameterFailure.self) { try await connect(port, as: "sbc.example.net", files) }
            }
            // The others are served all the same.
            let again = try await connect(port, as: "sbc.example.net", sbc)
            #expect(again == 2001)
        }
    }

    @Test func aClientDoesNotTrustAServerUnderAnotherNameThanItsCertificates() async throws {
        let folder = Folder()
        let authority = Authority(folder)
        let server = Self.files(authority.files(for: "evil.example.net"))
        let sbc = Self.files(authority.files(for: "sbc.example.net"))
        try await withServer(tls: server) { _, port in
            await #expect(throws: DiameterFailure.self) { try await connect(port, as: "sbc.example.net", sbc) }
        }
    }

    @Test func aPeerThatMustComeByTLSIsRefusedWithout() async throws {
        try await withServer(peers: [PeerRule(host: "*", requiresTLS: true)]) { _, port in
            let failure = await #expect(throws: DiameterFailure.self) {
                try await connect(port, as: "sbc.example.net", nil)
            }
            guard case .refused(5017, _) = failure else {
                Issue.record("\(failure?.sentence ?? "")")
                return
            }
        }
    }

    @Test func filesThatCannotBeUsedAreNamed() async throws {
        let folder = Folder()
        let bad = folder.write("bad.crt", "no certificate")
        let failure = await #expect(throws: DiameterFailure.self) {
            try await DiameterClient.connect(
                ClientConfiguration(
                    host: "127.0.0.1", port: 1, tls: TLSFiles(certificate: bad, key: bad, authorities: bad),
                    local: local()))
        }
        #expect(failure?.sentence.contains("bad.crt") == true)
    }

    /// Half a handshake and silence is a connection without capabilities.
    @Test func aHandshakeThatDoesNotEndIsAStrangersConnection() async throws {
        let folder = Folder()
        let authority = Authority(folder)
        let server = Self.files(authority.files(for: "cdf.example.net"))
        try await withServer(tls: server) {
            $0.timing.capabilitiesMilliseconds = 300
        } _: { _, port in
            try await blocking {
                let wire = try #require(Wire(port: port))
                wire.send([0x16, 3, 1, 2, 0, 1, 0])
                #expect(wire.end() != .silence)
            }
        }
    }
}
