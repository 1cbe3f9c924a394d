import Domain
import Operations
import Terminal

/// The Usage panel: the way from accounting records to charged calls, what cannot be charged, the prices of calls, and
/// re-rating. It follows the database by itself.
struct UsageScreen: Screen {
    var tab = UsageTab.overview
    var pages: [UsageTab: any UsagePage] = [
        .overview: OverviewPage(), .peers: PeersPage(), .errors: ErrorBinPage(), .open: OpenSessionsPage(),
        .conflicts: ConflictsPage(), .prices: PricesPage(), .reratings: ReratingsPage(),
    ]

    /// Rows above a page.
    static let topRows = 1

    var keyContexts: [String] { pages[tab]?.keyContexts ?? ["usage", "list"] }
    var takesText: Bool { pages[tab]?.takesText ?? false }
    var crumb: String { "Usage" }
    var readAt: Instant? { pages[tab]?.readAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed, .changed(.usage): return pages[tab]?.load(in: context) ?? []
        case .changed: return []
        case .reply, .failure, .timer: return route(event, in: context)
        case .action(let action):
            let inner = Self.inside(context)
            if let effects = pages[tab]?.update(event, in: inner) { return effects }
            return perform(action, in: context)
        case .text, .paste, .scan, .answer: return pages[tab]?.update(event, in: Self.inside(context)) ?? []
        }
    }

    /// A page is smaller by the row of the tabs.
    private static func inside(_ context: ScreenContext) -> ScreenContext {
        var inner = context
        inner.rows = max(context.rows - topRows, 1)
        return inner
    }

    /// An answer belongs to the page that asked, which may be out of sight by now.
    private mutating func route(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        // What is seen comes first: only it may go on asking by itself.
        for place in [tab] + UsageTab.allCases.filter({ $0 != tab }) {
            guard let effects = pages[place]?.update(event, in: Self.inside(context)) else { continue }
            if case .timer = event { return place == tab ? effects : [] }
            return effects
        }
        if case .failure(let error, _) = event, error != .cancelled { return [.say(.bad(error.sentence)), .ring] }
        return []
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return pages[tab]?.load(in: context) ?? []
        case .usageTabNext: return show(tab.next(1, among: UsageTab.seen(in: context)), in: context)
        case .usageTabPrevious: return show(tab.next(-1, among: UsageTab.seen(in: context)), in: context)
        case .callPrice: return [.open(.callQuote(CallQuoteOpening()))]
        case .listOpen:
            guard tab == .overview, let overview = pages[.overview] as? OverviewPage else { return [] }
            return openReason(overview, in: context)
        default:
            guard let wanted = UsageTab.allCases.first(where: { $0.action == action }) else { return [] }
            guard context.may(wanted.permission) else {
                return [.say(.bad("Your role does not show \(wanted.title.lowercased()).")), .ring]
            }
            return show(wanted, in: context)
        }
    }

    private mutating func show(_ wanted: UsageTab, in context: ScreenContext) -> [Effect] {
        guard wanted != tab else { return [] }
        tab = wanted
        return pages[tab]?.load(in: context) ?? []
    }

    /// From a reason of the overview to its sessions in the error bin.
    private mutating func openReason(_ overview: OverviewPage, in context: ScreenContext) -> [Effect] {
        guard overview.health != nil else { return [.holdInput] }
        guard let reason = overview.selection.id else { return [.say(.plain("The error bin is empty."))] }
        guard context.may(.usageReplay) else {
            return [.say(.bad("Your role does not show the error bin.")), .ring]
        }
        var page = ErrorBinPage()
        page.only(reason)
        pages[.errors] = page
        return show(.errors, in: context)
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let seen = UsageTab.seen(in: context)
        let tabs = seen.map { TabBar.Tab(title: $0.title, key: "\($0.rawValue)", action: $0.action) }
        TabBar(tabs, selected: seen.firstIndex(of: tab) ?? 0).draw(on: &sheet, row: 0, column: 1)
        let height = sheet.height - Self.topRows
        sheet.within(row: Self.topRows, column: 0, height: height, width: sheet.width) { area in
            pages[tab]?.draw(on: &area, in: context)
        }
    }
}
