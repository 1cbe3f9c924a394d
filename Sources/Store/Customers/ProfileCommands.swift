package import Domain
import PostgreSQL

extension StoreSession {
    static func profileEntry(_ row: Row) throws(StoreError) -> ProfileEntry {
        let names: [String] = try row.value(2)
        let contents: [String] = try row.value(3)
        return ProfileEntry(
            part: try row.word(0), line: try row.value(1), values: Dictionary(zip(names, contents)) { $1 })
    }

    /// Every row of the customer's profile that the operator may see.
    package func profileParts(of customer: CustomerID) async throws(StoreError) -> [ProfileEntry] {
        try await query("SELECT part, line, names, contents FROM api.customer_parts(\(customer))").rows(
            Self.profileEntry)
    }

    /// Adds, changes or removes a row of a profile, unless somebody else changed the same fields since they were seen.
    package func saveProfile(
        _ change: ProfileChange, of customer: CustomerID, key: CommandKey
    ) async throws(StoreError) -> ProfileOutcome {
        var line: Int?
        var seen: [String: String]?
        var form: [String: String]?
        switch change.deed {
        case .add(let values): form = values
        case .change(let number, let before, let values): (line, seen, form) = (number, before, values)
        case .remove(let number, let before): (line, seen) = (number, before)
        }
        let row = try await one(
            """
            SELECT outcome, line, fields, present, actors, times FROM api.customer_part_save(\(customer),
                \(change.part.rawValue), \(line), \(seen.map { JSONText.parameters($0).description })::jsonb,
                \(form.map { JSONText.parameters($0).description })::jsonb, \(key.rawValue))
            """)
        guard try row.value(0, as: String.self) == "collided" else { return .saved(line: try row.value(1)) }
        let fields: [String] = try row.value(2)
        let present: [String] = try row.value(3)
        let actors: [String] = try row.value(4)
        let times: [Instant] = try row.value(5)
        return .collided(
            fields.indices.map { index in
                ProfileCollision(
                    field: fields[index], present: present[index], actor: actors[index], at: times[index])
            })
    }

    /// Another tax scheme from a day on; an empty code is the installation's own again.
    package func setTaxScheme(
        _ scheme: String, of customer: CustomerID, from day: CivilDate, key: CommandKey
    ) async throws(StoreError) {
        _ = try await one("SELECT api.customer_tax_set(\(customer), \(scheme), \(day), \(key.rawValue))")
    }

    /// The lists that forms about profiles choose from: segments and tax schemes, codes with names.
    package func profileChoices() async throws(StoreError) -> ProfileChoices {
        let results = try await pipeline([
            "SELECT segment, name FROM customers.segment ORDER BY segment <> 'standard', name",
            "SELECT code, name FROM catalog.tax_scheme ORDER BY name",
        ])
        let pair = { (row: Row) throws(StoreError) in
            ProfileChoices.Choice(code: try row.value(0), name: try row.value(1))
        }
        return ProfileChoices(segments: try results[0].rows(pair), taxSchemes: try results[1].rows(pair))
    }
}
