import Glibc
import PrivateCluster
import Synchronization

/// Somebody wants the programme to end: Ctrl-C, a closed terminal, `kill`. The signals do not end this process, so
/// that it can stop what it started; they are passed on to the program it waits for.
package struct Interruption {
    /// The last signal that came, 0 for none; atomics without locks are all a signal handler may touch.
    private static let signal = Atomic<Int32>(0)
    /// The program waited for, 0 for none.
    private static let child = Atomic<Int32>(0)

    /// Watches from now to the end of the process.
    package init() {
        Self.child.store(0, ordering: .sequentiallyConsistent)
        Self.signal.store(0, ordering: .sequentiallyConsistent)
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { number in
            Interruption.signal.store(number, ordering: .sequentiallyConsistent)
            let child = Interruption.child.load(ordering: .sequentiallyConsistent)
            if child > 0 { kill(child, number) }
        }
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaction(number, &action, nil) }
    }

    /// What the process would have ended with: 128 + signal number; nil while nobody wants it to end.
    package var status: Int32? {
        let number = Self.signal.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : 128 + number
    }

    /// Waits for a child, passing on to it what comes; gives back how it ended.
    func wait(for child: Int32) -> Int32 {
        Self.child.store(child, ordering: .sequentiallyConsistent)
        // What came before there was a child to pass it on to.
        if let status { kill(child, status - 128) }
        defer { Self.child.store(0, ordering: .sequentiallyConsistent) }
        return ChildProcess.wait(for: child)
    }
}
