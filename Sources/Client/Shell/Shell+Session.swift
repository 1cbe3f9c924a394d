import Domain
import Operations
import Terminal

/// Going back to where a client was that ended without being left.
extension Shell {
    /// The screens that can be gone back to, from home upwards.
    var places: [SessionPlace] { layers.compactMap { Self.place(of: $0.screen) } }

    static func place(of screen: any Screen) -> SessionPlace? {
        switch screen {
        case let screen as CustomerScreen: SessionPlace(.customer, screen.customer.rawValue, tab: screen.tab.rawValue)
        case let screen as TicketScreen: SessionPlace(.ticket, screen.ticket.rawValue)
        case let screen as QueueScreen: SessionPlace(.queue, tab: screen.showsOnlyMine ? 1 : 0)
        case let screen as WarehouseScreen: SessionPlace(.warehouse, tab: screen.pages.tab.rawValue)
        case let screen as ScanScreen: SessionPlace(.scanning, screen.document.rawValue)
        case let screen as StockDocumentScreen: SessionPlace(.document, screen.document.rawValue)
        case let screen as DeviceScreen: SessionPlace(.device, screen.device.rawValue)
        case let screen as UsageScreen: SessionPlace(.usage, tab: screen.tab.rawValue)
        case is CatalogScreen: SessionPlace(.catalog)
        case is CashierScreen: SessionPlace(.cashier)
        case is ShiftsScreen: SessionPlace(.shifts)
        case is CashTransfersScreen: SessionPlace(.transfers)
        case is ChargeRunsScreen: SessionPlace(.runs)
        case let screen as ChargeRunScreen: SessionPlace(.run, screen.run.rawValue)
        default: nil
        }
    }

    /// What an earlier client left came from the disk.
    mutating func loaded(left places: [SessionPlace]) -> [Order] {
        left = places
        return connection.isReady ? goBack() : []
    }

    /// Once it is known who is there. Whoever has begun something else is not taken away from it.
    mutating func goBack() -> [Order] {
        let places = left.filter { place in place.kind.permissions.contains { context.may($0) } }
        left = []
        guard let home = top?.screen as? FindScreen, layers.count == 1, home.field.text.isEmpty, held.isEmpty,
            !places.isEmpty
        else { return [] }
        var orders: [Order] = []
        for place in places { orders += goBack(to: place) }
        let hasDraft = !DraftOffers.ordered(Array(drafts.values)).isEmpty
        let more: Sentence = hasDraft ? " \(key: .goDrafts) goes on with an unfinished form." : ""
        if message?.tone != .bad { say(.plain(Sentence("This is where the client ended last time.\(more)"))) }
        return orders
    }

    mutating func goBack(to place: SessionPlace) -> [Order] {
        let number = place.number
        switch place.kind {
        case .customer:
            var card = CustomerScreen(customer: CustomerID(number), name: "Customer")
            if let tab = CardTab(rawValue: place.tab) { card.tab = tab }
            return push(card)
        case .ticket: return push(screen(.ticket(TicketID(number))))
        case .queue: return push(screen(.queue), then: place.tab == 1 ? .queueMine : nil)
        case .warehouse: return push(screen(.warehouse), then: .stockTab(place.tab))
        case .scanning: return push(screen(.scanning(StockDocumentID(number))))
        case .document: return push(screen(.stockDocument(StockDocumentID(number))))
        case .device: return push(screen(.device(DeviceID(number))))
        case .usage: return push(screen(.usage), then: .usageTab(place.tab))
        case .catalog: return push(screen(.catalog))
        case .cashier: return push(screen(.cashier))
        case .shifts: return push(screen(.shifts))
        case .transfers: return push(screen(.cashTransfers))
        case .runs: return push(screen(.chargeRuns))
        case .run: return push(screen(.chargeRun(ChargeRunID(number))))
        }
    }

    private mutating func push(_ screen: any Screen, then action: ActionID?) -> [Order] {
        let orders = push(screen)
        guard let action, let top else { return orders }
        return orders + deliver(.action(action), to: top.id)
    }
}

extension SessionPlace.Kind {
    /// Without any of them the screen is not the operator's any more.
    fileprivate var permissions: [Permission] {
        switch self {
        case .customer: [.customerView]
        case .ticket, .queue: [.ticketView]
        case .warehouse, .scanning, .document, .device: [.warehouseView]
        case .usage: [.usageView]
        case .catalog: [.catalogView]
        case .cashier: [.paymentRegister]
        case .shifts, .transfers: [.tillUse, .tillSupervise]
        case .runs, .run: [.chargeView]
        }
    }
}
