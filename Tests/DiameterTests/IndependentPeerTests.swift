import Diameter
import Synchronization
import Testing

/// The server against Erlang/OTP's Diameter stack, which none of us wrote.
@Suite struct IndependentPeerTests {
    /// Sessions and record types in the order they were given to be kept.
    private final class Kept: Sendable {
        private let records = Mutex<[AccountingRequest]>([])

        var all: [AccountingRequest] { records.withLock { $0 } }

        func add(_ requests: [AccountingRequest]) { records.withLock { $0 += requests } }
    }

    private func serve(
        _ outcome: AccountingOutcome, _ calls: [String]
    ) async throws -> (output: String, kept: [AccountingRequest]) {
        let kept = Kept()
        let server = DiameterServer(
            configuration: ServerConfiguration(
                local: local(), listeners: [.init(host: "127.0.0.1", port: 0)], peers: someone),
            logger: quiet
        ) { requests in
            kept.add(requests)
            return requests.map { _ in outcome }
        }
        let port = try await server.bind()[0]
        let running = Task { try await server.run() }
        let script =
            #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/DiameterPeer/peer.escript"
        // Waiting for the other program blocks, which must not hold a thread that the server needs.
        let output = try await blocking { run(["escript", script, String(port)] + calls).output }
        await server.stop()
        running.cancel()
        return (output, kept.all)
    }

    @Test func aCallsRecordsAreUnderstoodAndAcknowledgedAsOftenAsTheyAreSent() async throws {
        let call = "one;1,37410123456,37477101234,1772700000,125,sit"
        let (output, kept) = try await serve(.accepted, [call, call])
        #expect(output == "one;1 2 2001\none;1 3 2001\none;1 4 2001\none;1 2 2001\none;1 3 2001\none;1 4 2001\n")
        #expect(kept.map(\.type) == [.start, .interim, .stop, .start, .interim, .stop])
        let start = try TelephoneRecord(wire: try #require(kept.first).wire)
        #expect(start.calling == ["tel:+37410123456"] && start.called == "tel:+37477101234")
        #expect(start.responseAt == 1_772_700_000_000_000 && start.roleOfNode == 0)
        #expect(try TelephoneRecord(wire: kept[2].wire).eventAt == 1_772_700_125)
    }

    @Test func whatCannotBeKeptIsNotAcknowledged() async throws {
        let (output, _) = try await serve(.tooBusy, ["two;1,37410123456,37477101234,1772700000,5,e"])
        #expect(output.contains("3004"), "\(output)")
    }
}
