import Domain
import Terminal

extension ScanLog {
    /// READY in plain sight, the counters, the last ten scans; the outcomes differ in colour, mark and word.
    func draw(on sheet: inout Sheet) {
        let state: (words: String, role: TextRole)
        if let alarm {
            state = ("STOP   \(alarm.scan)", .scanBad)
        } else if isSending || !waiting.isEmpty {
            state = ("\(waiting.count) waiting", .scanAgain)
        } else {
            state = ("READY", .scanGood)
        }
        sheet.write(state.words, row: 0, column: 1, width: sheet.width / 2, state.role)
        let counters = "ok \(accepted)   again \(repeated)   bad \(rejected)"
        sheet.write(counters, row: 0, column: sheet.width - counters.count - 1, width: counters.count, .strong)
        for (row, line) in lines.prefix(max(sheet.height - 1, 0)).enumerated() {
            sheet.writeScan(line.scan, line.words, line.tone, row: row + 1)
        }
    }
}
