import Domain
import Operations
import Terminal

/// A kept file as text. What is no text is said to be none.
struct FileTextScreen: Screen {
    let customer: CustomerID
    let file: Attachment
    var text = ReadableLines()
    private(set) var bytes: [UInt8] = []
    private(set) var isRead = false

    /// Parts read at most: a terminal is no place for more.
    static let limit = 4
    private static let topRows = 1

    init(customer: CustomerID, file: Attachment) {
        self.customer = customer
        self.file = file
    }

    private var count: Int { Attachment.parts(of: file.size) }

    var keyContexts: [String] { ["file.text", "list"] }
    var crumb: String { file.fileName }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened: return read(0)
        case .reply(.profile(.part(let place, let content)), _):
            bytes += content
            let isNext = place + 1 < min(count, Self.limit)
            if place == 0, !MediaType.isText(content) {
                isRead = true
                text.show([ReadableLine("This is no text but \(file.mediaType): save it to a disk and open it there.")])
                return []
            }
            guard !isNext else { return read(place + 1) }
            isRead = true
            text.show(Self.lines(of: bytes, isWhole: count <= Self.limit))
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(.cancel): return [.close]
        case .action(.fileSave): return [.open(.fileSaving(customer, file))]
        case .action(let action):
            if text.perform(action, height: context.rows - Self.topRows) { return isRead ? [] : [.holdInput] }
            return []
        default: return []
        }
    }

    private func read(_ place: Int) -> [Effect] {
        [.ask(.profile(.readPart(file.id, customer, place: place)), purpose: "part")]
    }

    static func lines(of bytes: [UInt8], isWhole: Bool) -> [ReadableLine] {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var shown = lines.map { line in
            ReadableLine(String(line.flatMap { $0 == "\t" ? Array("    ") : [$0] }))
        }
        if !isWhole { shown.append(ReadableLine("\u{2026} only the first megabyte is shown.", .dim)) }
        return shown
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        sheet.write(
            "\(FileWords.size(file.size)), \(file.mediaType)  \(file.title)", row: 0, column: 1, width: sheet.width - 2,
            .dim)
        sheet.within(row: Self.topRows, column: 0, height: sheet.height - Self.topRows, width: sheet.width) { area in
            text.draw(file.fileName, on: &area, whenEmpty: isRead ? "The file is empty." : "")
            guard !isRead else { return }
            FileWords.progress(bytes.count / Attachment.partSize, of: min(count, Self.limit))
                .draw(on: &area, row: 1, column: 2)
        }
    }
}

/// A note, whole; a long one is scrolled.
struct NoteTextScreen: Screen {
    let note: ProfileEntry
    private var viewer = TextViewer()

    init(note: ProfileEntry) { self.note = note }

    var keyContexts: [String] { ["list"] }
    var isDialog: Bool { true }
    var crumb: String { "Note" }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .action(.cancel), .action(.listOpen): return [.close]
        case .action(let action):
            let room = room(columns: context.columns, rows: context.rows)
            _ = viewer.perform(action, in: note["text"], width: room.width, height: room.height)
            return []
        default: return []
        }
    }

    /// Cells of the words within the box.
    private func room(columns: Int, rows: Int) -> (width: Int, height: Int) {
        let width = min(columns - 4, 90) - 6
        return (width, min(Sheet.rows(of: note["text"], width: width), rows - 5))
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let (width, rows) = room(columns: sheet.width, rows: sheet.height)
        let title = "Note of \(note["author_name"])"
        Dialog(title: title, height: rows + 4, width: width + 6).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: rows, width: width) { viewer.draw(note["text"], on: &$0) }
            let at = Instant(note["written_at"]).map { context.clock.dateAndTime(of: $0) } ?? ""
            area.write("Written \(at)", row: rows + 1, column: 1, width: area.width - 2, .dim)
            let extent = viewer.extent(of: note["text"], width: width, height: rows)
            area.write(extent, row: rows + 1, column: 1, width: area.width - 2, .dim, isRight: true)
        }
    }
}
