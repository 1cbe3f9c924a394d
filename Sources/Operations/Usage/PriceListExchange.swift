package import Domain
package import Store

/// Price lists between CSV files and the database (features F4.3, F4.6).
package enum PriceListExchange {
    /// Which of a list's rows a file gets.
    package enum Extent: Hashable, Sendable {
        /// What holds on a day, and what is to come after it.
        case from(CivilDate)
        /// Everything since the list began.
        case all
    }

    package enum Failure: Error, Hashable, Sendable {
        case encoding(TextEncoding.Failure)
        case table(PriceListTable.Failure)

        package var sentence: String {
            switch self {
            case .encoding(let failure): failure.sentence
            case .table(let failure): failure.sentence
            }
        }
    }

    /// The rates in a file.
    package static func read(
        _ bytes: [UInt8], currency: Currency, from day: CivilDate
    ) throws(Failure) -> PriceListTable {
        let text: String
        do throws(TextEncoding.Failure) {
            text = try TextEncoding.text(of: bytes)
        } catch {
            throw .encoding(error)
        }
        do throws(PriceListTable.Failure) {
            return try PriceListTable(text: text, currency: currency, validFrom: day)
        } catch {
            throw .table(error)
        }
    }

    /// The list of a code.
    package static func list(_ code: String, on session: StoreSession) async throws(StoreError) -> StoredPriceList {
        let lists = try await session.priceLists()
        if let list = lists.first(where: { $0.code == code }) { return list }
        let known = lists.isEmpty ? "there is none yet" : "there are \(lists.map(\.code).joined(separator: ", "))"
        throw .notFound("There is no price list \(code); \(known).")
    }

    /// A list's rates as the text of a file.
    package static func export(
        _ code: String, _ extent: Extent, on session: StoreSession
    ) async throws(StoreError) -> String {
        try await session.seeOneMoment()
        let list = try await list(code, on: session)
        var rates = try await session.callRates(of: list.id)
        if case .from(let day) = extent { rates = current(rates, on: day) }
        return PriceListTable.text(of: rates, currency: Currency(code: list.currency))
    }

    /// What holds on a day, and what begins later. Rates come by prefix, band and day.
    package static func current(_ rates: [CallRate], on day: CivilDate) -> [CallRate] {
        rates.indices.filter { index in
            let rate = rates[index]
            if rate.validFrom > day { return true }
            let next = index + 1 < rates.count ? rates[index + 1] : nil
            if let next, next.prefix == rate.prefix, next.band == rate.band, next.validFrom <= day { return false }
            return rate.price != nil
        }.map { rates[$0] }
    }

    /// Brings a list to a file and says what changes.
    /// - Parameter bytes: the file as it is; by its digest it is known again.
    package static func `import`(
        _ bytes: [UInt8], fileName: String, order: PriceListOrder, key: CommandKey = .make(), on session: StoreSession
    ) async throws -> (changes: PriceListChanges, currency: Currency) {
        let currency = Currency(code: try await list(order.list, on: session).currency)
        let table = try read(bytes, currency: currency, from: order.from)
        let changes = try await session.importPriceList(
            table.rates, order: order, fileName: fileName, contentHash: SHA256.hex(of: bytes), key: key)
        return (changes, currency)
    }

    // MARK: Words

    /// What an import did or would do, line by line for people.
    package static func report(
        _ changes: PriceListChanges, order: PriceListOrder, currency: Currency
    ) -> [String] {
        if let earlier = changes.earlier {
            return [
                "This file is what list \(order.list) was last changed by, on \(earlier.importedAt) by \(earlier.importedBy): nothing was changed."
            ]
        }
        let money = PriceDecimal(currency: currency)
        var lines = changes.samples.map { line($0, money) }
        for kind in PriceListChanges.Kind.allCases {
            let shown = changes.samples.count { $0.kind == kind }
            let count = changes.counts[kind] ?? 0
            if count > shown, shown > 0 { lines.append("... and \(count - shown) more \(kind.rawValue)") }
        }
        lines += changes.warnings.map { "Warning: " + $0 }
        if let day = changes.rerateFrom {
            lines.append(
                "Calls since \(day) that were rated by the old prices keep them until they are rated again.")
        }
        let rows = "\(changes.rows) \(changes.rows == 1 ? "row" : "rows")"
        lines.append("\(rows) for list \(order.list) from \(order.from): \(counts(changes)).")
        if changes.total == 0 {
            lines.append("No differences.")
        } else if order.isDryRun {
            lines.append("Nothing was changed.")
        }
        return lines
    }

    private static func counts(_ changes: PriceListChanges) -> String {
        (words(changes.counts) + ["\(changes.unchanged) unchanged"]).joined(separator: ", ")
    }

    /// "3 added", "1 dearer", of those that occur.
    package static func words(_ counts: [PriceListChanges.Kind: Int]) -> [String] {
        PriceListChanges.Kind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
    }

    private static func line(_ sample: PriceListChanges.Sample, _ money: PriceDecimal) -> String {
        let prefix = sample.prefix.isEmpty ? "*" : sample.prefix
        let band = sample.band.isEmpty ? "" : " \(sample.band)"
        var parts: [String] = []
        func change(_ old: Int64?, _ new: Int64?, _ unit: String) {
            let texts = [old, new].map { $0.map(money.text) ?? "none" }
            if old != new { parts.append("\(texts[0]) → \(texts[1]) \(unit)") }
        }
        switch sample.kind {
        case .added: parts.append("\(money.text(sample.newPrice ?? 0)) a minute")
        case .withdrawn, .dropped: parts.append("was \(sample.oldPrice.map(money.text) ?? "none") a minute")
        case .dearer, .cheaper, .altered:
            change(sample.oldPrice, sample.newPrice, "a minute")
            change(sample.oldFee, sample.newFee, "a connection")
            if !sample.words.isEmpty { parts.append(sample.words) }
            if parts.isEmpty { parts.append("tiers or cap") }
        }
        if sample.kind == .added, let fee = sample.newFee, fee != 0 { parts.append("\(money.text(fee)) a connection") }
        return "\(sample.kind.rawValue) \(prefix)\(band) \(sample.destination) from \(sample.day): "
            + parts.joined(separator: "; ")
    }
}
