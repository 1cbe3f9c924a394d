package import Domain
import PostgreSQL

extension StoreSession {
    /// Brings a price list to the rates of a file from a day on, whole or not at all, and says what changes; a dry run
    /// changes nothing. The file that the list was last changed by changes nothing again.
    /// - Parameter contentHash: SHA-256 of the file, in hexadecimal digits.
    package func importPriceList(
        _ rates: [CallRate], order: PriceListOrder, fileName: String, contentHash: String, key: CommandKey
    ) async throws(StoreError) -> PriceListChanges {
        let head = JSONText.object([
            ("list", .text(order.list)), ("from", .text(order.from.description)), ("whole", .flag(order.isWhole)),
            ("dry", .flag(order.isDryRun)), ("allow_backdate", .flag(order.allowsBackdating)),
            ("currency", order.currency.map { .text($0) } ?? .null), ("jump", .number(Int64(order.jump))),
            ("samples", .number(Int64(order.samples))), ("file", .text(fileName)), ("hash", .text(contentHash)),
        ]).description
        let rows = RateArray.text(of: rates)
        let answer: String = try await one(
            "SELECT api.price_list_import(\(head)::jsonb, \(rows)::catalog.call_rate[], \(key.rawValue))::text"
        ).value(0)
        let row = try await one(
            """
            SELECT (a ->> 'rows')::bigint, (a ->> 'unchanged')::bigint, (a -> 'counts')::text, a ->> 'rerate_from',
                ARRAY(SELECT jsonb_array_elements_text(a -> 'warnings')), a ->> 'imported_at', a ->> 'imported_by'
            FROM (SELECT \(answer)::jsonb AS a) x
            """)
        var changes = PriceListChanges(
            rows: try row.value(0), unchanged: try row.value(1), counts: try await rateCounts(in: try row.value(2)),
            warnings: try row.value(4), rerateFrom: try row.date(3))
        if let at: Instant = try row.value(5), let by: String = try row.value(6) {
            changes.earlier = PriceListChanges.Earlier(importedAt: at, importedBy: by)
        }
        changes.samples = try await query(
            """
            SELECT kind, prefix, band, day, destination, old_price, new_price, old_fee, new_fee, coalesce(words, '')
            FROM jsonb_to_recordset(\(answer)::jsonb -> 'samples') AS s (kind text, prefix text, band text, day date,
                destination text, old_price bigint, new_price bigint, old_fee bigint, new_fee bigint, words text)
            """
        ).rows { row throws(StoreError) in
            PriceListChanges.Sample(
                kind: try row.word(0), prefix: try row.value(1), band: try row.value(2), day: try row.value(3),
                destination: try row.value(4), oldPrice: try row.value(5), newPrice: try row.value(6),
                oldFee: try row.value(7), newFee: try row.value(8), words: try row.value(9))
        }
        return changes
    }

    /// The last imports of a list, or of all, newest first.
    package func priceListImports(
        of list: String?, limit: Int = 20
    ) async throws(StoreError) -> [PriceListImportRecord] {
        let found = try await query(
            """
            SELECT list, file_name, effective_on, is_whole, version, imported_by, imported_at, result -> 'counts'
            FROM api.price_list_imports(\(list), \(limit))
            """)
        var records: [PriceListImportRecord] = []
        for row in found {
            records.append(
                PriceListImportRecord(
                    list: try row.value(0), fileName: try row.value(1), from: try row.value(2),
                    isWhole: try row.value(3), version: try row.value(4),
                    counts: try await rateCounts(in: try row.value(7)), importedBy: try row.value(5),
                    importedAt: try row.value(6)))
        }
        return records
    }

    private func rateCounts(in json: String) async throws(StoreError) -> [PriceListChanges.Kind: Int] {
        var counts: [PriceListChanges.Kind: Int] = [:]
        for row in try await query("SELECT key, value::bigint FROM jsonb_each_text(\(json)::jsonb)") {
            counts[try row.word(0)] = try row.value(1)
        }
        return counts
    }
}

/// Rates as the text of a PostgreSQL array of rows; written octet by octet, since a list has 100 000 of them.
private enum RateArray {
    static func text(of rates: [CallRate]) -> String {
        var writer = Writer()
        writer.bytes.reserveCapacity(rates.count * 96)
        writer.bytes.append(UInt8(ascii: "{"))
        for (index, rate) in rates.enumerated() {
            if index > 0 { writer.bytes.append(UInt8(ascii: ",")) }
            writer.add(rate)
        }
        writer.bytes.append(UInt8(ascii: "}"))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private struct Writer {
        var bytes: [UInt8] = []

        /// In the order of the table's columns.
        mutating func add(_ rate: CallRate) {
            bytes += "\"(0,".utf8
            quoted(rate.prefix)
            quoted(rate.band)
            quoted(rate.validFrom.description)
            quoted(rate.destination)
            quoted(rate.destinationGroup)
            number(rate.price?.perMinuteMicro)
            number(rate.price?.connectionFeeMicro ?? 0)
            number(rate.price?.capMicro)
            number(Int64(rate.price?.firstIncrement ?? 60))
            number(Int64(rate.price?.nextIncrement ?? 60))
            number(Int64(rate.price?.minimumDuration ?? 0))
            number(Int64(rate.price?.graceSeconds ?? 0))
            number(Int64(rate.price?.freeSeconds ?? 0))
            let tiers = rate.price?.tiers ?? []
            bytes += "\\\"{".utf8
            bytes += tiers.map { "\($0.fromSecond),\($0.perMinuteMicro)" }.joined(separator: ",").utf8
            bytes += "}\\\")\"".utf8
        }

        /// Quotes and backslashes are doubled for the row and escaped once more for the array.
        private mutating func quoted(_ text: String) {
            bytes += "\\\"".utf8
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\""): bytes += "\\\"\\\"".utf8
                case UInt8(ascii: "\\"): bytes += "\\\\\\\\".utf8
                // No text of PostgreSQL holds a zero character.
                case 0: continue
                default: bytes.append(byte)
                }
            }
            bytes += "\\\",".utf8
        }

        /// NULL is nothing between the commas.
        private mutating func number(_ value: Int64?) {
            if let value { bytes += String(value).utf8 }
            bytes.append(UInt8(ascii: ","))
        }
    }
}
