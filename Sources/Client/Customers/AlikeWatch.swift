import Domain
import Operations
import Terminal

/// Looks whether somebody in the book has the same phone, tax number or document as what is typed into a registration.
/// Whoever has is named while the form is filled in; saving has then to be asked for twice.
struct AlikeWatch: Equatable {
    /// What was last asked about, and what was last answered.
    private var asked: RegistrationKeys?
    private var answered: RegistrationKeys?
    private var accepted: RegistrationKeys?
    private(set) var found: [DuplicateCustomer] = []
    /// Saving waits for the answer.
    private(set) var isSaveWaiting = false

    static let purpose = "alike"
    /// Milliseconds after the last typed character.
    private static let pause = 300

    /// What can be compared: only what is whole.
    private static func keys(_ form: Form) -> RegistrationKeys {
        let isPerson = form["kind"] != "organisation"
        let phones = [form["phone"], form["phone2"]].map(\.trimmed).filter { PhoneNumber($0) != nil }
        let tax = isPerson ? "" : form["tax"].trimmed
        let document = isPerson ? form["document"].trimmed : ""
        return RegistrationKeys(
            phones: phones, taxNumber: tax.count == 8 ? tax : "", documentNumber: document.count >= 4 ? document : "")
    }

    /// After something was typed.
    func typed(_ form: Form) -> [Effect] {
        Self.keys(form) == asked ? [] : [.after(milliseconds: Self.pause, timer: Self.purpose)]
    }

    mutating func ask(_ form: Form) -> [Effect] {
        let keys = Self.keys(form)
        guard keys != asked else { return [] }
        asked = keys
        guard !keys.isEmpty else {
            (found, answered) = ([], keys)
            return [.cancel(purpose: Self.purpose)]
        }
        return [.ask(.profile(.registrationDuplicates(keys)), purpose: Self.purpose)]
    }

    /// True: the form is to be saved now.
    mutating func arrived(_ customers: [DuplicateCustomer]?) -> Bool {
        if customers == nil { asked = nil }
        found = customers ?? []
        answered = asked
        let saves = isSaveWaiting
        isSaveWaiting = false
        return saves
    }

    /// What stands before saving: the answer is asked for first, and whoever is alike is named once. Nil: nothing.
    mutating func beforeSaving(_ form: Form, in context: ScreenContext) -> [Effect]? {
        let keys = Self.keys(form)
        if keys.isEmpty || accepted == keys { return nil }
        if answered != keys, context.connection.isReady {
            guard !isSaveWaiting else { return [] }
            isSaveWaiting = true
            asked = nil
            return ask(form)
        }
        guard let words else { return nil }
        accepted = keys
        return [.say(.bad(Sentence("\(words) \(key: .formSave) registers all the same."))), .ring]
    }

    /// The answer did not come: what is typed is not held back for it.
    mutating func failed(_ form: Form) -> Bool {
        accepted = Self.keys(form)
        return arrived(nil)
    }

    var words: String? {
        guard let first = found.first else { return nil }
        let more = found.count > 1 ? " and \(found.count - 1) more" : ""
        return
            "In the book already: \(first.name) (\(first.contractNumber)), same \(first.reasons.joined(separator: ", "))\(more)."
    }
}
