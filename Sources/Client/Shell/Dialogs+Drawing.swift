import Domain
import Terminal

extension ChoiceScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let longest = opening.choices.map { Sheet.width(of: $0) }.max() ?? 20
        let width = min(max(longest + 6, 40), sheet.width - 4)
        let height = min(opening.choices.count + 4, sheet.height)
        Dialog(title: opening.title, height: height, width: width).draw(on: &sheet) { area in
            filter.draw(on: &area, row: 0, column: 1, width: area.width - 2, .input)
            let rows = visible
            area.within(row: 1, column: 0, height: area.height - 1, width: area.width) { list in
                list.drawChoices(rows.map { opening.choices[$0] }, selected: selection.index(in: rows))
            }
        }
    }
}

extension ConfirmScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let width = min(max(opening.question.count + 6, 40), sheet.width - 4)
        let rows = Sheet.rows(of: opening.question, width: width - 6)
        Dialog(title: "Sure?", height: rows + 5, width: width).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: rows, width: area.width - 2) { text in
                _ = text.writeWrapped(opening.question, row: 0)
            }
            let no = context.words("\(key: .dialogAccept)  \(opening.no)")
            area.write(no, row: rows + 1, column: 1, width: area.width - 2, .strong)
            let yes = context.words("\(key: .confirmYes)  \(opening.yes)")
            area.write(yes, row: rows + 2, column: 1, width: area.width - 2)
        }
    }
}

extension PaletteScreen {
    /// Over the first rows of what is beneath, in their whole width and without a frame: it is opened all the time, and a
    /// frame would be half of what a slow line has to carry.
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let height = min(min(entries.count, Self.mostRows) + 2, sheet.height)
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            for row in 0..<area.height { area.write("", row: row, width: area.width, .dialog, fills: true) }
            area.write("All actions", row: 0, column: 2, width: 12, .dialogTitle)
            filter.draw(on: &area, row: 0, column: 15, width: min(area.width - 29, 36), .input)
            let rows = visible
            if rows.isEmpty { area.write("No action is called so.", row: 1, column: 2, .dim) }
            let (selected, listed) = (selection.index(in: rows.map(\.action)) ?? 0, max(area.height - 2, 0))
            let first = selection.firstVisible(in: rows.map(\.action), visible: listed)
            if rows.count > listed {
                let extent = "\(first + 1)-\(min(first + listed, rows.count)) of \(rows.count)"
                area.write(extent, row: 0, column: area.width - extent.count - 1, width: extent.count, .dim)
            }
            for (row, entry) in rows.dropFirst(first).prefix(listed).enumerated() {
                let isSelected = first + row == selected
                if isSelected { area.select(row: row + 1, hasCursor: false) }
                let isBar = isSelected && area.selectionIsBar
                area.write(
                    entry.label, row: row + 1, column: 2, width: min(area.width - 22, 50),
                    isBar ? .listSelected : entry.whyNot == nil ? .text : .dim)
                area.write(
                    entry.keys.prefix(2).joined(separator: "  "), row: row + 1, column: min(area.width - 18, 54),
                    width: 16, isBar ? .listSelected : .barKey)
                area.target(row: row + 1, .steps(first + row - selected))
            }
        }
    }

    /// Entries shown at once.
    static let mostRows = 7
}

extension HelpScreen {
    struct Line: Equatable {
        var keys: String
        var words: String
        var isHead = false
    }

    /// The keys of the place itself first, then those of lists and fields, then what is everywhere.
    var lines: [Line] {
        var groups: [(title: String, entries: [ActionCatalogue.Entry])] = [("Keys of: \(title)", [])]
        for entry in entries {
            let name = Self.group(of: entry) ?? groups[0].title
            if let index = groups.firstIndex(where: { $0.title == name }) {
                groups[index].entries.append(entry)
            } else {
                groups.append((name, [entry]))
            }
        }
        let order = [groups[0].title] + Self.groups.map(\.title)
        let sorted = groups.sorted { order.firstIndex(of: $0.title) ?? 0 < order.firstIndex(of: $1.title) ?? 0 }
        return Array(
            sorted.filter { !$0.entries.isEmpty || $0.title == groups[0].title }.map { group in
                [Line(keys: "", words: group.title, isHead: true)]
                    + group.entries.map { Line(keys: $0.keys.prefix(3).joined(separator: "  "), words: $0.label) }
            }.joined(separator: [Line(keys: "", words: "")]))
    }

    /// The contexts that many screens share, in the order of the help.
    private static let groups: [(context: String, title: String)] = [
        ("list", "In a list"), ("dialog", "In a dialog"), ("form", "In a form"), ("text", "In a field"),
        ("global", "Everywhere"),
    ]

    private static func group(of entry: ActionCatalogue.Entry) -> String? {
        groups.first { $0.context == (entry.isGlobal ? "global" : entry.context) }?.title
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let columns = sheet.width >= 160 ? 2 : 1
        let lines = lines
        let width = sheet.width / columns
        let height = sheet.height
        for (index, line) in lines.dropFirst(top).prefix(height * columns).enumerated() {
            let start: Int = (index / height) * width
            let row: Int = index % height
            if line.isHead {
                sheet.write(line.words, row: row, column: start + 1, width: width - 2, .strong)
            } else {
                sheet.write(line.keys, row: row, column: start + 2, width: 24, .barKey)
                sheet.write(line.words, row: row, column: start + 28, width: width - 29)
            }
        }
    }
}

extension AboutScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "About", height: 12, width: min(sheet.width - 4, 64)).draw(on: &sheet) { area in
            var lines: [String] = ["BCRM: customers, services, money and work of an operator.", ""]
            if let profile = context.profile {
                lines.append("Signed in as \(profile.login) (\(profile.fullName))")
                lines.append("Installation \(profile.installationName), branch \(profile.branchName)")
                lines.append(
                    "Business day \(context.clock.today.text), zone \(profile.timeZone), \(profile.currency.code)")
            } else {
                lines.append("Not signed in")
            }
            lines.append("Connection: \(context.connection.words)")
            if case .waiting(let reason, _) = context.connection { lines.append(reason) }
            area.within(row: 0, column: 1, height: area.height, width: area.width - 2) { text in
                var row = 0
                for line in lines { row += text.writeWrapped(line, row: row) }
            }
        }
    }
}

extension SignInScreen {
    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Sign in", height: 8, width: min(sheet.width - 4, 64)).draw(on: &sheet) { area in
            area.within(row: 1, column: 0, height: 2, width: area.width) {
                form.draw(on: &$0, fields: Self.fields, labelWidth: 10)
            }
            area.write(
                isTrying ? "Signing in\u{2026}" : reason, row: 4, column: 1, width: area.width - 2,
                isTrying ? .dim : .fieldError)
        }
    }
}
