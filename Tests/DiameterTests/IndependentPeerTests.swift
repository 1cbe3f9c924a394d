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

    /// `make test-deps` installs it below .build.
    private static let python =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/.build/python"

    @Test func pythonsClientIsServedAndWhatItSendsAgainIsAnsweredAgain() async throws {
        let kept = Kept()
        try await withServer { _ in
        } handler: { requests in
            let outcomes = requests.map { _ in AccountingOutcome.accepted }
            kept.add(requests)
            return outcomes
        } _: { server, port in
            let script =
                #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/DiameterPeer/client.py"
            let (output, status) = try await blocking {
                run(["python3", script, String(port), "p;1"], environment: ["PYTHONPATH=\(Self.python)"])
            }
            #expect(output == "p;1 2 2001\np;1 2 2001\np;1 4 2001\n" && status == 0)
            #expect(await server.snapshot().isEmpty)
        }
        try #require(kept.all.map(\.type) == [.start, .start, .stop])
        #expect(try TelephoneRecord(wire: try #require(kept.all.last).wire).called == "tel:+37477101234")
        #expect(AccountingRequest.sameContent(kept.all[0].wire, kept.all[1].wire))
    }

    @Test func whatCannotBeKeptIsNotAcknowledged() async throws {
        let (output, _) = try await serve(.tooBusy, ["two;1,37410123456,37477101234,1772700000,5,e"])
        #expect(output.contains("3004"), "\(output)")
    }
}
