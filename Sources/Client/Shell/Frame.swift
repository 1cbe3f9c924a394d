import Domain
import Terminal

/// The fixed rows of the screen at any size: 0 title, 1 input line, then the work area, last but one the message,
/// last the key bar. A wider terminal adds panes and never moves what was there.
enum Frame {
    static let title = 0
    static let line = 1
    static let workTop = 2
    /// Title, input line, message, key bar.
    static let fixedRows = 4
    static let leastColumns = 80
    static let leastRows = 24
    /// Rows that a long message takes at most.
    static let mostMessageRows = 3

    static func fits(columns: Int, rows: Int) -> Bool { columns >= leastColumns && rows >= leastRows }
}

/// Widths from which the screens show more.
enum Layout {
    static let wide = 120
}

extension Shell {
    /// The terminal has another size than what was shown: the screens that are seen may want more.
    mutating func measure(_ display: any Display) -> [Order] {
        guard (columns, rows) != (display.width, display.height) else { return [] }
        (columns, rows) = (display.width, display.height)
        return visibleLayers.flatMap { deliver(.resized, to: $0) }
    }

    /// Shows everything that is; false when it looks as it did.
    mutating func show(on display: any Display) -> Bool {
        (columns, rows) = (display.width, display.height)
        messageWasPainted = !isLocked
        let sheet = drawn
        targets = sheet.targets
        return display.show(sheet.canvas)
    }

    /// The screen as it is now; what the last key closed is not on it any more.
    var drawn: Sheet {
        var sheet = Sheet(canvas: Canvas(width: columns, height: rows), theme: theme)
        draw(on: &sheet)
        return sheet
    }

    /// The screen as text, row by row, for a file.
    var rowsShown: [String] {
        let picture = drawn.canvas
        return (0..<picture.height).map { picture.text(row: $0) }
    }

    private func draw(on sheet: inout Sheet) {
        guard Frame.fits(columns: sheet.width, rows: sheet.height) else {
            let size = "\(Frame.leastColumns) columns and \(Frame.leastRows) rows"
            _ = sheet.writeWrapped(
                "BCRM needs a terminal of \(size); this one has \(sheet.width) and \(sheet.height). "
                    + "Nothing is lost, and no key does anything until it is larger.", row: 0)
            return
        }
        drawTitle(on: &sheet)
        drawLine(on: &sheet)
        drawLayers(on: &sheet)
        drawTutorial(on: &sheet)
        drawMessage(on: &sheet)
        keyBar.draw(on: &sheet, row: sheet.height - 1)
    }

    private func drawTitle(on sheet: inout Sheet) {
        sheet.write("", row: Frame.title, width: sheet.width, .title, fills: true)
        var parts = [profile?.installationName ?? "BCRM"]
        if let profile { parts += [profile.fullName, profile.branchName] }
        if profile?.isDemo == true, !parts[0].lowercased().contains("demo") { parts.append("demo") }
        let clockText = profile == nil ? "" : clock.title
        let isWhole = connection.isReady && isDaemonRunning
        let words = connectionWords
        let right = clockText.isEmpty ? words : "\(words)  \(clockText)"
        let room = sheet.width - right.count - 3
        sheet.write(parts.joined(separator: " | "), row: Frame.title, column: 1, width: room, .title)
        let start = sheet.width - right.count - 1
        sheet.write(
            words, row: Frame.title, column: start, width: words.count, isWhole ? .titleGood : .titleBad)
        sheet.write(clockText, row: Frame.title, column: start + words.count + 2, width: clockText.count, .title)
    }

    private func drawLine(on sheet: inout Sheet) {
        sheet.write("Find:", row: Frame.line, column: 1, width: 5, .inputLabel)
        let isFind = layers.last?.screen is FindScreen
        let asOf = readMark
        if let find = layers.last(where: { !$0.screen.isDialog })?.screen as? FindScreen {
            find.drawLine(on: &sheet, row: Frame.line, hasCursor: isFind, mark: asOf)
            return
        }
        let width = sheet.width - 9 - asOf.count
        let trail = isLocked ? "Locked" : trail(width: width, ellipsis: sheet.theme.ellipsis)
        sheet.write(trail, row: Frame.line, column: 7, width: width, .dim)
        sheet.write(asOf, row: Frame.line, column: sheet.width - 1 - asOf.count, width: asOf.count, .messageBad)
    }

    /// The way here: where it is long its beginning goes, never where the operator is now.
    private func trail(width: Int, ellipsis: String) -> String {
        let crumbs = layers.dropFirst().map(\.screen.crumb)
        for count in 0..<max(crumbs.count, 1) {
            let trail = ((count == 0 ? [] : [ellipsis]) + crumbs.dropFirst(count)).joined(separator: " > ")
            if TextMeasure.width(trail) <= width { return trail }
        }
        return crumbs.last ?? ""
    }

    private func drawLayers(on sheet: inout Sheet) {
        let height = sheet.height - Frame.fixedRows - tutorialRows
        let first = layers.lastIndex { !$0.screen.isDialog } ?? 0
        for layer in layers[first...] {
            let context = context(of: layer.screen)
            sheet.beginLayer()
            sheet.within(row: Frame.workTop, column: 0, height: height, width: sheet.width) { area in
                layer.screen.draw(on: &area, in: context)
            }
        }
        guard let keyPanel else { return }
        sheet.beginLayer()
        sheet.within(row: Frame.workTop, column: 0, height: height, width: sheet.width) { keyPanel.draw(on: &$0) }
    }

    private func drawMessage(on sheet: inout Sheet) {
        guard !isLocked else { return }
        if !held.isEmpty, message == nil {
            let keys = "\(held.count) \(held.count == 1 ? "key" : "keys")"
            return drawMessage(
                "Waiting for data; \(keys) typed ahead. \(key: .cancel) drops them.", .message, on: &sheet)
        }
        guard let message = message ?? layers.last?.screen.complaint.map({ Message.bad($0) }) else { return }
        let role: TextRole =
            switch message.tone {
            case .plain: .message
            case .good: .messageGood
            case .bad: .messageBad
            }
        drawMessage("\(message.tone == .bad ? "! " : "")\(message.words)", role, on: &sheet)
    }

    /// What the row has no room for goes over the last rows above it, until the next key takes it away. What is said of a
    /// field stays, and never covers what is typed.
    private func drawMessage(_ words: Sentence, _ role: TextRole, on sheet: inout Sheet) {
        let text = context.words(words)
        let width = sheet.width - 2
        let last = sheet.height - 2
        var count = min(Sheet.rows(of: text, width: width), Frame.mostMessageRows)
        if message == nil, let cursor = sheet.canvas.cursor?.row { count = max(min(count, last - cursor), 1) }
        guard count > 1 else { return sheet.write(text, row: last, column: 1, width: width, role) }
        sheet.within(row: last + 1 - count, column: 0, height: count, width: sheet.width) { area in
            for row in 0..<count { area.write("", row: row, width: area.width, role, fills: true) }
            area.within(row: 0, column: 1, height: count, width: width) { _ = $0.writeWrapped(text, row: 0, role) }
        }
    }

    /// The function keys of this place with what they do now, as many as there is room for.
    private var keyBar: KeyBar {
        guard let screen = layers.last?.screen, !isLocked else { return KeyBar([]) }
        let context = context
        return KeyBar(
            context.keys.bar(contexts: screen.keyContexts).compactMap { place in
                guard place.record.isOffered(on: screen, in: context), place.needs.map({ context.may($0) }) ?? true
                else {
                    return nil
                }
                return KeyBar.Item(key: place.key, label: place.label, action: place.record.id)
            })
    }
}
