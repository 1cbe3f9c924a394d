import Glibc
import TerminalEmulator

/// What a program on a terminal did after something was typed: when its last octet came, and how many came.
struct Reaction {
    let milliseconds: Double
    let octets: Double
    /// When its first octet came.
    var first = 0.0
}

extension PseudoTerminal {
    /// Types, and takes in what comes until the program has been quiet for a while; the quiet is not counted. Measured
    /// in the same way for every program, whether it tells that it is idle or not.
    func react(quietFor quiet: Int32 = 12, to act: () -> Void) -> Reaction {
        while pump(milliseconds: 0) {}
        let before = emulator.octets
        let begun = ContinuousClock.now
        act()
        var last = begun
        var seen = before
        var first: ContinuousClock.Instant?
        var wait: Int32 = 2_000
        while pump(milliseconds: wait) {
            guard emulator.octets > seen else { continue }
            seen = emulator.octets
            last = ContinuousClock.now
            first = first ?? last
            wait = quiet
        }
        return Reaction(
            milliseconds: (last - begun).milliseconds, octets: Double(seen - before),
            first: ((first ?? last) - begun).milliseconds)
    }

    /// The same many times, each way in turn; medians.
    func reactions(_ count: Int, quietFor quiet: Int32 = 12, to acts: [() -> Void]) -> Reaction {
        let found = (0..<count).map { react(quietFor: quiet, to: acts[$0 % acts.count]) }
        return Reaction(milliseconds: found.map(\.milliseconds).median, octets: found.map(\.octets).median)
    }

    /// Nothing is typed and nothing happens: octets that came all the same, and what the program used of a processor.
    /// A clock that shows minutes has its turn before.
    func idleness(seconds: Int) -> (octets: Double, milliseconds: Double) {
        let second = time(nil) % 60
        if second > 58 - seconds { sleep(UInt32(61 - second)) }
        while pump(milliseconds: 0) {}
        let (octets, busy) = (emulator.octets, processorMilliseconds)
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end { pump(milliseconds: 100) }
        return (Double(emulator.octets - octets), processorMilliseconds - busy)
    }

    private var processorMilliseconds: Double { (fields(of: "schedstat").first ?? 0) / 1_000_000 }

    var residentMegabytes: Double {
        let pages = fields(of: "statm")
        return pages.count > 1 ? pages[1] * 4_096 / 1_048_576 : 0
    }

    private func fields(of name: String) -> [Double] {
        guard let file = fopen("/proc/\(process)/\(name)", "r") else { return [] }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 200)
        guard fgets(&buffer, 200, file) != nil else { return [] }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Double($0) }
    }
}
