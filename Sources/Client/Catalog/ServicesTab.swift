import Domain
import Operations
import Terminal

/// The services of a customer: state with every reason, price, next charge, options, discounts, plans; and the changes
/// that can be made to the selected one.
struct ServicesTab: Equatable {
    let customer: CustomerID
    private(set) var services: [ServiceSheet]?
    var selection = RowSelection<SubscriptionID>()

    init(customer: CustomerID) { self.customer = customer }

    static let contexts = ["customers.services", "customers.card", "list"]

    var ids: [SubscriptionID] { (services ?? []).map(\.summary.id) }
    var selected: ServiceSheet? { services?.first { $0.summary.id == selection.id } }

    func load() -> [Effect] { [.ask(.service(.list(customer)), purpose: "services")] }

    mutating func arrived(_ found: [ServiceSheet]) {
        services = found
        selection.reconcile(with: ids)
    }

    /// Nil: the action is the card's.
    mutating func perform(_ action: ActionID, rows: Int, in context: ScreenContext) -> [Effect]? {
        if selection.perform(action, in: ids, visible: listRows(height: rows)) {
            return services == nil ? [.holdInput] : []
        }
        guard let kind = ServiceChangeKind.allCases.first(where: { $0.action == action }) else { return nil }
        guard services != nil else { return [.holdInput] }
        guard let selected else { return [.say(.bad("The customer has no service yet.")), .ring] }
        if let reason = kind.whyNot(selected) { return [.say(.bad(reason)), .ring] }
        let owner = selected.summary.owner ?? customer
        return [.open(.serviceChange(ServiceChangeOpening(kind: kind, customer: owner, sheet: selected)))]
    }
}

/// The changes an operator can make to a service.
nonisolated enum ServiceChangeKind: String, CaseIterable {
    case tariff
    case suspend
    case resume
    case option
    case terminate
    case withdraw

    var action: ActionID {
        switch self {
        case .tariff: .serviceTariff
        case .suspend: .serviceSuspend
        case .resume: .serviceResume
        case .option: .serviceOption
        case .terminate: .serviceTerminate
        case .withdraw: .serviceWithdraw
        }
    }

    var title: String {
        switch self {
        case .tariff: "Another tariff"
        case .suspend: "Suspend"
        case .resume: "Resume"
        case .option: "Options"
        case .terminate: "End the service"
        case .withdraw: "Withdraw the plan"
        }
    }

    /// Why this service cannot be changed so; nil when it can.
    @MainActor func whyNot(_ sheet: ServiceSheet) -> String? {
        let summary = sheet.summary
        if summary.state == .ended { return "The service has ended; nothing can be changed." }
        switch self {
        case .tariff, .suspend: return nil
        case .resume:
            return sheet.suspensions.isEmpty ? "The service runs; there is no suspension to end." : nil
        case .option: return sheet.options.isEmpty ? "The tariff has no options to choose." : nil
        case .terminate:
            return summary.endedOn.map { "It ends on \($0.text) already; withdraw that plan first." }
        case .withdraw: return sheet.plans.isEmpty ? "Nothing is planned for this service." : nil
        }
    }
}

/// Where a change of a service begins.
struct ServiceChangeOpening: Equatable {
    var kind: ServiceChangeKind
    var customer: CustomerID
    var sheet: ServiceSheet
}
