import Domain

/// Sorts the rows of a price list into what ``PriceList`` looks numbers up in: a prefix has an offer from each day on
/// which one of its rows begins, and an offer has a slot a band, filled with what holds in it: the band's own price, else
/// the one without a band.
struct PriceIndex {
    private(set) var keys: [UInt64] = []
    /// Where the latest row of each key begins.
    private(set) var lastRows: [Int32] = []
    private(set) var cells: ContiguousArray<PriceList.Slot> = []
    private(set) var prices: ContiguousArray<PriceList.Price> = []
    private(set) var tiers: ContiguousArray<CallPrice.Tier> = []
    private(set) var destinations: ContiguousArray<PriceList.Destination> = []

    private struct Row {
        let key: UInt64
        let day: Int32
        let code: Int32
        let rate: Int32
    }

    private var knownDestinations: [PriceList.Destination: Int32] = [:]
    private var lastDestination: (destination: PriceList.Destination, index: Int32)?
    private var knownPrices: [CallPrice: Int32] = [:]
    private var lastPrice: (price: CallPrice, index: Int32)?

    init(_ rates: [CallRate], codes: [String]) {
        var rows: ContiguousArray<Row> = []
        rows.reserveCapacity(rates.count)
        for (index, rate) in rates.enumerated() {
            guard let key = PrefixTree.key(rate.prefix), let code = codes.firstIndex(of: rate.band) else { continue }
            rows.append(Row(key: key, day: rate.validFrom.dayNumber, code: Int32(code), rate: Int32(index)))
        }
        rows.sort { ($0.key, $0.day, $0.rate) < ($1.key, $1.day, $1.rate) }
        keys.reserveCapacity(rows.count)
        cells.reserveCapacity(rows.count * 2)
        var place = rows.startIndex
        var own = [PriceList.Slot](repeating: PriceList.Slot(), count: codes.count)
        while place < rows.endIndex {
            let key = rows[place].key
            keys.append(key)
            var (isFirst, lastRow) = (true, 0)
            for code in own.indices { own[code] = PriceList.Slot() }
            while place < rows.endIndex, rows[place].key == key {
                let day = rows[place].day
                while place < rows.endIndex, rows[place].key == key, rows[place].day == day {
                    own[Int(rows[place].code)] = slot(rates[Int(rows[place].rate)])
                    place += 1
                }
                lastRow = cells.count
                let head = PriceList.Head(
                    day: day, isFirst: isFirst, isOffered: own.contains { $0.price >= 0 })
                cells.append(head.cell)
                for slot in own { cells.append(slot.price >= 0 ? slot : own[0]) }
                isFirst = false
            }
            lastRows.append(Int32(lastRow))
        }
    }

    private mutating func slot(_ rate: CallRate) -> PriceList.Slot {
        guard let price = rate.price else { return PriceList.Slot() }
        let destination = PriceList.Destination(name: rate.destination, group: rate.destinationGroup)
        // The bands of a prefix come one after the other.
        if lastDestination?.destination != destination {
            let index = knownDestinations[destination] ?? Int32(destinations.count)
            if index == destinations.count {
                knownDestinations[destination] = index
                destinations.append(destination)
            }
            lastDestination = (destination, index)
        }
        return PriceList.Slot(price: self.index(of: price), destination: lastDestination?.index ?? 0)
    }

    private mutating func index(of price: CallPrice) -> Int32 {
        if let lastPrice, lastPrice.price == price { return lastPrice.index }
        let index: Int32
        if let known = knownPrices[price] {
            index = known
        } else {
            index = Int32(prices.count)
            knownPrices[price] = index
            prices.append(entry(price))
        }
        lastPrice = (price, index)
        return index
    }

    /// Lengths are held to a day, which is the longest a call may be, and sums are not below zero: whatever a list
    /// holds, adding never overflows.
    private mutating func entry(_ price: CallPrice) -> PriceList.Price {
        func seconds(_ number: Int, from least: Int64 = 0) -> Int64 { min(max(Int64(number), least), 86_400) }
        let first = Int32(tiers.count)
        for tier in price.tiers {
            tiers.append(.init(fromSecond: tier.fromSecond, perMinuteMicro: max(tier.perMinuteMicro, 0)))
        }
        return PriceList.Price(
            perMinute: max(price.perMinuteMicro, 0), connectionFee: max(price.connectionFeeMicro, 0),
            first: seconds(price.firstIncrement, from: 1), next: seconds(price.nextIncrement, from: 1),
            minimum: seconds(price.minimumDuration), grace: seconds(price.graceSeconds),
            free: seconds(price.freeSeconds), cap: price.capMicro.map { max($0, 0) } ?? -1,
            tiers: first..<Int32(tiers.count))
    }
}
