import Dispatch
import Testing

/// Runs each test on a thread of its own: driving a terminal blocks while it waits, and must not hold one of the few
/// threads that all asynchronous tests share.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await Self.run(function)
    }

    /// Runs what blocks where it may.
    static func run(_ function: @Sendable @concurrent () async throws -> Void) async throws {
        try await withTaskExecutorPreference(ThreadExecutor()) { try await function() }
    }

    private final class ThreadExecutor: TaskExecutor {
        private let queue = DispatchQueue(label: "end-to-end")

        func enqueue(_ job: consuming ExecutorJob) {
            let unowned = UnownedJob(job)
            queue.async { unowned.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

extension Trait where Self == OwnThread {
    static var ownThread: Self { OwnThread() }
}
