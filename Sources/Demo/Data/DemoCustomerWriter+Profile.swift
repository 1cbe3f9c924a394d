import Store

extension DemoCustomerWriter {
    func writeProfile(
        _ customer: DemoCustomerRows, _ address: DemoAddresses.Address, _ random: inout DemoRandom,
        into tables: inout DemoBuffers
    ) {
        let isPerson = random.chance(93)
        let person = DemoNames.person(&random)
        let company = isPerson ? nil : DemoNames.organisation(&random)
        let name =
            company
            ?? [person.family, person.given, person.patronymic].filter { !$0.isEmpty }
            .joined(separator: " ")
        tables.row(.customer) {
            $0.add(customer.id)
            $0.add(isPerson ? "person" : "organisation")
            $0.add(address.branch)
            $0.add(name)
            $0.add(optional: isPerson ? person.family : nil)
            $0.add(optional: isPerson ? person.given : nil)
            $0.add(optional: isPerson ? person.patronymic : nil)
            $0.add(optional: company)
            $0.add(optional: company.map { $0.hasSuffix("ՓԲԸ") || $0.hasSuffix("CJSC") ? "CJSC" : "LLC" })
            $0.add(optional: isPerson ? nil : padded(10_000_000 + customer.id % 80_000_000, 8))
            $0.add(isPerson ? person.language : "hy")
            $0.add(customer.registeredAt)
        }
        writePhone(customer, line: 1, number: customer.mobile, label: "", into: &tables)
        if random.chance(30) {
            let second = "37499" + padded(random.below(1_000_000), 6)
            writePhone(customer, line: 2, number: second, label: "", into: &tables)
        }
        tables.row(.address) {
            $0.add(customer.id)
            $0.add(1)
            $0.add(address.city)
            $0.add(address.street)
            $0.add(address.building)
            $0.add(address.flat)
        }
        tables.row(.contract) {
            $0.add(customer.id)
            $0.add(1)
            $0.add("D-" + padded(start.contractNumber + customer.index, 7))
            $0.add(calendar.text(customer.registered))
        }
        tables.row(.history) {
            $0.add(customer.registeredAt)
            $0.add("op_anna")
            $0.add(customer.id)
            $0.add("customers.customer")
            $0.add(String(customer.id))
            $0.add("insert")
            // Letters, digits, spaces and an apostrophe at most: no JSON escape is needed.
            $0.add("{\"name\": \"\(name)\"}")
        }
        writePapers(customer, organisation: company, into: &tables)
    }

    private func writePhone(
        _ customer: DemoCustomerRows, line: Int, number: String, label: String, into tables: inout DemoBuffers
    ) {
        tables.row(.phone) {
            $0.add(customer.id)
            $0.add(line)
            $0.add(number)
            $0.add(label)
        }
    }
}
