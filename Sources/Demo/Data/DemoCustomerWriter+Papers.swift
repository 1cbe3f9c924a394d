import Domain
import Store

/// Identity documents, consents, notes and files. They have a stream of chances of their own: with them or without, the
/// rest of the customer is the same.
extension DemoCustomerWriter {
    static let filesPerCustomer = 2

    func writePapers(_ customer: DemoCustomerRows, organisation: String?, into tables: inout DemoBuffers) {
        var random = DemoRandom(seed: seed ^ 0x7061_7065_7273, stream: UInt64(customer.index))
        if organisation == nil {
            if random.chance(92) { writeDocument(customer, line: 1, &random, into: &tables) }
            if random.chance(8) { writeDocument(customer, line: 2, &random, into: &tables) }
        } else {
            writeOffice(customer, &random, into: &tables)
        }
        writeConsents(customer, &random, into: &tables)
        writeNotes(customer, &random, into: &tables)
        if random.chance(6) {
            for place in 0..<(random.chance(30) ? 2 : 1) { writeFile(customer, place, into: &tables) }
        }
    }

    /// The first is a passport or an identity card, the second one of the other kind or from abroad.
    private func writeDocument(
        _ customer: DemoCustomerRows, line: Int, _ random: inout DemoRandom, into tables: inout DemoBuffers
    ) {
        let number = Int(UInt64(customer.id) &* 7_919 % 10_000_000)
        let (kind, text) =
            switch (line, random.below(10)) {
            case (1, ..<6): ("passport", "AR" + padded(number, 7))
            case (1, _): ("id_card", "0" + padded(number, 8))
            case (_, ..<7): ("residence_permit", "RP" + padded(number, 7))
            default: ("other", "75 " + padded(number, 7))
            }
        let issued = CivilDate(dayNumber: customer.registered.dayNumber - Int32(30 + random.below(3_000)))
        let expires = CivilDate(dayNumber: issued.dayNumber + 3_652)
        tables.row(.identityDocument) {
            $0.add(customer.id)
            $0.add(line)
            $0.add(kind)
            $0.add(text)
            $0.add(padded(1 + random.below(90), 3))
            $0.add(issued)
            $0.add(expires)
        }
    }

    /// Who signs for an organisation, and its account at a bank.
    private func writeOffice(_ customer: DemoCustomerRows, _ random: inout DemoRandom, into tables: inout DemoBuffers) {
        let director = DemoNames.person(&random)
        tables.row(.signer) {
            $0.add(customer.id)
            $0.add(1)
            $0.add("director")
            $0.add("\(director.family) \(director.given)")
            $0.add("the charter")
        }
        guard random.chance(70) else { return }
        let bank = random.pick([("Ardshinbank", "2470"), ("Ameriabank", "1570"), ("Converse Bank", "1930")])
        tables.row(.bankAccount) {
            $0.add(customer.id)
            $0.add(1)
            $0.add(bank.0)
            $0.add(bank.1 + padded(customer.id, 12))
        }
    }

    /// Keeping of data is allowed with the contract; offers by some, and not for ever by all of them.
    private func writeConsents(_ customer: DemoCustomerRows, _ random: inout DemoRandom, into tables: inout DemoBuffers)
    {
        writeConsent(customer, line: 1, kind: "processing", until: nil, into: &tables)
        guard random.chance(35) else { return }
        let isOver = random.chance(20)
        let days = Int(calendar.today.dayNumber - customer.registered.dayNumber)
        let until = isOver ? CivilDate(dayNumber: customer.registered.dayNumber + Int32(random.below(days + 1))) : nil
        writeConsent(
            customer, line: 2, kind: random.chance(60) ? "messages" : "marketing", until: until, into: &tables)
    }

    private func writeConsent(
        _ customer: DemoCustomerRows, line: Int, kind: String, until: CivilDate?, into tables: inout DemoBuffers
    ) {
        tables.row(.consent) {
            $0.add(customer.id)
            $0.add(line)
            $0.add(kind)
            $0.add(calendar.text(customer.registered))
            $0.add("signed with the contract")
            if let until { $0.add(until) } else { $0.addNull() }
            $0.add(until == nil ? "" : "by phone")
        }
    }

    private func writeNotes(_ customer: DemoCustomerRows, _ random: inout DemoRandom, into tables: inout DemoBuffers) {
        guard random.chance(15) else { return }
        for line in 1...(random.chance(25) ? 2 : 1) {
            let isPinned = line == 1 && random.chance(30)
            tables.row(.note) {
                $0.add(customer.id)
                $0.add(line)
                $0.add(random.pick(Self.remarks))
                $0.add(isPinned)
                $0.add(random.pick(["op_anna", "op_karen", "op_aram"]))
                $0.add(calendar.moment(customer.registered, minute: 200 + line * 60))
            }
        }
    }

    /// A text that opens on the screen.
    private func writeFile(_ customer: DemoCustomerRows, _ place: Int, into tables: inout DemoBuffers) {
        let number = start.attachment + customer.index * Self.filesPerCustomer + place
        let (name, title) = [("application.txt", "Application"), ("letter.txt", "Letter about the invoice")][place]
        let content = Array(
            """
            \(title) of \(calendar.text(customer.registered)), contract D-\(padded(start.contractNumber + customer.index, 7))

            \(place == 0 ? "Please connect the service at the address of the contract." : "Please send invoices by e-mail only.")

            """.utf8)
        tables.row(.attachment) {
            $0.add(customer.id)
            $0.add(number)
            $0.add(name)
            $0.add(title)
            $0.add("text/plain")
            $0.add(content.count)
            $0.add(SHA256.hex(of: content))
            $0.add("op_anna")
            $0.add(customer.registeredAt)
        }
        tables.row(.attachmentPart) {
            $0.add(number)
            $0.add(0)
            $0.add("\\x" + content.map { hexadecimal(Int($0), 2) }.joined())
        }
    }

    private static let remarks = [
        "Calls only in the evening.", "The dog bites: call before the visit.", "The entrance code is 12#34.",
        "Speaks Russian as well.", "Asked for the invoice on paper.", "The key is with the neighbour in flat 3.",
        "Wants a faster tariff when there is fibre.", "The parents of the customer pay.",
        "Do not offer television again.", "Cable goes over the roof; a ladder is needed.",
    ]
}
