import Domain
import Terminal

/// The addresses a service may be installed at: the customer's, those for services first.
struct ServicePlaces: Equatable {
    private(set) var addresses: [PostalAddress] = []
    /// The one that needs no asking: the only one for services, or the only one there is.
    private(set) var proposed: PostalAddress?

    static let field = "address"

    init() {}

    init(of card: CustomerCard) {
        let entries = card.parts.filter { $0.part == .address }
        func places(_ isForServices: Bool) -> [PostalAddress] {
            entries.filter { ($0["kind"] == "service") == isForServices }.map { entry in
                PostalAddress(
                    city: entry["city"], street: entry["street"], building: entry["building"], flat: entry["flat"])
            }
        }
        let services = places(true)
        var seen: Set<PostalAddress> = []
        addresses = (services + places(false) + card.profile.addresses).filter { seen.insert($0).inserted }
        let candidates = services.isEmpty ? addresses : services
        proposed = Set(candidates).count == 1 ? candidates.first : nil
    }

    /// Nothing is asked where there is nothing to choose from.
    var fields: [FormField] {
        guard !addresses.isEmpty else { return [] }
        let choices = addresses.map { FormField.Choice(code: $0.text, label: $0.text) }
        return [FormField(name: Self.field, label: "Address", kind: .choice(choices), isRequired: true)]
    }

    /// Fills in what needs no asking; an address the customer has no more is asked for again.
    func propose(in form: inout Form) {
        if chosen(in: form) == nil { form[Self.field] = proposed?.text ?? "" }
    }

    func chosen(in form: Form) -> PostalAddress? { addresses.first { $0.text == form[Self.field] } }

    /// What is wrong, by field.
    func check(_ form: Form) -> [(field: String, words: String)] {
        addresses.isEmpty || chosen(in: form) != nil
            ? [] : [(Self.field, "choose where the service is to be")]
    }
}
