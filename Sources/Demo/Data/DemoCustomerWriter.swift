import Domain
import Store

/// Writes everything about one customer, and nothing about any other: the same seed and index give the same rows,
/// whatever the number of customers and the order they are made in.
struct DemoCustomerWriter {
    /// The first free number of each sequence; customer i takes numbers in a block of its own.
    struct Start {
        var customer = 1
        var account = 1_000_000
        var subscription = 1
        var ticket = 1
        var device = 1
        var movement = 1
        var node = 1
        var call = 1
        var payment = 1
        var attachment = 1
        var contractNumber = 1
    }

    static let subscriptionsPerCustomer = 3
    static let callsPerCustomer = 4
    static let paymentsPerCustomer = 4

    let seed: UInt64
    let calendar: DemoCalendar
    let start: Start
    let flow: Int
    /// Queue number by step.
    let queues: [String: Int]

    func write(_ index: Int, into tables: inout DemoBuffers) {
        var random = DemoRandom(seed: seed, stream: UInt64(index))
        let address = DemoAddresses.address(&random)
        let isBeingConnected = index % 100 == 37
        // Who has a service has had it for whole billing periods; who waits for one came these days.
        let ago = isBeingConnected ? random.below(10) : 100 + random.below((DemoCalendar.years - 1) * 365)
        let registered = CivilDate(dayNumber: calendar.today.dayNumber - Int32(ago) - 1)
        let customer = DemoCustomerRows(
            id: start.customer + index, account: start.account + index, index: index, registered: registered,
            // Before the pushes of its ticket, which are of the same day.
            registeredAt: calendar.moment(registered, minute: random.below(100)),
            mobile: mobileNumber(start.customer + index, &random))
        writeProfile(customer, address, &random, into: &tables)

        if isBeingConnected {
            writeOpenTicket(customer, address, &random, into: &tables)
            writeAccount(customer, balance: 0, version: 0, into: &tables)
            return
        }
        let activated = CivilDate(dayNumber: min(registered.dayNumber + 3, calendar.today.dayNumber))
        let tariffs = chosenTariffs(&random)
        let isDebtor = random.chance(6)
        var ledger = DemoLedger()
        writeServices(customer, tariffs, activated: activated, isDebtor: isDebtor, &random, &ledger, into: &tables)
        writeMoney(customer, tariffs, activated: activated, isDebtor: isDebtor, &random, &ledger, into: &tables)
        writeAccount(customer, balance: ledger.balance, version: ledger.postings.count, into: &tables)
        if index % 4 == 0 { writeFinishedTicket(customer, address, &random, into: &tables) }
    }

    /// The services a customer has: internet always, a phone for two in five, television for one in four.
    private func chosenTariffs(_ random: inout DemoRandom) -> [DemoReference.Tariff] {
        let level = random.below(100)
        var tariffs = [DemoReference.internet[level < 60 ? 0 : level < 95 ? 1 : 2]]
        if random.chance(40) { tariffs.append(DemoReference.phone) }
        if random.chance(25) { tariffs.append(DemoReference.television) }
        return tariffs
    }

    private func mobileNumber(_ customer: Int, _ random: inout DemoRandom) -> String {
        "374" + random.pick(["77", "91", "93", "94", "98", "99", "55", "43", "41", "33"])
            + padded(Int(UInt64(customer) &* 7_919 % 1_000_000), 6)
    }

    private func writeAccount(
        _ customer: DemoCustomerRows, balance: Int, version: Int, into tables: inout DemoBuffers
    ) {
        tables.row(.account) {
            $0.add(customer.id)
            $0.add(customer.account)
            $0.add("AMD")
            $0.add(balance)
            $0.add(true)
            $0.add(customer.registeredAt)
            $0.add(version)
        }
    }
}

/// What the rows of one customer have in common.
struct DemoCustomerRows {
    let id: Int
    let account: Int
    let index: Int
    let registered: CivilDate
    let registeredAt: String
    let mobile: String
}

/// A customer's generated transfers and their sum.
struct DemoLedger {
    var postings: [DemoPosting] = []
    var balance = 0
}

/// One COPY buffer per table.
struct DemoBuffers {
    private(set) var buffers = Array(repeating: CopyBuffer(), count: DemoTable.allCases.count)

    subscript(table: DemoTable) -> CopyBuffer { buffers[table.rawValue] }

    var rows: Int { buffers.reduce(0) { $0 + $1.rows } }

    mutating func row(_ table: DemoTable, _ fill: (inout CopyBuffer) -> Void) {
        fill(&buffers[table.rawValue])
        buffers[table.rawValue].endRow()
    }

    mutating func removeAll() {
        for index in buffers.indices { buffers[index].removeAll() }
    }
}

/// The number with leading zeros up to `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}

/// The number as `width` upper-case hexadecimal digits.
func hexadecimal(_ number: Int, _ width: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}
