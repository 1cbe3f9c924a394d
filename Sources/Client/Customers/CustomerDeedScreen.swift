import Domain
import Operations
import Terminal

/// What is done to a whole customer or a file of one, with a reason: asked, checked, and done on `y`.
enum CustomerDeed: Equatable {
    case withdraw(Attachment)
    case export
    case anonymise
    /// Two that are one; the first is proposed to survive.
    case merge(DuplicatePair.Side, DuplicatePair.Side)
}

struct CustomerDeedScreen: AskingDialog {
    let customer: CustomerID
    let deed: CustomerDeed
    var command: CommandForm
    private var path = PathField()
    private var overwrites = false

    init(customer: CustomerID, deed: CustomerDeed) {
        self.customer = customer
        self.deed = deed
        var values: [String: String] = [:]
        var draft = "customer"
        switch deed {
        case .withdraw(let file): draft += ".withdraw.\(file.id)"
        case .export:
            draft += ".export.\(customer)"
            values[PathField.name] = "~/customer-\(customer).json"
        case .anonymise: draft += ".anonymise.\(customer)"
        case .merge(let first, let second):
            draft += ".merge.\(first.id).\(second.id)"
            values["survivor"] = "\(first.id)"
        }
        command = CommandForm(
            DraftID(rawValue: draft), Form(focus: Self.fields(of: deed).first?.name ?? "", values: values))
    }

    private static func fields(of deed: CustomerDeed) -> [FormField] {
        let reason = FormField.reason()
        switch deed {
        case .withdraw: return [reason]
        case .export:
            return [
                FormField(name: PathField.name, label: "To file", hint: "a path", isRequired: true, width: 48), reason,
            ]
        case .anonymise:
            return [
                FormField(name: "typed", label: "Its number", hint: "type it to confirm", isRequired: true, width: 22),
                reason,
            ]
        case .merge(let first, let second):
            let choices = [first, second].map { FormField.Choice(code: "\($0.id)", label: $0.words) }
            return [FormField(name: "survivor", label: "Stays", kind: .choice(choices), width: 48), reason]
        }
    }

    var fields: [FormField] { Self.fields(of: deed) }

    var crumb: String {
        switch deed {
        case .withdraw: "Withdraw"
        case .export: "Export"
        case .anonymise: "Anonymise"
        case .merge: "Merge"
        }
    }

    private var title: String {
        switch deed {
        case .withdraw: "Withdraw the file"
        case .export: "Personal data into a file"
        case .anonymise: "Forget who the customer was"
        case .merge: "Two that are one customer"
        }
    }

    private var words: String {
        switch deed {
        case .withdraw(let file): "\(file.fileName) stays in the database, marked as withdrawn, with your reason."
        case .export:
            "Everything kept about the person, history and files included, is written as JSON. The history says that "
                + "you did it, and why."
        case .anonymise:
            "Names, phones, addresses, documents, notes and files of customer \(customer) are removed for good, and what "
                + "was written of them with tickets, payments and calls. Sums, days and numbers of contracts stay. It "
                + "cannot be undone."
        case .merge:
            "Phones, addresses, documents, contracts, notes and files move to the one that stays. Accounts, services and "
                + "tickets stay as they are booked and are shown there. It cannot be undone."
        }
    }

    private var yes: String {
        switch deed {
        case .withdraw: "withdraws the file"
        case .export: "writes the file"
        case .anonymise: "removes it for good"
        case .merge: "makes one of the two"
        }
    }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        let fields = fields
        if command.isOpen, let effects = path.update(event, form: &command.form, in: fields) { return effects }
        switch event {
        case .opened: return command.restore(fields, in: context)
        case .reply(.profile(let reply), "send"):
            guard let words = mergedWords(reply) ?? reply.lateWords else { return [] }
            return command.done() + [.say(.good(words)), .close]
        case .failure(.conflict(let words), "send") where deed == .export && !overwrites:
            _ = command.update(event, fields: fields, in: context)
            let question = "\(words) Write over it?"
            return [
                .open(
                    .confirm(
                        ConfirmOpening(purpose: "overwrite", question: question, yes: "Write over it", no: "Leave it")))
            ]
        case .answer(.confirmed("overwrite")):
            overwrites = true
            return send(in: context)
        default: break
        }
        return answer(event, in: context)
    }

    /// Into whom, as people know them.
    private func mergedWords(_ reply: ProfileReply) -> String? {
        guard case .merged(let survivor) = reply, case .merge(let first, let second) = deed else { return nil }
        return "Merged into \((first.id == survivor ? first : second).words)."
    }

    mutating func check(in context: ScreenContext) -> [Effect] {
        overwrites = false
        let isOther = deed == .anonymise && command.form["typed"].trimmed != "\(customer)"
        return ask(unless: isOther ? [("typed", "type the number of the customer, \(customer)")] : [])
    }

    mutating func send(in context: ScreenContext) -> [Effect] {
        let (customer, deed, form, overwrites) = (customer, deed, command.form, overwrites)
        let reason = form["reason"].trimmed
        return command.send(in: context) { key in
            switch deed {
            case .withdraw(let file): .profile(.withdrawFile(file.id, customer, reason: reason, key: key))
            case .export:
                .profile(.export(customer, reason: reason, path: form[PathField.name].trimmed, overwrites: overwrites))
            case .anonymise:
                .profile(.anonymise(customer, typed: form["typed"].trimmed, reason: reason, key: key))
            case .merge(let first, let second):
                form["survivor"] == "\(second.id)"
                    ? .profile(.merge(first.id, into: second.id, reason: reason, key: key))
                    : .profile(.merge(second.id, into: first.id, reason: reason, key: key))
            }
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let width = min(sheet.width - 4, 76)
        let rows = Sheet.rows(of: words, width: width - 6)
        Dialog(title: title, height: rows + fields.count + 6, width: width).draw(on: &sheet) { area in
            area.within(row: 0, column: 1, height: rows, width: area.width - 2) { _ = $0.writeWrapped(words, row: 0) }
            drawForm(on: &area, row: rows + 1, labelWidth: 12)
            command.drawHint(yes, on: &area, row: area.height - 1, in: context)
        }
    }
}

extension DuplicatePair.Side {
    /// "Petrosyan Ani (C-2026-000012)".
    var words: String { contractNumber.isEmpty ? "\(name) (customer \(id))" : "\(name) (\(contractNumber))" }
}
