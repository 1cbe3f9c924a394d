import Glibc

/// A lock between processes, in force until it is let go or the process ends: it is the kernel's, so a killed process
/// gives it back.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Opens the lock's file and takes nothing yet.
    init(_ path: String) throws(DemoSystem.Failure) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path) }
    }

    /// Waits until nobody excludes the others.
    func share() { while flock(descriptor, LOCK_SH) != 0, errno == EINTR {} }

    /// Waits until nobody else has it.
    func exclude() { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }

    /// True when nobody else has it now; then nobody can take it before this process lets it go.
    func isLast() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Lets it go.
    consuming func release() {}

    deinit { close(descriptor) }
}
