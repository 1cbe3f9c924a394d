/// `bcrm price calls`: its files read, the calls rated and told.
package struct CallPriceRequest: Sendable {
    package let tariff: String
    package let calls: String

    /// Paths of a tariff (``CallTariffFile``) and of calls (``CallTable``).
    package init(tariff: String, calls: String) {
        self.tariff = tariff
        self.calls = calls
    }

    package func run() throws(PriceRequest.Failure) -> CallReport {
        let text = try PriceRequest.text(of: tariff)
        let callText = try PriceRequest.text(of: calls)
        let folder =
            tariff.contains("/") ? tariff.split(separator: "/", omittingEmptySubsequences: false).dropLast() : []
        func path(_ name: String) -> String {
            name.hasPrefix("/") || folder.isEmpty ? name : folder.joined(separator: "/") + "/" + name
        }
        let read = try CallTariffFile.read(text) { name throws(PriceRequest.Failure) in
            try PriceRequest.text(of: path(name))
        }
        let known: CallTariff
        switch read {
        case .success(let tariff): known = tariff
        case .failure(let failure):
            throw .wrong(failure.path.map(path) ?? tariff, failure.problems.map(\.sentence))
        }
        let table: CallTable
        do throws(CatalogFile.Failure) {
            table = try CallTable(text: callText, zone: known.zone)
        } catch {
            throw .wrong(calls, error.problems.map(\.sentence))
        }
        do throws(CallReplay.Failure) {
            return CallReport(try CallReplay(known, table))
        } catch {
            throw .wrong(calls, [error.sentence])
        }
    }
}
