import Domain

/// A row of the profile tab: one entry in words.
struct ProfileLine: Equatable {
    var entry: ProfileEntry
    /// What kind of entry it is: "Phone", "Billing address".
    var label: String
    var words: String
    /// Preferred, verified, expired, withdrawn.
    var mark: String
    var isPast: Bool

    var id: String { "\(entry.part.rawValue) \(entry.line)" }
}

extension ProfilePart {
    var label: String {
        switch self {
        case .profile: "Profile"
        case .phone: "Phone"
        case .contact: "Contact"
        case .address: "Address"
        case .document: "Document"
        case .signer: "Signer"
        case .bank: "Bank"
        case .contract: "Contract"
        case .tax: "Tax scheme"
        case .consent: "Consent"
        case .note: "Note"
        }
    }

    /// What is added, in the sentence "New \(words)".
    var words: String {
        switch self {
        case .profile: "profile"
        case .phone: "phone"
        case .contact: "e-mail or messenger"
        case .address: "address"
        case .document: "identity document"
        case .signer: "director or signer"
        case .bank: "bank account"
        case .contract: "contract"
        case .tax: "tax scheme"
        case .consent: "consent"
        case .note: "note"
        }
    }

    /// Those that a profile can have several of, in the order of the menu.
    static func addable(to kind: CustomerKind, in context: ScreenContext) -> [ProfilePart] {
        let wanted: [ProfilePart] = [.phone, .contact, .address, .document, .signer, .bank, .contract, .tax, .consent]
        return wanted.filter { part in
            switch part {
            case .document, .bank: context.may(.customerIdentity)
            case .signer: kind == .organisation
            default: true
            }
        }
    }
}

/// Says the entries of a profile in lines.
struct ProfileLines {
    let kind: CustomerKind
    let today: CivilDate

    func lines(_ parts: [ProfileEntry]) -> [ProfileLine] { parts.filter { $0.part != .note }.map { line($0) } }

    private func choice(_ entry: ProfileEntry, _ name: String) -> String {
        let field = entry.part.fields(of: kind).first { $0.name == name }
        guard case .choice(let choices) = field?.kind else { return entry[name] }
        return choices.first { $0.code == entry[name] }?.label ?? entry[name]
    }

    private func day(_ entry: ProfileEntry, _ name: String) -> String {
        CivilDate(entry[name])?.text ?? ""
    }

    private func isPast(_ entry: ProfileEntry, _ name: String) -> Bool {
        CivilDate(entry[name]).map { $0 < today } ?? false
    }

    private func line(_ entry: ProfileEntry) -> ProfileLine {
        var label = entry.part.label
        var words: [String] = []
        var marks: [String] = []
        var past = false
        switch entry.part {
        case .profile: words = profile(entry)
        case .phone, .contact:
            if entry.part == .contact { label = choice(entry, "kind").capitalizedFirst }
            let number = entry["number"]
            words = [entry.part == .phone ? PhoneNumber("+" + number)?.text() ?? number : entry["value"]]
            words += [entry["label"], entry["person"]]
            if entry["is_preferred"] == "true" { marks.append("preferred") }
            if entry["is_verified"] == "true" { marks.append("verified") }
        case .address:
            label = entry["kind"] == "service" ? "Installed at" : "\(choice(entry, "kind").capitalizedFirst) address"
            let address = PostalAddress(
                city: entry["city"], street: entry["street"], building: entry["building"], flat: entry["flat"])
            words = [address.text, entry["postcode"]]
        case .document:
            label = choice(entry, "kind").capitalizedFirst
            words = [entry["number"], entry["issued_by"], day(entry, "issued_on")]
            past = isPast(entry, "expires_on")
            let until = day(entry, "expires_on")
            if !until.isEmpty { marks.append(past ? "! expired \(until)" : "until \(until)") }
        case .signer:
            label = choice(entry, "role").capitalizedFirst
            words = [entry["name"], entry["basis"]]
            past = isPast(entry, "expires_on")
            let until = day(entry, "expires_on")
            if !until.isEmpty { marks.append(past ? "! ended \(until)" : "until \(until)") }
        case .bank: words = [entry["bank"], entry["number"], entry["bic"]]
        case .contract:
            words = [entry["number"], "signed \(day(entry, "signed_on"))", entry["signed_by"], entry["terms"]]
            past = !entry["ended_on"].isEmpty
            if past { marks.append("ended \(day(entry, "ended_on"))") }
        case .tax:
            words = [entry["scheme_name"], "from \(day(entry, "from_on"))"]
            // Merged ones may have had another.
            let owners = entry["of"]
            if !owners.isEmpty { words.append("of customer\(owners.contains(",") ? "s" : "") \(owners)") }
            past = isPast(entry, "until_on")
            if !entry["until_on"].isEmpty {
                let last = CivilDate(entry["until_on"])?.adding(days: -1).text ?? ""
                marks.append("to \(last)")
            }
        case .consent:
            words = [choice(entry, "kind"), "given \(day(entry, "given_on"))", entry["how"]]
            past = !entry["withdrawn_on"].isEmpty
            if past { marks.append("withdrawn \(day(entry, "withdrawn_on"))") }
        case .note: words = [entry["text"]]
        }
        return ProfileLine(
            entry: entry, label: label, words: words.filter { !$0.isEmpty }.joined(separator: ", "),
            mark: marks.joined(separator: ", "), isPast: past)
    }

    private func profile(_ entry: ProfileEntry) -> [String] {
        var words = [entry["name"]]
        let others = [entry["name_hy"], entry["name_ru"], entry["name_en"]]
        words += others.filter { !$0.isEmpty && $0 != entry["name"] }
        if kind == .person {
            if !entry["birth_on"].isEmpty { words.append("born \(day(entry, "birth_on"))") }
            words.append(entry["birth_place"])
        } else {
            // Many names have it in them.
            let isNamed = entry["name"].split(separator: " ").contains { $0 == entry["legal_form"] }
            if !isNamed { words.append(entry["legal_form"]) }
            if !entry["register_number"].isEmpty { words.append("register \(entry["register_number"])") }
        }
        if !entry["tax_number"].isEmpty { words.append("tax \(entry["tax_number"])") }
        words += [choice(entry, "language"), entry["segment_name"], entry["email"], entry["note"]]
        return words
    }
}

extension String {
    /// With a large first letter.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
