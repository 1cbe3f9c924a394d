import Domain
import Operations
import Terminal

/// A table of a delivery, pasted or in a file: its rows are taken one by one as the labels of a receipt.
extension ScanScreen {
    static let file = "file"

    /// Nil: what was pasted is no table, but scans.
    mutating func takeTable(_ text: String, in context: ScreenContext) -> [Effect]? {
        guard let summary, summary.kind == .receive, summary.state.isOpen, let models,
            StockList.isTable(text, models: models)
        else { return nil }
        do throws(DelimitedText.Failure) {
            return take(try StockList(text, models: models, model: assembly.model), in: context)
        } catch {
            return [.say(.bad(error.sentence)), .ring]
        }
    }

    /// The path of a file, typed where codes are: no code begins so. Nil: it is a code.
    func takeFile(_ typed: String) -> [Effect]? {
        let path = typed.trimmed
        guard summary?.kind == .receive, path.hasPrefix("~/") || path.hasPrefix("/") && path.dropFirst().contains("/")
        else { return nil }
        return [.clearMessage, .ask(.warehouse(.readList(path: path)), purpose: Self.file)]
    }

    /// What a file holds: a table, or a code on each line.
    mutating func takeFileText(_ text: String, in context: ScreenContext) -> [Effect] {
        if let effects = takeTable(text, in: context) { return effects }
        let lines = text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.trimmed.isEmpty }
        guard !lines.isEmpty else { return [.say(.bad("The file is empty.")), .ring] }
        return paste(lines.joined(separator: "\n") + "\n", in: context)
    }

    /// Each row in its place: a wrong one is set aside with the number of its line, one that stands there twice is scanned
    /// twice, so that the list of scans tells it like any other.
    private mutating func take(_ list: StockList, in context: ScreenContext) -> [Effect] {
        var rows: [(line: Int, row: ScanQueue.Waiting)] = []
        for entry in list.entries {
            rows.append((entry.line, Self.waiting(entry.item, of: entry.model, line: entry.line)))
        }
        for problem in list.problems {
            let shown = "row \(problem.line)"
            let order =
                if let again = problem.repeated?.serial {
                    DocumentScan(scan: again, serials: [again], mac: problem.repeated?.mac)
                } else {
                    DocumentScan(scan: shown, problem: problem.sentence.sentenceCase)
                }
            rows.append((problem.line, ScanQueue.Waiting(shown: shown, order: order, remark: "")))
        }
        rows.sort { $0.line < $1.line }
        hint = ""
        guard queue.add(rows.map(\.row)) else {
            return [
                .say(.bad("\(rows.count) rows are too many behind \(queue.count) waiting scans; none was taken.")),
                .ring,
            ]
        }
        let wrong = list.problems.count
        let words = "\(rows.count) rows of a table, \(wrong) of them wrong or repeated"
        return [.say(wrong == 0 ? .good("\(rows.count) rows of a table.") : .bad("\(words)."))]
            + (wrong == 0 ? [] : [.ring]) + send(in: context)
    }

    private static func waiting(_ item: ExpectedItem, of model: DeviceModel, line: Int) -> ScanQueue.Waiting {
        guard let serial = item.serial else {
            let count = item.quantity ?? 0
            let words = model.unit.words(count)
            return ScanQueue.Waiting(
                shown: words, order: DocumentScan(scan: words, model: model.id, quantity: count), remark: "")
        }
        return ScanQueue.Waiting(
            shown: serial, order: DocumentScan(scan: serial, serials: [serial], mac: item.mac, model: model.id),
            remark: "")
    }
}

extension String {
    /// As the beginning of a sentence.
    fileprivate var sentenceCase: String { prefix(1).uppercased() + dropFirst() }
}
