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
        let answered = try await binary(
            """
            SELECT api.price_list_import($1::jsonb, (
                SELECT array_agg(ROW(0, prefix, band, date '1970-01-01' + day::int, destination, destination_group,
                    nullif(price, -9223372036854775808), fee, nullif(cap, -9223372036854775808), first, next, minimum, grace, free,
                    CASE tiers WHEN '' THEN '{}' ELSE tiers::bigint[] END)::catalog.call_rate)
                FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) r (prefix, band, day, destination,
                    destination_group, price, fee, cap, first, next, minimum, grace, free, tiers)), $2)::text
            """,
            [.text(head), .text(key.rawValue)] + Self.columns(of: rates))
        guard let answer = try answered.first?.value(0, as: String.self) else {
            throw .unexpected("price_list_import gave no row")
        }
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

    /// Column by column, in binary: a list has 100,000 rates, and texts of them took longer to read than to keep.
    private static func columns(of rates: [CallRate]) -> [BinaryValue] {
        func numbers(_ value: (CallPrice) -> some BinaryInteger, without: Int64) -> BinaryValue {
            .int8s(rates.map { $0.price.map { Int64(value($0)) } ?? without })
        }
        // No text of PostgreSQL holds a zero character.
        func texts(_ value: (CallRate) -> String) -> BinaryValue {
            .texts(rates.map { value($0).utf8.contains(0) ? value($0).replacing("\0", with: "") : value($0) })
        }
        return [
            texts(\.prefix), texts(\.band), .int8s(rates.map { Int64($0.validFrom.dayNumber) }),
            texts(\.destination), texts(\.destinationGroup),
            // The least number is none.
            numbers(\.perMinuteMicro, without: .min), numbers(\.connectionFeeMicro, without: 0),
            numbers({ $0.capMicro ?? .min }, without: .min), numbers(\.firstIncrement, without: 60),
            numbers(\.nextIncrement, without: 60), numbers(\.minimumDuration, without: 0),
            numbers(\.graceSeconds, without: 0), numbers(\.freeSeconds, without: 0),
            .texts(
                rates.map { rate in
                    guard let tiers = rate.price?.tiers, !tiers.isEmpty else { return "" }
                    return "{" + tiers.map { "\($0.fromSecond),\($0.perMinuteMicro)" }.joined(separator: ",") + "}"
                }),
        ]
    }

    private func rateCounts(in json: String) async throws(StoreError) -> [PriceListChanges.Kind: Int] {
        var counts: [PriceListChanges.Kind: Int] = [:]
        for row in try await query("SELECT key, value::bigint FROM jsonb_each_text(\(json)::jsonb)") {
            counts[try row.word(0)] = try row.value(1)
        }
        return counts
    }
}
