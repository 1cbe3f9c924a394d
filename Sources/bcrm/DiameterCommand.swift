import ArgumentParser
import Diameter
import Domain
import Glibc

/// Tries a Diameter server and feeds it records.
struct DiameterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diameter", abstract: "Try a Diameter accounting server, send it records.",
        subcommands: [Ping.self, Send.self, DiameterReplayCommand.self])

    struct Ping: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Connect, exchange capabilities, ask the watchdog, disconnect; say what was agreed and how long it took."
        )

        @OptionGroup var peer: DiameterPeerOptions

        @Option(help: "Watchdogs to send.")
        var count = 3

        func run() async throws {
            try await peer.withClient { client throws(DiameterFailure) in
                let peer = client.capabilities.avps
                print(
                    "connected in \(DiameterPeerOptions.milliseconds(client.connectNanoseconds)), "
                        + "capabilities in \(DiameterPeerOptions.milliseconds(client.capabilitiesNanoseconds))")
                for line in MessageDescription.lines(of: client.capabilities.wire).dropFirst(2) { print(line) }
                for _ in 0..<max(0, count) {
                    print("watchdog answered in \(DiameterPeerOptions.milliseconds(try await client.watchdog()))")
                }
                let applications = peer.all(.acctApplicationID).compactMap(\.unsigned32)
                if !applications.contains(DiameterNumber.accountingApplication),
                    !applications.contains(DiameterNumber.relayApplication)
                {
                    print("the peer does not say that it serves accounting (application 3)")
                }
            }
        }
    }

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the record of one call and print the answer.",
            discussion: """
                Types are event (a whole call in one record), start, interim and stop. The exit status is 0 when the \
                record was answered with 2001, else 1.
                """)

        @OptionGroup var peer: DiameterPeerOptions

        @Option(help: "Who calls: a number, or a URI like tel:+37410123456.")
        var calling: String

        @Option(help: "Who is called.")
        var called: String

        @Option(
            help: ArgumentHelp(
                "The answer, like 2026-11-25T10:00:00Z (default: now less the duration).", valueName: "time"))
        var start: String?

        @Option(help: "Seconds of conversation.")
        var duration: UInt32 = 60

        @Option(help: "event, start, interim or stop.")
        var type = "event"

        @Option(help: "Accounting-Record-Number (default: 0, for a stop 1).")
        var number: UInt32?

        @Option(help: "Session-Id (default: one of its own).")
        var session: String?

        func run() async throws {
            guard let type = DiameterRecords.type(type) else {
                throw ValidationError("\u{201C}\(type)\u{201D} is no type: event, start, interim or stop.")
            }
            let now = Int64(time(nil))
            let answered: Int64
            if let start {
                guard let instant = Instant(start) else {
                    throw ValidationError("\u{201C}\(start)\u{201D} is no time: write it like 2026-11-25T10:00:00Z.")
                }
                answered = instant.seconds
            } else {
                answered = now - Int64(duration)
            }
            let local = peer.local
            let record = CallRecord(
                sessionID: session ?? "\(local.originHost);\(now);\(getpid())", type: type,
                number: number ?? (type == .stop ? 1 : 0), calling: DiameterRecords.uri(calling),
                called: DiameterRecords.uri(called), startAt: answered, answerAt: type == .stop ? nil : answered,
                endAt: type == .start ? nil : answered + Int64(duration),
                duration: type == .start ? nil : duration, cause: type == .start ? nil : 0, role: 0)
            let realm = peer.destinationRealm
            let result = try await peer.withClient { client throws(DiameterFailure) in
                let wire = record.wire(from: local, to: realm, identifier: UInt32.random(in: 0 ... .max))
                let answer = try await client.send(wire)
                for line in MessageDescription.lines(of: answer.wire) { print(line) }
                return answer.resultCode
            }
            if result != ResultCode.success.rawValue { throw ExitCode.failure }
        }
    }
}

/// Where the peer is, and who we say we are.
struct DiameterPeerOptions: ParsableArguments {
    @Argument(help: "The server: host, or host:port (default: 3868, with TLS 5868).")
    var server: String

    @Option(help: "Our Origin-Host.")
    var originHost = "bcrm.example.net"

    @Option(help: "Our Origin-Realm.")
    var originRealm = "example.net"

    @Option(help: "Destination-Realm (default: our own realm).")
    var realm: String?

    @Option(help: ArgumentHelp("Our certificate: TLS; with --key and --authorities.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("The certificate's key.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("Who may have signed the server's certificate.", valueName: "file"))
    var authorities: String?

    @Option(help: "Seconds an answer may take.")
    var timeout = 10

    func validate() throws {
        let given = [certificate, key, authorities].compactMap(\.self).count
        guard given == 0 || given == 3 else {
            throw ValidationError("TLS needs --certificate, --key and --authorities, all three.")
        }
        guard (1...3_600).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 3600 seconds.") }
        guard address != nil else { throw ValidationError("\u{201C}\(server)\u{201D} is no host:port.") }
    }

    var destinationRealm: String { realm ?? originRealm }

    var local: LocalPeer {
        LocalPeer(
            originHost: originHost, originRealm: originRealm, addresses: [[127, 0, 0, 1]],
            originStateID: UInt32(truncatingIfNeeded: Int64(time(nil))), productName: "bcrm")
    }

    /// `host`, `host:port`, `[v6]:port`, or an IPv6 address alone.
    private var address: (host: String, port: Int)? {
        let standard = certificate == nil ? 3_868 : 5_868
        if IPAddress(server) != nil { return (server, standard) }
        if server.hasPrefix("["), let end = server.firstIndex(of: "]") {
            let host = String(server[server.index(after: server.startIndex)..<end])
            let rest = server[server.index(after: end)...]
            if rest.isEmpty { return (host, standard) }
            guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else { return nil }
            return (host, port)
        }
        let parts = server.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty else { return nil }
        if parts.count == 1 { return (String(host), standard) }
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else { return nil }
        return (String(host), port)
    }

    /// Connects, acts, disconnects. What goes wrong is said on standard error, and the exit status is 1.
    func withClient<Result>(
        _ act: (DiameterClient) async throws(DiameterFailure) -> Result
    ) async throws -> Result {
        guard let address else { throw ExitCode.validationFailure }
        var files: TLSFiles?
        if let certificate, let key, let authorities {
            files = TLSFiles(certificate: certificate, key: key, authorities: authorities)
        }
        let configuration = ClientConfiguration(
            host: address.host, port: address.port, tls: files, local: local,
            timeoutMilliseconds: Int64(timeout) * 1_000)
        do throws(DiameterFailure) {
            let client = try await DiameterClient.connect(configuration)
            let result = try await act(client)
            await client.disconnect()
            return result
        } catch {
            throw CommandFailure(error.sentence.plain + ".")
        }
    }

    static func milliseconds(_ nanoseconds: Int64) -> String {
        let hundredths = (nanoseconds + 5_000) / 10_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) ms"
    }
}
