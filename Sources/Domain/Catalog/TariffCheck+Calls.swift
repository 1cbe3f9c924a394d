extension TariffCheck {
    /// Of a price list and its bands.
    package static func complaints(about list: CatalogDocument.PriceListEntry) -> [String] {
        let name = "Price list \(list.code)"
        var found = code(list.code, name)
        if list.name.isEmpty { found.append("\(name) has no name: give it one.") }
        if Currency(isoCode: list.currency.code) == nil {
            found.append("\(name): \(list.currency.code) is no currency: write a code like AMD.")
        }
        found += twice(list.bands.map(\.code), "band of price list \(list.code)")
        for band in list.bands {
            let own = "\(name), band \(band.code)"
            found += code(band.code, own)
            if band.name.isEmpty { found.append("\(own) has no name: give it one.") }
            if band.windows.isEmpty { found.append("\(own) holds no moment: give it windows.") }
            for (index, window) in band.windows.enumerated() where band.windows[..<index].contains(window) {
                found.append("\(own): \(window.text) is there twice: take one out.")
            }
        }
        return found
    }

    /// Of what a tariff makes of price lists.
    static func complaints(
        about calls: CatalogDocument.CallTermsEntry, of tariff: CatalogDocument.TariffEntry,
        _ catalogue: CatalogDocument
    ) -> [String] {
        let name = "Tariff \(tariff.code)"
        var found: [String] = []
        if !tariff.components.contains(where: { $0.terms == .usage }) {
            found.append("\(name) has prices of calls, but no component of the kind usage to charge them: add it.")
        }
        if calls.priceLists.isEmpty { found.append("\(name): its calls have no price list: name one.") }
        found += twice(calls.priceLists, "price list of tariff \(tariff.code)")
        var bands: Set<String> = [""]
        for code in calls.priceLists {
            guard let list = catalogue.priceLists.first(where: { $0.code == code }) else {
                found.append("\(name): there is no price list \(code): add it, or name another.")
                continue
            }
            if list.currency != tariff.currency {
                found.append(
                    "\(name) is in \(tariff.currency.code), and price list \(code) in \(list.currency.code): name one in the same currency."
                )
            }
            bands.formUnion(list.bands.map(\.code))
        }
        found += twice(calls.buckets.map(\.code), "bucket of tariff \(tariff.code)")
        for bucket in calls.buckets {
            let own = "\(name), bucket \(bucket.code)"
            found += code(bucket.code, own)
            if bucket.name.isEmpty { found.append("\(own) has no name: give it one.") }
            if bucket.amount < 1 { found.append("\(own) is empty: enter an amount above zero.") }
            if !(0...24).contains(bucket.rollOverPeriods) {
                found.append("\(own): rolls over \(bucket.rollOverPeriods) periods: enter 0 to 24.")
            }
            if let component = bucket.component, !tariff.components.contains(where: { $0.component == component }) {
                found.append("\(own): the tariff has no component \(component): add it, or name another.")
            }
            for band in bucket.bands where !bands.contains(band) {
                found.append("\(own): no price list of the tariff has a band \(band): add it, or name another.")
            }
        }
        return found
    }

    /// Of how the country dials.
    package static func complaints(about plan: NumberingPlan) -> [String] {
        var found: [String] = []
        if !isDigits(plan.countryCode, 1...4) || plan.countryCode.hasPrefix("0") {
            found.append("Numbering: country_code is 1 to 4 digits without a zero before them: \"374\".")
        }
        if plan.internationalPrefixes.isEmpty || !plan.internationalPrefixes.allSatisfy({ isDigits($0, 1...6) }) {
            found.append("Numbering: international_prefixes are digits: [\"00\"].")
        }
        if !isDigits(plan.trunkPrefix, 0...3) {
            found.append("Numbering: trunk_prefix is at most three digits: \"0\".")
        }
        if !(3...14).contains(plan.nationalLengths.lowerBound) || !(3...14).contains(plan.nationalLengths.upperBound) {
            found.append("Numbering: national_lengths are from 3 to 14 digits: \"8-8\".")
        }
        if let length = plan.localLength, !(2...12).contains(length) {
            found.append("Numbering: local_length is 2 to 12.")
        }
        for number in plan.shortNumbers
        where !isDigits(number.hasSuffix("*") ? String(number.dropLast()) : number, 1...8) {
            found.append("Numbering: the short number \(number) is no digits, with * at the end for all that begin so.")
        }
        for prefix in plan.routingPrefixes where !isDigits(prefix, 1...8) {
            found.append("Numbering: the routing prefix \(prefix) is no digits.")
        }
        return found
    }

    private static func isDigits(_ text: String, _ count: ClosedRange<Int>) -> Bool {
        count.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Of the holiday calendar.
    package static func complaints(about holidays: [CatalogDocument.Holiday]) -> [String] {
        twice(holidays.map(\.day.description), "holiday")
            + holidays.filter { $0.name.isEmpty }.map { "Holiday \($0.day) has no name: give it one." }
    }
}
