/// How well what was typed fits a name: its letters in order, with others between; best where they begin words or stand
/// together. Capitals do not matter.
public nonisolated enum FuzzyMatch {
    private static let perLetter = 16
    private static let wordStart = 24
    private static let together = 18
    private static let textStart = 16
    private static let longestGap = 12

    /// Nil: it does not fit. Words of the wanted text may stand in any order.
    public static func score(_ wanted: String, in text: String) -> Int? {
        let letters = text.map { $0.lowercased() }
        var sum = 0
        for word in wanted.split(whereSeparator: \.isWhitespace) {
            guard let score = score(word.map { $0.lowercased() }, letters) else { return nil }
            sum += score
        }
        // Of two that fit alike the shorter one is meant.
        return sum - letters.count / 8
    }

    /// The best way to find the letters of one word: for each letter and place the best score so far that ends there.
    private static func score(_ wanted: [String], _ text: [String]) -> Int? {
        guard !wanted.isEmpty, wanted.count <= text.count else { return wanted.isEmpty ? 0 : nil }
        var before: [Int?] = []
        for (number, letter) in wanted.enumerated() {
            var now = [Int?](repeating: nil, count: text.count)
            // The best end of the word so far that does not stand directly before, less for every letter between.
            var far: Int?
            for place in text.indices {
                far = far.map { $0 - 1 }
                if number > 0, place >= 2, let score = before[place - 2] { far = max(far ?? .min, score - 1) }
                guard text[place] == letter else { continue }
                let isStart = place == 0 || !text[place - 1].allSatisfy { $0.isLetter || $0.isNumber }
                let own = perLetter + (isStart ? wordStart : 0) + (place == 0 ? textStart : 0)
                if number == 0 {
                    now[place] = own - min(place, longestGap)
                } else {
                    let near = place >= 1 ? before[place - 1].map { $0 + together } : nil
                    guard let best = [near, far].compactMap({ $0 }).max() else { continue }
                    now[place] = best + own
                }
            }
            before = now
        }
        return before.compactMap { $0 }.max()
    }
}
