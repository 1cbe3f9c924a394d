import Dispatch
package import Testing

/// Runs each test on a thread of its own: one that blocks while it waits for a program or a terminal, or counts for a
/// minute, must not hold one of the few threads that all asynchronous tests share. With two of them held, a server under
/// test answers nobody. For tests that block; one that awaits gives its thread back by itself.
package struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await Self.run(function)
    }

    /// Runs what blocks where it may.
    package static func run(_ function: @Sendable @concurrent () async throws -> Void) async throws {
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
    package static var ownThread: Self { OwnThread() }
}
