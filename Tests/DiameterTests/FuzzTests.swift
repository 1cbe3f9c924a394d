import Diameter
import Glibc
import OwnThread
import Testing

/// Mutated messages in great number: nothing breaks, whatever the octets are.
@Suite(.ownThread) struct FuzzTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// `make fuzz` mutates five million.
    private static let count = getenv("BCRM_FUZZ").flatMap { Int(String(cString: $0)) } ?? 200_000

    private static let lengths: [UInt8] = [0, 1, 4, 7, 8, 11, 12, 13, 0x7F, 0x80, 0xFF]

    private static func mutate(_ good: [UInt8], _ random: inout Generator) -> [UInt8] {
        var wire = good
        for _ in 0...(random.next() % 6) {
            let position = Int(random.next() % UInt64(wire.count))
            switch random.next() % 4 {
            case 0: wire[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: wire[position] ^= 1 << UInt8(random.next() % 8)
            // Where lengths, flags and codes lie.
            case 2: wire[position & ~3 | 3] = lengths[Int(random.next() % UInt64(lengths.count))]
            default: wire[position & ~3] ^= 0xC0
            }
        }
        if random.next() % 8 == 0 { wire.removeLast(Int(random.next() % UInt64(wire.count - 20)) & ~3) }
        if random.next() % 8 == 0 { wire += wire.suffix(Int(random.next() % 64) & ~3) }
        // Mostly with a length that fits, so that the AVPs are looked at.
        if random.next() % 16 != 0 {
            wire[1] = UInt8(wire.count >> 16)
            wire[2] = UInt8(wire.count >> 8 & 0xFF)
            wire[3] = UInt8(wire.count & 0xFF)
            wire[0] = 1
        }
        return wire
    }

    @Test func noOctetsWhateverBreakDecoderMachineOrRecord() {
        let seed = UInt64.random(in: 0 ... .max)
        print("fuzzing \(Self.count) messages with seed \(seed)")
        var random = Generator(state: seed)
        let opened = openedMachine()
        let seeds = [
            Record.call(), Record.call(type: 2), Record().wire, watchdog(state: 3), disconnect(), capabilities(),
        ]
        var kept = 0
        var refused = 0
        var broken = 0
        for turn in 0..<Self.count {
            let wire = Self.mutate(seeds[turn % 16 < 11 ? turn % 3 : turn % seeds.count], &random)
            var machine = opened
            switch machine.receive(wire, now: 1) {
            case .account(let request):
                kept += 1
                if request.sessionOctets.isEmpty { Issue.record("an empty session was kept, seed \(seed)") }
                // What is kept can be read for ever.
                if (try? TelephoneRecord(wire: wire)) == nil {
                    Issue.record("a kept record cannot be read, seed \(seed)")
                }
                if !AccountingRequest.sameContent(wire, request.wire) { Issue.record("not the same, seed \(seed)") }
            case .answer(let answer, let result):
                refused += 1
                guard result != .success else { continue }
                guard turn % 8 == 0 else { continue }
                let lines = MessageDescription.lines(of: answer)
                if lines.contains(where: { $0.contains("broken at") }) {
                    Issue.record("an answer is broken, seed \(seed): \(lines.joined(separator: "\n"))")
                }
            case .reset: broken += 1
            default: break
            }
            if turn % 64 == 0 {
                _ = MessageDescription.lines(of: wire)
                _ = try? TelephoneRecord(wire: wire)
                _ = AccountingRequest.sameContent(wire, seeds[0])
                _ = try? CapturedMessages.messages(in: wire)
            }
        }
        #expect(kept > Self.count / 100 && refused > Self.count / 10, "\(kept) kept, \(refused) refused, seed \(seed)")
        #expect(broken > Self.count / 100, "\(broken) broken, seed \(seed)")
    }
}
