import ArgumentParser
import Diameter
import Synchronization

/// Sends the records of a file.
struct DiameterReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Send the records of a file and count the answers.",
        discussion: """
            The file is a capture (pcap, pcapng), Diameter messages one after the other, or a table (CSV) whose first \
            line names its columns: session, calling, called, and of type, number, start, answer, end, duration, \
            cause, role those it has. Captured records are sent as they are, their Destination-Host too. The exit \
            status is 0 when every record was answered with 2001, else 1.
            """)

    @OptionGroup var peer: DiameterPeerOptions

    @Argument(help: "The file.")
    var file: String

    @Option(help: "Records a second (default: as fast as they are answered).")
    var rate: Double?

    @Option(help: "Records under way at once.")
    var window = 64

    @Option(help: ArgumentHelp("Send everything so many times more, as retransmissions.", valueName: "times"))
    var repeatDuplicates = 0

    @Option(help: "In a capture, only streams of this TCP port.")
    var capturePort: UInt16?

    func validate() throws {
        if let rate, !(rate > 0 && rate <= 1_000_000) { throw ValidationError("--rate must be above 0.") }
        guard (1...65_536).contains(window) else { throw ValidationError("--window must be from 1 to 65536.") }
        guard (0...1_000).contains(repeatDuplicates) else {
            throw ValidationError("--repeat-duplicates must be from 0 to 1000.")
        }
    }

    func run() async throws {
        let requests = try DiameterRecords.requests(of: file, peer, port: capturePort)
        guard !requests.isEmpty else { throw CommandFailure("\(file) holds no record of accounting.") }
        let tally = Tally(requests, times: repeatDuplicates + 1)
        let begin = ContinuousClock.now
        try await peer.withClient { client throws(DiameterFailure) in
            try await client.stream(
                window: window, perSecond: rate, next: { tally.next() },
                answered: { tally.count($0.resultCode, $0.nanoseconds) })
        }
        let seconds = ContinuousClock.now - begin
        let isGood = tally.report(seconds)
        if !isGood { throw ExitCode.failure }
    }

    /// What was sent and what was answered; used on the client's event loop.
    private final class Tally: Sendable {
        private struct State {
            var sent = 0
            var counts: [UInt32: Int] = [:]
            var slowest: Int64 = 0
        }

        private let requests: [[UInt8]]
        private let total: Int
        private let state = Mutex(State())

        init(_ requests: [[UInt8]], times: Int) {
            self.requests = requests
            total = requests.count * times
        }

        func next() -> [UInt8]? {
            let index = state.withLock { state -> Int? in
                guard state.sent < total else { return nil }
                defer { state.sent += 1 }
                return state.sent
            }
            guard let index else { return nil }
            var wire = requests[index % requests.count]
            // T: it was sent before (RFC 6733 section 3).
            if index >= requests.count { wire[4] |= 0x10 }
            return wire
        }

        func count(_ result: UInt32?, _ nanoseconds: Int64) {
            state.withLock { state in
                state.counts[result ?? 0, default: 0] += 1
                state.slowest = max(state.slowest, nanoseconds)
            }
        }

        /// Prints the counts; whether everything was accepted.
        func report(_ duration: Duration) -> Bool {
            let state = state.withLock { $0 }
            let milliseconds = max(1, duration / .milliseconds(1))
            for (code, count) in state.counts.sorted(by: { $0.key < $1.key }) {
                print("\(code) \(ResultCode.name(code) ?? "?"): \(count)")
            }
            print(
                "\(state.sent) records in \(Int(milliseconds)) ms, "
                    + "\(Int(Double(state.sent) * 1_000 / milliseconds)) a second, slowest answer "
                    + DiameterPeerOptions.milliseconds(state.slowest))
            return state.counts.allSatisfy { $0.key == ResultCode.success.rawValue }
        }
    }
}
