import Diameter
import Glibc
import Testing

/// Debian's freeDiameter as a peer: capabilities, watchdogs, disconnect, with our client and with our server.
@Suite(.serialized) struct FreeDiameterTests {
    private static func configuration(_ folder: Folder, port: Int, connectTo server: Int?) -> String {
        let authority = Authority(folder)
        let files = authority.files(for: "fd.example.net")
        let peer =
            server.map {
                """
                ConnectPeer = "cdf.example.net" { ConnectTo = "127.0.0.1"; Port = \($0); No_TLS; TcTimer = 1; };
                """
            } ?? ""
        return folder.write(
            "fd.conf",
            """
            Identity = "fd.example.net";
            Realm = "example.net";
            Port = \(port);
            SecPort = 0;
            No_SCTP;
            No_IPv6;
            ListenOn = "127.0.0.1";
            TwTimer = 6;
            TLS_Cred = "\(files.certificate)", "\(files.key)";
            TLS_CA = "\(files.authorities)";
            LoadExtension = "/usr/lib/freeDiameter/acl_wl.fdx" : "\(folder.write("acl", "ALLOW_IPSEC *.example.net\n"))";
            \(peer)
            """)
    }

    /// Runs it until `act` is done; what it wrote.
    private func withDaemon(
        connectTo server: Int?, _ act: (Int) async throws -> Void
    ) async throws -> String {
        let folder = Folder()
        let port = Int.random(in: 20_000..<32_000)
        let file = Self.configuration(folder, port: port, connectTo: server)
        let log = folder.path + "/log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let arguments = alone(["freeDiameterd", "-c", file])
        let words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let started = posix_spawn(&child, "/bin/bash", &actions, nil, words, environ)
        try #require(started == 0, "freeDiameterd cannot be started")
        let daemon = child
        do {
            try await act(port)
        } catch {
            kill(daemon, SIGKILL)
            waitpid(daemon, nil, 0)
            throw error
        }
        kill(daemon, SIGTERM)
        try await blocking {
            for _ in 0..<100 where waitpid(daemon, nil, WNOHANG) == 0 { usleep(50_000) }
            kill(daemon, SIGKILL)
            waitpid(daemon, nil, 0)
        }
        return String(decoding: folder.read("log"), as: UTF8.self)
    }

    @Test func itConnectsToOurServerAndSaysGoodbye() async throws {
        try await withServer { _ in
        } _: { server, port in
            var host: PeerSnapshot?
            let log = try await withDaemon(connectTo: port) { _ in
                for _ in 0..<200 where host?.state != .open {
                    try await Task.sleep(for: .milliseconds(50))
                    host = await server.snapshot().first
                }
                // It asks our watchdog within its six seconds.
                let opened = host?.lastHeardAt ?? 0
                for _ in 0..<200 where (host?.lastHeardAt ?? 0) <= opened {
                    try await Task.sleep(for: .milliseconds(50))
                    host = await server.snapshot().first
                }
                #expect(host?.state == .open && (host?.lastHeardAt ?? 0) > opened)
            }
            #expect(host?.host == "fd.example.net", "\(log)")
            #expect(host?.errors == [:])
            var left = 1
            for _ in 0..<100 where left > 0 {
                left = await server.snapshot().count
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(left == 0)
        }
    }

    @Test func itServesOurClient() async throws {
        let log = try await withDaemon(connectTo: nil) { port in
            var own = local()
            own.originHost = "sbc.example.net"
            let configuration = ClientConfiguration(host: "127.0.0.1", port: port, local: own)
            var client: DiameterClient?
            for _ in 0..<100 where client == nil {
                client = try? await DiameterClient.connect(configuration)
                if client == nil { try await Task.sleep(for: .milliseconds(100)) }
            }
            let connected = try #require(client)
            #expect(connected.capabilities.avps.first(.originHost)?.text == "fd.example.net")
            #expect(try await connected.watchdog() > 0)
            await connected.disconnect()
        }
        #expect(!log.contains("ERROR"), "\(log)")
    }
}
