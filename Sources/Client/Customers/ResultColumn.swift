import Domain
import Terminal

/// The columns of what a search found. What is seen in a narrow list is seen in every wider one.
enum ResultColumn {
    case name
    case contract
    case phone
    case address
    case balance
    case state
    case foundBy

    /// Cells of a list from which it shows more.
    static let wide = 120

    /// - Parameter isByAddress: an address was looked for.
    static func seen(isByAddress: Bool) -> [ResultColumn] {
        isByAddress
            ? [.name, .address, .contract, .phone, .balance, .state]
            : [.name, .contract, .phone, .address, .balance, .state, .foundBy]
    }

    private func from(_ isByAddress: Bool) -> Int {
        switch self {
        case .name, .balance, .state: 0
        case .contract, .phone: isByAddress ? Self.wide : 0
        case .address: isByAddress ? 0 : Self.wide
        case .foundBy: Self.wide
        }
    }

    static func columns(isByAddress: Bool) -> [Table.Column] {
        seen(isByAddress: isByAddress).map { $0.column(from: $0.from(isByAddress)) }
    }

    private func column(from: Int) -> Table.Column {
        switch self {
        case .name: Table.Column(title: "Name", width: nil, from: from)
        // "C-2026-000001" and one figure more.
        case .contract: Table.Column(title: "Contract", width: 14, from: from)
        case .phone: Table.Column(title: "Phone", width: 14, from: from)
        case .address: Table.Column(title: "Address", width: nil, from: from)
        case .balance: Table.Column(title: "Balance", width: 14, isRight: true, from: from)
        case .state: Table.Column(title: "State", width: 12, from: from)
        case .foundBy: Table.Column(title: "Found by", width: nil, from: from)
        }
    }

    /// Cells that an address has in the list, beside the name.
    static func addressRoom(isByAddress: Bool, width: Int) -> Int {
        let seen = columns(isByAddress: isByAddress).filter { $0.from <= width }
        let fixed = seen.reduce(0) { $0 + ($1.width ?? 0) + 1 }
        let shared = seen.count { $0.width == nil }
        return max((width - 2 - fixed) / max(shared, 1), 0)
    }

    func cell(of customer: CustomerSummary, room: Int, _ ellipsis: String) -> Table.Cell {
        switch self {
        case .name: Table.Cell(Self.isAlike(customer) ? "~ \(customer.name)" : customer.name)
        case .contract: Table.Cell(customer.contractNumber)
        case .phone: Table.Cell(customer.phone)
        case .address: Table.Cell(Self.address(customer.address, width: room, ellipsis))
        case .balance: customer.balance.map { Table.Cell($0.text, $0.role) } ?? Table.Cell("")
        // Colour is for what is out of the ordinary, and costs ten octets a row.
        case .state: Table.Cell(customer.state.mark, customer.state == .active ? nil : customer.state.role)
        case .foundBy: Table.Cell(customer.matched)
        }
    }

    /// Found with a slip in what was typed: it is told from what was found as it was typed.
    static func isAlike(_ customer: CustomerSummary) -> Bool { customer.matched.hasPrefix("like ") }

    func cell(of device: StockedDevice, hasAddress: Bool) -> Table.Cell {
        switch self {
        case .name: Table.Cell(device.serial)
        case .contract: Table.Cell("device")
        case .phone: Table.Cell(device.modelName)
        case .address: Table.Cell(device.stockName)
        case .balance: Table.Cell(hasAddress ? "" : device.stockName)
        case .state: Table.Cell(device.state.words)
        case .foundBy: Table.Cell(device.matched)
        }
    }

    func cell(of document: FoundDocument, hasAddress: Bool) -> Table.Cell {
        switch self {
        case .name: Table.Cell(document.number)
        case .contract: Table.Cell("document")
        case .phone: Table.Cell(hasAddress ? "" : document.way)
        case .address: Table.Cell(document.way)
        case .balance: Table.Cell("")
        case .state: Table.Cell(StockWords.state(document.state))
        case .foundBy: Table.Cell(document.matched)
        }
    }

    /// "Mashtots 12-34, Yerevan" in so many cells: the town goes first, then the street's end, the house and flat never.
    static func address(_ text: String, width: Int, _ ellipsis: String) -> String {
        guard TextMeasure.width(text) > width else { return text }
        let place = text.split(separator: ", ").first.map(String.init) ?? text
        guard TextMeasure.width(place) > width, let blank = place.lastIndex(of: " ") else { return place }
        let number = place[blank...]
        let room = width - TextMeasure.width(String(number))
        guard room > 1 else { return place }
        return TextMeasure.fit(String(place[..<blank]), width: room, ellipsis: ellipsis) + number
    }
}
