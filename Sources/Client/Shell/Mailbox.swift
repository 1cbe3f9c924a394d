import Domain
import Glibc
import Operations
import Synchronization

/// What the tasks off the UI thread bring to it.
nonisolated enum Letter: Sendable {
    case reply(Result<DeskReply, DeskError>, slot: RequestSlot, generation: Int)
    case connection(ConnectionState, desk: Int)
    case changed(ChangedArea, desk: Int)
    /// What the folder at the path held.
    case drafts([Draft], folder: String)
    case draftKept(Bool)
    /// What the file at the path held.
    case history(FindHistory, file: String)
    case historyKept
    /// What an earlier client left in the folder at the path.
    case left(SessionTrail?, folder: String)
    case trailKept
    /// Nil: it was the password; else why not.
    case passwordChecked(String?)
}

/// The one way from the tasks to the UI thread: a queue and a pipe whose reading end `poll` watches. Safe to use
/// from any thread.
nonisolated final class Mailbox: Sendable {
    let wakeDescriptor: Int32
    private let ringDescriptor: Int32
    private let letters = Mutex<[Letter]>([])

    /// Nil when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wakeDescriptor = ends[0]
        ringDescriptor = ends[1]
    }

    deinit {
        close(wakeDescriptor)
        close(ringDescriptor)
    }

    func post(_ letter: Letter) {
        let isFirst = letters.withLock { queue in
            queue.append(letter)
            return queue.count == 1
        }
        guard isFirst else { return }
        var byte: UInt8 = 1
        // A full pipe is as good as one more byte: the reader is going to look.
        _ = write(ringDescriptor, &byte, 1)
    }

    /// Everything that has arrived, in order.
    func takeAll() -> [Letter] {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(wakeDescriptor, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
        return letters.withLock { queue in
            defer { queue.removeAll() }
            return queue
        }
    }
}
