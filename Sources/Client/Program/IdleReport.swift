import Glibc

/// Tells a test when there is nothing left to do: a line with the bytes taken from the terminal and the frames
/// painted, whenever either differs from the last line.
struct IdleReport {
    let descriptor: Int32?
    private var last = (bytes: -1, frames: -1)

    init(descriptor: Int32?) { self.descriptor = descriptor }

    mutating func report(bytes: Int, frames: Int) {
        guard let descriptor, last != (bytes, frames) else { return }
        last = (bytes, frames)
        let line = Array("idle \(bytes) \(frames)\n".utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
