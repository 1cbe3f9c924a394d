import Domain
import Glibc
import Operations
import Testing

@testable import Client

@MainActor struct EffectRunnerTests {
    /// Waits for the pipe, as the programme's loop does.
    private static func letters(_ mailbox: Mailbox) -> [Letter] {
        var watched = pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)
        poll(&watched, 1, 10_000)
        return mailbox.takeAll()
    }

    @Test func aReplyComesThroughTheMailboxAndASupersededOneIsDropped() throws {
        let mailbox = try #require(Mailbox())
        let runner = EffectRunner(mailbox: mailbox, stateFolder: "/nonexistent", login: "")
        let slot = RequestSlot(layer: 1, purpose: "search")
        let desk = TestDesk()
        runner.start(.searchCustomers("pet", limit: 5), slot: slot, on: desk)
        runner.start(.searchCustomers("sargsyan", limit: 5), slot: slot, on: desk)
        #expect(runner.isBusy)
        var accepted: [DeskReply] = []
        var arrived = 0
        while runner.isBusy {
            for case .reply(let result, let slot, let generation) in Self.letters(mailbox) {
                arrived += 1
                if runner.arrived(slot, generation: generation), case .success(let reply) = result {
                    accepted.append(reply)
                }
            }
            if arrived >= 2 { break }
        }
        #expect(accepted == [.customers([Samples.customers[1]])])
        #expect(!runner.isBusy)
    }

    @Test func aCommandIsNotCancelledByLeavingItsScreen() throws {
        let mailbox = try #require(Mailbox())
        let runner = EffectRunner(mailbox: mailbox, stateFolder: "/nonexistent", login: "")
        let desk = TestDesk()
        let slot = RequestSlot(layer: 3, purpose: "post")
        let payment = DeskRequest.registerPayment(
            CustomerID(7), AccountID(1001), amount: Money(minorUnits: 100, currency: .amd), note: "",
            key: CommandKey.make())
        runner.start(payment, slot: slot, on: desk)
        runner.cancelReads(ofLayer: 3)
        #expect(runner.isBusy)
        var isAccepted = false
        for case .reply(.success(.receipt), let slot, let generation) in Self.letters(mailbox) {
            isAccepted = runner.arrived(slot, generation: generation)
        }
        #expect(isAccepted && !runner.isBusy)
    }

    @Test func whatWasLookedForIsKeptInTheOrderItWasTyped() async throws {
        let state = "/tmp/bcrm-notes-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let mailbox = try #require(Mailbox())
        let runner = EffectRunner(mailbox: mailbox, stateFolder: state, login: "op_anna")
        let typed = (0..<50).map { "C-\($0)" }
        for line in typed { runner.note(.line(line)) }
        while runner.areFilesUnderWay {
            let arrived = Self.letters(mailbox)
            #expect(!arrived.isEmpty)
            if arrived.isEmpty { break }
            for case .historyKept in arrived { runner.fileWorkArrived() }
        }
        let file = FindHistoryFile(stateFolder: state, login: "op_anna")
        #expect(await file.load().lines == Array(typed.reversed()))
        unlink(file.path)
        for folder in ["\(state)/history", state] { rmdir(folder) }
    }
}
