import Domain
import Operations
import Terminal

/// A tab of a panel of several pages; its number is its key.
protocol PanelTab: Hashable, CaseIterable {
    /// From 1.
    var rawValue: Int { get }
    var title: String { get }
    var action: ActionID { get }
    /// A tab whose permission the operator lacks is not there; its number stays free, so the others keep theirs.
    var permission: Permission { get }

    /// What changes what the pages show.
    static var area: ChangedArea { get }
    /// Whether what this page shows is part of what changed.
    func follows(_ changed: ChangedArea) -> Bool
    static var next: ActionID { get }
    static var previous: ActionID { get }
}

extension PanelTab {
    func follows(_ changed: ChangedArea) -> Bool { changed == Self.area }

    static func seen(in context: ScreenContext) -> [Self] { allCases.filter { context.may($0.permission) } }
}

/// What one tab of a panel shows and does: a part of its screen, with a state of its own that stays while another tab is
/// looked at.
protocol PanelPage {
    /// The keymap contexts its keys are looked up in, nearest first.
    var keyContexts: [String] { get }
    var takesText: Bool { get }
    var readAt: Instant? { get }

    mutating func load(in context: ScreenContext) -> [Effect]
    /// Nil: the event is not this page's.
    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]?
    func draw(on sheet: inout Sheet, in context: ScreenContext)
}

extension PanelPage {
    var takesText: Bool { false }
}

/// The pages of a panel under their tabs, one of them in sight.
struct TabbedPages<Tab: PanelTab> {
    private(set) var tab: Tab
    private var pages: [Tab: any PanelPage]

    init(_ tab: Tab, _ pages: [Tab: any PanelPage]) {
        self.tab = tab
        self.pages = pages
    }

    /// Rows above a page.
    private static var topRows: Int { 1 }

    subscript(tab: Tab) -> (any PanelPage)? {
        get { pages[tab] }
        set { pages[tab] = newValue }
    }

    var keyContexts: [String] { pages[tab]?.keyContexts ?? ["list"] }
    var takesText: Bool { pages[tab]?.takesText ?? false }
    var readAt: Instant? { pages[tab]?.readAt }

    /// Nil: an action that neither the page in sight nor the tabs know.
    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .opened, .resumed: return load(in: context)
        case .resized: return []
        case .changed(let area): return tab.follows(area) ? load(in: context) : []
        case .reply, .failure, .timer: return route(event, in: context)
        case .text, .paste, .scan, .answer: return pages[tab]?.update(event, in: Self.inside(context)) ?? []
        case .action(let action):
            if let effects = pages[tab]?.update(event, in: Self.inside(context)) { return effects }
            return perform(action, in: context)
        }
    }

    mutating func show(_ wanted: Tab, in context: ScreenContext) -> [Effect] {
        guard wanted != tab else { return [] }
        tab = wanted
        return load(in: context)
    }

    private mutating func load(in context: ScreenContext) -> [Effect] { pages[tab]?.load(in: context) ?? [] }

    /// A page is smaller by the row of the tabs.
    private static func inside(_ context: ScreenContext) -> ScreenContext {
        var inner = context
        inner.rows = max(context.rows - topRows, 1)
        return inner
    }

    /// An answer belongs to the page that asked, which may be out of sight by now.
    private mutating func route(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        // What is seen comes first: only it may go on asking by itself.
        for place in [tab] + Tab.allCases.filter({ $0 != tab }) {
            guard let effects = pages[place]?.update(event, in: Self.inside(context)) else { continue }
            if case .timer = event { return place == tab ? effects : [] }
            return effects
        }
        if case .failure(let error, _) = event, error != .cancelled { return [.say(.bad(error.sentence)), .ring] }
        return []
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        switch action {
        case .cancel: return [.close]
        case .viewRefresh: return load(in: context)
        case Tab.next: return step(1, in: context)
        case Tab.previous: return step(-1, in: context)
        default:
            guard let wanted = Tab.allCases.first(where: { $0.action == action }) else { return nil }
            guard context.may(wanted.permission) else {
                return [.say(.bad("Your role does not show \(wanted.title.lowercased()).")), .ring]
            }
            return show(wanted, in: context)
        }
    }

    /// Round the tabs that are there.
    private mutating func step(_ step: Int, in context: ScreenContext) -> [Effect] {
        let seen = Tab.seen(in: context)
        guard let first = seen.first else { return [] }
        guard let index = seen.firstIndex(of: tab) else { return show(first, in: context) }
        return show(seen[(index + step + seen.count) % seen.count], in: context)
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let seen = Tab.seen(in: context)
        let tabs = seen.map { TabBar.Tab(title: $0.title, key: "\($0.rawValue)", action: $0.action) }
        TabBar(tabs, selected: seen.firstIndex(of: tab) ?? 0).draw(on: &sheet, row: 0, column: 1)
        let height = sheet.height - Self.topRows
        sheet.within(row: Self.topRows, column: 0, height: height, width: sheet.width) { area in
            pages[tab]?.draw(on: &area, in: context)
        }
    }
}
