import Diameter
import Domain
import InstallationFixture
import Intake
import Logging
import PostgreSQL
import Store
import Testing

/// What the screens are told of the Diameter peers.
struct PeerReportTests {
    @Test func aPeerIsShownWithItsStateItsCountsAndItsRateSinceTheLastReport() async throws {
        let exchange = try await Exchange()
        let home = LocalPeer(
            originHost: "bcrmd.example.net", originRealm: "example.net", addresses: [[127, 0, 0, 1]], originStateID: 1)
        let server = DiameterServer(
            configuration: ServerConfiguration(
                local: home, listeners: [.init(host: "127.0.0.1", port: 0)], peers: [PeerRule(host: "*")]),
            logger: Logger(label: "test")
        ) { requests in requests.map { _ in .accepted } }
        let port = try #require(try await server.bind().first)
        let running = Task { try await server.run() }
        var switchboard = home
        switchboard.originHost = "switch.example.net"
        let client = try await DiameterClient.connect(
            ClientConfiguration(host: "127.0.0.1", port: port, local: switchboard))
        func send(_ number: UInt32) async throws {
            let record = CallRecord(
                sessionID: "s", type: .interim, number: number, calling: "37410000001", called: "37477101234")
            _ = try await client.send(record.wire(from: switchboard, to: "example.net", identifier: number))
        }
        var report = PeerReport(daemon: "bcrmd.example.net", counts: IntakeCounts())
        let first = Instant(seconds: 1_795_503_600)
        func tell(_ now: Instant) async throws -> [String] {
            let peers = report.peers(await server.snapshot(), now: now)
            try await exchange.daemon.withSession { try await $0.tellPeers(peers, daemon: "bcrmd.example.net") }
            return try await exchange.words(
                """
                SELECT concat_ws(' ', daemon, origin_host, transport, state, received, answered, duplicates, conflicts, refused,
                    per_second) FROM usage.peer
                """)
        }
        try await send(0)
        #expect(try await tell(first) == ["bcrmd.example.net switch.example.net tcp open 1 1 0 0 0 0"])
        for number in 1...6 { try await send(UInt32(number)) }
        #expect(
            try await tell(first.adding(seconds: 2)) == ["bcrmd.example.net switch.example.net tcp open 7 7 0 0 0 3"])
        await client.disconnect()
        await server.stop()
        try await running.value
        // A daemon without peers tells of none.
        #expect(try await tell(first.adding(seconds: 4)) == [])
        try await exchange.close()
    }
}
