/// Finds the prefixes of a number among many: a tree of digits (and `#`, before short numbers) in one flat array. The
/// children of a node lie side by side and a node is twelve octets, so that most of 100 000 prefixes stays in the cache of
/// a processor; a look-up never allocates.
struct PrefixTree: Sendable {
    private struct Node {
        var firstChild: Int32 = 0
        /// What was inserted under the prefix that ends here, else -1.
        var value: Int32 = -1
        /// A bit a symbol: which children there are.
        var symbols: UInt16 = 0
    }

    /// E.164 numbers have at most 15 digits; short ones have the `#` before them.
    static let longest = 16

    private let nodes: ContiguousArray<Node>

    /// The symbols of a prefix as a number that sorts as the prefixes do, the empty one first: nibbles from the left,
    /// each one above its digit. Nil for what no number begins with.
    static func key(_ prefix: String) -> UInt64? {
        var key: UInt64 = 0
        var shift = 64
        for byte in prefix.utf8 {
            guard shift > 0, let symbol = symbol(byte) else { return nil }
            shift -= 4
            key |= UInt64(symbol + 1) << UInt64(shift)
        }
        return key
    }

    private static func symbol(_ byte: UInt8) -> UInt8? {
        if byte &- 48 < 10 { return byte &- 48 }
        return byte == UInt8(ascii: "#") ? 10 : nil
    }

    /// - Parameters:
    ///   - keys: ascending, each once.
    ///   - values: one a key, not below zero.
    init(keys: [UInt64], values: [Int32]) {
        var nodes: ContiguousArray<Node> = [Node()]
        nodes.reserveCapacity(keys.count * 2)
        // Depth first: what follows a node with one child lies beside it, in the same line of the cache.
        var waiting: [(node: Int, keys: Range<Int>, shift: UInt64)] = [(0, 0..<keys.count, 64)]
        while let (node, range, shift) = waiting.popLast() {
            var place = range.lowerBound
            // The shortest comes first: the one that ends here.
            if place < range.upperBound, shift == 0 || keys[place] << (64 - shift) == 0 {
                nodes[node].value = values[place]
                place += 1
            }
            guard shift > 0, place < range.upperBound else { continue }
            nodes[node].firstChild = Int32(nodes.count)
            let firstWaiting = waiting.count
            while place < range.upperBound {
                let symbol = (keys[place] >> (shift - 4)) & 15
                var end = place + 1
                while end < range.upperBound, (keys[end] >> (shift - 4)) & 15 == symbol { end += 1 }
                nodes[node].symbols |= 1 << UInt16(symbol - 1)
                waiting.append((nodes.count, place..<end, shift - 4))
                nodes.append(Node())
                place = end
            }
            waiting[firstWaiting...].reverse()
        }
        self.nodes = nodes
    }

    /// The value of the longest prefix with fewer symbols than a limit, and how many it has.
    @inline(__always)
    func longest(of number: String, below limit: Int) -> (value: Int32, length: Int)? {
        nodes.withUnsafeBufferPointer { nodes in
            var node = nodes[0]
            var found = (value: node.value, length: 0)
            var length = 0
            for byte in number.utf8 {
                length += 1
                guard length < limit, let symbol = Self.symbol(byte) else { break }
                let bit: UInt16 = 1 << UInt16(symbol)
                guard node.symbols & bit != 0 else { break }
                node = nodes[Int(node.firstChild) + (node.symbols & (bit - 1)).nonzeroBitCount]
                if node.value >= 0 { found = (node.value, length) }
            }
            return found.value < 0 || limit <= 0 ? nil : found
        }
    }
}
