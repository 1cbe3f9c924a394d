import Domain

/// How far something long has come: a bar of plain characters, the numbers, the time left.
enum ProgressWords {
    static func bar(_ done: Int, of total: Int, width: Int) -> String {
        guard total > 0, width > 2 else { return "" }
        let cells = min(max(done, 0), total) * (width - 2) / total
        return "[\(String(repeating: "#", count: cells))\(String(repeating: ".", count: width - 2 - cells))]"
    }

    static func percent(_ done: Int, of total: Int) -> String {
        total > 0 ? "\(min(max(done, 0), total) * 100 / total) %" : ""
    }
}
