import Domain
import Rating
import TOML

/// Call prices of one tariff as a TOML file: how the country dials, holidays, price lists with bands and rates, terms,
/// buckets, taxes. The tables are those the catalogue has; the rates stand in the file or in CSV files beside it
/// (``PriceListTable``).
package enum CallTariffFile {
    /// What a table or a CSV file beside this one has wrong.
    package struct Failure: Error, Hashable, Sendable {
        /// nil: the tariff file itself.
        package let path: String?
        package let problems: [FileProblem]
    }

    /// - Parameter rates: reads a file that `rates` names.
    package static func read(
        _ text: String, rates: (String) throws(PriceRequest.Failure) -> String
    ) throws(PriceRequest.Failure) -> Result<CallTariff, Failure> {
        let file: TableFile
        do throws(TableFile.Failure) {
            file = try TableFile(text)
        } catch {
            return .failure(Failure(path: nil, problems: [FileProblem(line: error.line, words: error.words)]))
        }
        var reader = CallTariffReader(file)
        reader.readTables()
        for list in reader.lists {
            guard let path = list.ratesFile else { continue }
            let table: PriceListTable
            let content = try rates(path)
            do throws(PriceListTable.Failure) {
                table = try PriceListTable(text: content, currency: list.currency, validFrom: .farPast)
            } catch {
                return .failure(Failure(path: path, problems: [FileProblem(line: error.line, words: error.words)]))
            }
            let known = Set([""] + list.bands.map(\.code))
            if let wrong = table.rates.indices.first(where: { !known.contains(table.rates[$0].band) }) {
                let words = "there is no [price_list.\(list.code).band.\(table.rates[wrong].band)]: write it"
                return .failure(
                    Failure(path: path, problems: [FileProblem(line: table.lines[wrong], words: words)]))
            }
            reader.add(table.rates, to: list.code)
        }
        if let tariff = reader.tariff() { return .success(tariff) }
        return .failure(
            Failure(
                path: nil,
                problems: reader.problems.sorted { ($0.line ?? 0, $0.words) < ($1.line ?? 0, $1.words) }))
    }
}
