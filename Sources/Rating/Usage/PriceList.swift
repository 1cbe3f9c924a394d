package import Domain

/// A price list as an immutable index: a tree of prefixes and what each costs from which day on in which band, built once
/// and shared by every tariff that uses the list. Equal prices and destinations are kept once.
package final class PriceList: Sendable {
    /// A price without anything to count references of.
    struct Price: Sendable {
        let perMinute: Int64
        let connectionFee: Int64
        let first: Int64
        let next: Int64
        let minimum: Int64
        let grace: Int64
        let free: Int64
        /// Below zero: none.
        let cap: Int64
        let tiers: Range<Int32>
    }

    /// What one band of an offer costs; `price` below zero: nothing is offered in it.
    struct Slot: Sendable {
        var price: Int32 = -1
        var destination: Int32 = -1
    }

    /// What a prefix costs from a day on is a row of such cells, the head first and then a slot a band; the rows of a
    /// prefix lie side by side in the order of their days.
    struct Head: Sendable {
        let day: Int32
        let isFirst: Bool
        /// In any band.
        let isOffered: Bool

        init(day: Int32, isFirst: Bool, isOffered: Bool) {
            self.day = day
            self.isFirst = isFirst
            self.isOffered = isOffered
        }

        init(_ cell: Slot) {
            self.init(day: cell.price, isFirst: cell.destination & 1 != 0, isOffered: cell.destination & 2 != 0)
        }

        /// As a cell of the row.
        var cell: Slot { Slot(price: day, destination: (isFirst ? 1 : 0) | (isOffered ? 2 : 0)) }
    }

    struct Destination: Hashable, Sendable {
        let name: String
        let group: String
    }

    package let id: PriceListID
    package let bands: [TimeBand]
    let week: BandWeek
    /// The code of each slot: empty for no band, then the bands in their order.
    let codes: [String]
    private let tree: PrefixTree
    private let cells: ContiguousArray<Slot>
    private let prices: ContiguousArray<Price>
    private let tiers: ContiguousArray<CallPrice.Tier>
    private let destinations: ContiguousArray<Destination>

    /// - Parameter rates: in any order, each prefix, band and day once (of several the last counts). Rates of bands the
    ///   list does not have, and prefixes no number can have, are never found.
    package init(id: PriceListID, bands: [TimeBand] = [], rates: [CallRate]) {
        self.id = id
        self.bands = bands
        week = BandWeek(bands)
        codes = [""] + bands.map(\.code)
        let index = PriceIndex(rates, codes: codes)
        tree = PrefixTree(keys: index.keys, values: index.lastRows)
        cells = index.cells
        prices = index.prices
        tiers = index.tiers
        destinations = index.destinations
    }

    /// The offer of the longest prefix that is offered in any band on a day, and how many symbols that has.
    func offer(for number: String, on day: CivilDate) -> (offer: Int, length: Int)? {
        let width = codes.count + 1
        var limit = PrefixTree.longest + 1
        while let found = tree.longest(of: number, below: limit) {
            var place = Int(found.value)
            var head = Head(cells[place])
            while head.day > day.dayNumber, !head.isFirst {
                place -= width
                head = Head(cells[place])
            }
            if head.day <= day.dayNumber, head.isOffered { return (place + 1, found.length) }
            limit = found.length
        }
        return nil
    }

    @inline(__always)
    func slot(_ code: Int, of offer: Int) -> Slot { cells[offer + code] }

    @inline(__always)
    func price(_ slot: Slot) -> Price { prices[Int(slot.price)] }

    func destination(_ slot: Slot) -> Destination { destinations[Int(slot.destination)] }

    /// The minute price of a second of the call, and the second at which another one begins.
    @inline(__always)
    func tier(_ price: Price, at second: Int64) -> (perMinute: Int64, end: Int64) {
        var perMinute = price.perMinute
        for index in price.tiers {
            let tier = tiers[Int(index)]
            if second < Int64(tier.fromSecond) { return (perMinute, Int64(tier.fromSecond)) }
            perMinute = tier.perMinuteMicro
        }
        return (perMinute, .max)
    }
}
