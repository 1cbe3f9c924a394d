import Dispatch
import Glibc
import PrivateCluster
import Synchronization

/// Somebody wants the programme to end: Ctrl-C, a closed terminal, `kill`. The signals do not end this process, so
/// that it can stop what it started; they are passed on to the program it waits for.
final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var child: Int32?
    }

    private let state = Mutex(State())

    /// Watches from now to the end of the process.
    init() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { self.came(number) }
            source.resume()
            // Nobody ends the watch, so nobody keeps the source to end it with.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    private func came(_ number: Int32) {
        let child = state.withLock { state in
            state.signal = number
            return state.child
        }
        if let child { kill(child, number) }
    }

    /// What the process would have ended with: 128 + signal number; nil while nobody wants it to end.
    var status: Int32? { state.withLock { $0.signal.map { 128 + $0 } } }

    /// Waits for a child, passing on to it what comes; gives back how it ended.
    func wait(for child: Int32) -> Int32 {
        state.withLock { $0.child = child }
        if status != nil { kill(child, SIGTERM) }
        let status = ChildProcess.wait(for: child)
        state.withLock { $0.child = nil }
        return status
    }
}
