import Domain
import Operations
import Terminal

/// The Usage panel: the way from accounting records to charged calls, what cannot be charged, the prices of calls, and
/// re-rating. It follows the database by itself.
struct UsageScreen: Screen {
    var pages = TabbedPages<UsageTab>(
        .overview,
        [
            .overview: OverviewPage(), .peers: PeersPage(), .errors: ErrorBinPage(), .open: OpenSessionsPage(),
            .conflicts: ConflictsPage(), .prices: PricesPage(), .reratings: ReratingsPage(),
        ])

    var tab: UsageTab { pages.tab }
    var keyContexts: [String] { pages.keyContexts }
    var takesText: Bool { pages.takesText }
    var crumb: String { "Usage" }
    var readAt: Instant? { pages.readAt }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        if let effects = pages.update(event, in: context) { return effects }
        switch event {
        case .action(.callPrice): return [.open(.callQuote(CallQuoteOpening()))]
        case .action(.listOpen):
            guard tab == .overview, let overview = pages[.overview] as? OverviewPage else { return [] }
            return openReason(overview, in: context)
        default: return []
        }
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
        return pages.show(.errors, in: context)
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) { pages.draw(on: &sheet, in: context) }
}
