/// Names of prepared statements by their text, least recently used out first.
struct StatementCache {
    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0
    private var serial: UInt64 = 0

    init(capacity: Int = 256) { self.capacity = capacity }

    mutating func name(of text: String) -> String? {
        guard let entry = entries[text] else { return nil }
        clock += 1
        entries[text]?.lastUse = clock
        return entry.name
    }

    /// A name for a text that is about to be prepared; not in the cache before ``remember(_:name:)``.
    mutating func newName() -> String {
        serial += 1
        return "s\(serial)"
    }

    /// Returns the name of the statement that had to go, if any: the caller deallocates it.
    mutating func remember(_ text: String, name: String) -> String? {
        clock += 1
        entries[text] = Entry(name: name, lastUse: clock)
        guard entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
        else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }

    mutating func forget(_ text: String) { entries[text] = nil }
}
