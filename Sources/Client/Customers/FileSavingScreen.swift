import Domain
import Operations
import Terminal

/// Brings a kept file to the terminal's own machine, part by part; what is there already is replaced only when asked.
struct FileSavingScreen: Screen {
    let customer: CustomerID
    let file: Attachment
    var form: Form
    /// The next part; nil while a path is typed.
    private(set) var place: Int?
    private var path = PathField()
    private var target = ""
    private var overwrites = false

    init(customer: CustomerID, file: Attachment) {
        self.customer = customer
        self.file = file
        form = Form(focus: PathField.name, values: [PathField.name: "~/\(file.fileName)"])
    }

    static let fields = [
        FormField(name: PathField.name, label: "To", isRequired: true, width: 56)
    ]

    private var count: Int { Attachment.parts(of: file.size) }

    var keyContexts: [String] { ["form", "text"] }
    var takesText: Bool { true }
    var isDialog: Bool { true }
    var crumb: String { "Save a file" }
    var complaint: String? { form.complaint(in: Self.fields) }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        if place == nil, let effects = path.update(event, form: &form, in: Self.fields) { return effects }
        switch event {
        case .text(let text), .paste(let text):
            guard place == nil else { return [.ring] }
            _ = form.type(text, in: Self.fields)
            return []
        case .reply(.profile(.partBrought(let brought)), _):
            guard brought == place else { return [] }
            guard brought + 1 < count else { return [.say(.good("Written to \(target).")), .close] }
            place = brought + 1
            return step()
        case .failure(.conflict(let words), "bring"):
            place = nil
            let question = "\(words) Write over it?"
            return [
                .open(
                    .confirm(
                        ConfirmOpening(purpose: "overwrite", question: question, yes: "Write over it", no: "Leave it")))
            ]
        case .failure(let error, "bring"):
            place = nil
            return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .answer(.confirmed("overwrite")):
            overwrites = true
            place = 0
            return step()
        case .action(.cancel):
            guard place != nil else { return [.close] }
            place = nil
            return [
                .cancel(purpose: "bring"), .ask(.profile(.abandon(path: target)), purpose: "abandon"),
                .say(.plain("Given up; nothing was written.")),
            ]
        case .action(.formSave), .action(.formAccept):
            guard place == nil else { return [] }
            return begin()
        case .action(let action):
            guard place == nil else { return [] }
            _ = form.perform(action, in: Self.fields)
            return []
        default: return []
        }
    }

    private mutating func begin() -> [Effect] {
        var typed = form[PathField.name].trimmed
        guard !typed.isEmpty else {
            form.errors = [PathField.name: "must be filled in"]
            return [.say(.bad("To: type the path to write to.")), .ring]
        }
        if typed.hasSuffix("/") { typed += file.fileName }
        (target, overwrites, place) = (typed, false, 0)
        return step()
    }

    private func step() -> [Effect] {
        guard let place else { return [] }
        return [
            .ask(
                .profile(.bringPart(file, customer, place: place, path: target, overwrites: overwrites)),
                purpose: "bring"), .clearMessage,
        ]
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        Dialog(title: "Save the file", height: 8, width: min(sheet.width - 2, 84)).draw(on: &sheet) { area in
            area.write(
                "\(file.fileName), \(FileWords.size(file.size))", row: 0, column: 1, width: area.width - 2, .strong)
            area.within(row: 2, column: 0, height: 1, width: area.width) { inner in
                form.draw(
                    on: &inner, fields: PathField.hinted(Self.fields, in: context), labelWidth: 4,
                    hasFocus: place == nil)
            }
            if let place { FileWords.progress(place, of: count).draw(on: &area, row: 3, column: 1) }
            let hint: Sentence =
                place == nil ? "\(key: .formSave) writes it, \(key: .cancel) closes." : "\(key: .cancel) gives it up."
            area.write(context.words(hint), row: area.height - 1, column: 1, width: area.width - 2, .dim)
        }
    }
}
