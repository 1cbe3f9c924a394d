import Domain
import Operations
import Terminal

/// From a batch to its posting: what is not as it should be is told before, in words.
extension ScanScreen {
    mutating func askToPost(in context: ScreenContext) -> [Effect] {
        guard let summary else { return [.holdInput] }
        guard unsent == nil else {
            let words =
                "\(StockWords.scans(queue.count + early.count)) not in the database yet. Post when they are through."
            return [.say(Message(words: Sentence(words), tone: .bad, topic: .waitingScans)), .ring]
        }
        if let lacking = assembly.isAwaiting {
            return [.say(.bad(Sentence("\(lacking); scan it, or \(key: .scanUndo) drops it."))), .ring]
        }
        if isPosting { return [.say(.plain("It is on its way; wait for the answer."))] }
        guard summary.state.isOpen else {
            return [.say(.bad("\(summary.number) is \(StockWords.state(summary)).")), .ring]
        }
        if summary.state == .sent, summary.missing > 0 {
            guard summary.arriving > 0 else {
                let count = summary.missing == 1 ? "one" : "\(summary.missing)"
                let all = summary.wasReceived ? "the missing \(count)" : summary.missing == 1 ? "it" : "all \(count)"
                return ask(
                    "whole", "Nothing was scanned. Did \(all) arrive as sent?", yes: "Receive all of it")
            }
            return ask(
                "post",
                "\(summary.missing) of \(summary.counted) did not come, or not all of it; the rest stays on its way.",
                yes: "Receive what came")
        }
        guard summary.kind == .count || summary.expected > 0 else { return post(isWhole: false, in: context) }
        // What differs, as it is now.
        return [
            .say(.plain("Looking at what differs\u{2026}")),
            .ask(.warehouse(.document(document)), purpose: "differences"),
        ]
    }

    /// With everything that differs before the eyes.
    mutating func askToPost(_ sheet: StockDocumentSheet, in context: ScreenContext) -> [Effect] {
        guard unsent == nil, assembly.isAwaiting == nil, !isPosting, sheet.summary.state == .draft else {
            return []
        }
        let words = DifferenceWords.sentences(sheet.differences, of: sheet.summary.kind)
        let counted = sheet.summary.counted
        if sheet.summary.kind == .count, !context.may(.stockAdjust), sheet.differences.contains(where: \.isAdjusted) {
            return [
                .say(
                    .bad("Your role does not post a count that differs; it stays a draft for one that does. \(words)")),
                .ring,
            ]
        }
        if sheet.summary.kind == .count {
            let found = words.isEmpty ? "Nothing differs." : words
            return ask(
                "post", "\(counted == 1 ? "1 scan was" : "\(counted) scans were") counted. \(found)",
                yes: "Post the count")
        }
        guard !words.isEmpty else { return post(isWhole: false, in: context) }
        return ask("post", "The supplier's list differs. \(words)", yes: "Post what is here")
    }

    private func ask(_ purpose: String, _ question: String, yes: String) -> [Effect] {
        [.open(.confirm(ConfirmOpening(purpose: purpose, question: question, yes: yes, no: "Go on scanning")))]
    }

    mutating func post(isWhole: Bool, in context: ScreenContext) -> [Effect] {
        if let reason = context.connection.whyNoCommand { return [.say(.bad(reason)), .ring] }
        if posting?.isWhole != isWhole { posting = (isWhole, CommandKey.make()) }
        guard let posting else { return [] }
        isPosting = true
        return [
            .clearMessage, .ask(.warehouse(.post(document, isWhole: isWhole, key: posting.key)), purpose: "post"),
        ]
    }
}

/// What differs in a document, in a few sentences.
enum DifferenceWords {
    /// Names told of each kind; the sheet of the document has them all.
    static let most = 3

    static func sentences(_ differences: [StockDifference], of kind: StockDocumentKind) -> String {
        let missing = kind == .receive ? "Missing" : "Missing, and written off"
        return [
            names(missing, differences, .missing) { $0.name },
            names("Not on the list", differences, .unexpected) { $0.name },
            names("Written elsewhere, and brought here", differences, .misplaced) { $0.name },
            names(kind == .receive ? "Here" : "Counted", differences, .quantity) {
                "\($0.counted) \($0.modelName) (\($0.written) \(kind == .receive ? "on the list" : "written"))"
            },
            names("Moved since, and left alone", differences, .moved) { $0.name.isEmpty ? $0.modelName : $0.name },
            names("Not counted, and left as written", differences, .uncounted) {
                "\($0.modelName) (\($0.written) written)"
            },
        ].compactMap { $0 }.joined(separator: " ")
    }

    private static func names(
        _ title: String, _ differences: [StockDifference], _ kind: StockDifference.Kind,
        _ name: (StockDifference) -> String
    ) -> String? {
        let found = differences.filter { $0.kind == kind }
        guard !found.isEmpty else { return nil }
        let more = found.count > most ? " and \(found.count - most) more" : ""
        return "\(title): \(found.prefix(most).map(name).joined(separator: ", "))\(more)."
    }
}

extension StockDifference {
    /// The posting of a count changes what is written.
    fileprivate var isAdjusted: Bool { kind != .moved && kind != .uncounted }
}

extension DraftID {
    static func stockScan(_ document: StockDocumentID) -> DraftID { DraftID(rawValue: "stock.scan.\(document)") }
}

extension LabelAssembly.Rest {
    /// Nil: nothing of a label was kept.
    init?(_ draft: Draft) {
        guard !draft[Self.mark].isEmpty else { return nil }
        let text = { (name: String) in draft[name].isEmpty ? nil : draft[name] }
        self.init(
            model: Int(draft["model"]), serial: text("serial"), serialModel: Int(draft["serialModel"]),
            mac: text("mac"),
            bare: text("bare").flatMap { serial in Int(draft["bareModel"]).map { .init(serial: serial, model: $0) } },
            refused: text("refused").map { .init(serial: $0, mac: text("refusedMAC")) })
    }

    private static let mark = "label"

    var fields: [String: String] {
        [
            Self.mark: "yes", "model": model.map { "\($0)" }, "serial": serial,
            "serialModel": serialModel.map { "\($0)" }, "mac": mac, "bare": bare?.serial,
            "bareModel": bare.map { "\($0.model)" }, "refused": refused?.serial, "refusedMAC": refused?.mac,
        ].compactMapValues { $0 }
    }
}
