/// Finds the longest prefix of a number among many: a trie of decimal digits in two flat arrays, so that a look-up
/// touches one cache line a digit and never allocates.
struct PrefixTree: Sendable {
    /// Ten children a node; 0 means none (the root is nobody's child).
    private var children: [Int32] = Array(repeating: 0, count: 10)
    /// First entry of `entries` for a node, -1 when it has none.
    private var heads: [Int32] = [-1]
    private var entries: [(value: Int32, next: Int32)] = []

    /// Adds a value under a prefix of digits; several values may share one. False when the prefix is no digits.
    @discardableResult
    mutating func insert(_ value: Int32, prefix: String) -> Bool {
        var node = 0
        for byte in prefix.utf8 {
            guard (48...57).contains(byte) else { return false }
            let slot = node * 10 + Int(byte - 48)
            if children[slot] == 0 {
                children[slot] = Int32(heads.count)
                heads.append(-1)
                children.append(contentsOf: repeatElement(0, count: 10))
            }
            node = Int(children[slot])
        }
        entries.append((value, heads[node]))
        heads[node] = Int32(entries.count - 1)
        return true
    }

    /// The value of the longest prefix that has one which `accepts` takes.
    func longest(of number: String, where accepts: (Int32) -> Bool) -> Int32? {
        var found = first(at: 0, where: accepts)
        var node = 0
        for byte in number.utf8 {
            guard (48...57).contains(byte) else { break }
            node = Int(children[node * 10 + Int(byte - 48)])
            if node == 0 { break }
            found = first(at: node, where: accepts) ?? found
        }
        return found
    }

    private func first(at node: Int, where accepts: (Int32) -> Bool) -> Int32? {
        var entry = heads[node]
        while entry >= 0 {
            let value = entries[Int(entry)].value
            if accepts(value) { return value }
            entry = entries[Int(entry)].next
        }
        return nil
    }
}
