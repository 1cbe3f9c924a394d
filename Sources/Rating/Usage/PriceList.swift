package import Domain

/// A price list as an immutable index: the prefix tree and the rates behind it, built once and shared by every tariff
/// that uses the list.
package final class PriceList: Sendable {
    package let id: PriceListID
    package let bands: [TimeBand]
    private let rates: [CallRate]
    private let tree: PrefixTree

    package init(id: PriceListID, bands: [TimeBand] = [], rates: [CallRate]) {
        self.id = id
        self.bands = bands
        self.rates = rates
        var tree = PrefixTree()
        for (index, rate) in rates.enumerated() { tree.insert(Int32(index), prefix: rate.prefix) }
        self.tree = tree
    }

    /// The rate of the longest prefix that is offered on a day.
    func rate(of number: String, on day: CivilDate) -> CallRate? {
        tree.longest(of: number) { rates[Int($0)].validFrom <= day }.map { rates[Int($0)] }
    }
}
