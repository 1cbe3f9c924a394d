import Glibc

/// Tells a test when there is nothing left to do: a line with the bytes taken from the terminal, the frames painted and
/// the size of the last one, whenever something of it differs from the last line.
struct IdleReport {
    let descriptor: Int32?
    private var last = (bytes: -1, frames: -1, columns: 0, rows: 0)

    init(descriptor: Int32?) { self.descriptor = descriptor }

    mutating func report(bytes: Int, frames: Int, columns: Int, rows: Int) {
        guard let descriptor, last != (bytes, frames, columns, rows) else { return }
        last = (bytes, frames, columns, rows)
        let line = Array("idle \(bytes) \(frames) \(columns) \(rows)\n".utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
