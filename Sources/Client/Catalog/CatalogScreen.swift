import Domain
import Operations
import Terminal

/// The Catalog panel: everything that is sold on the left, what is selected on the right; prices over time, new prices,
/// and the forms that change the catalogue.
struct CatalogScreen: Screen {
    enum Pane {
        case tree
        case components
    }

    var book: CatalogBook?
    var loadedAt: Instant?
    var pane = Pane.tree
    var tree = TreeState<CatalogTree.Kind>()
    /// The branches that were ever seen: a new one is open, one that was closed stays so.
    private var known: Set<CatalogTree.Kind> = []
    var components = RowSelection<ComponentID>()
    /// The whole catalogue by its codes, read for the form about to open.
    var document: CatalogDocument?

    var keyContexts: [String] { ["catalog", "list"] }
    var crumb: String { "Catalog" }
    var readAt: Instant? { loadedAt }

    var selected: CatalogTree.Kind? { tree.selection.id }

    func contents(in context: ScreenContext) -> CatalogTree {
        book?.tree(today: context.clock.today, currency: context.currency) ?? CatalogTree()
    }

    func rows(of contents: CatalogTree) -> [TreeRow<CatalogTree.Kind>] {
        tree.rows(roots: contents.roots) { contents.children[$0] }
    }

    var page: CatalogBook.TariffPage? {
        guard case .tariff(let id)? = selected else { return nil }
        return book?.page(id)
    }
    var componentIDs: [ComponentID] { page?.tariff.components.map(\.id) ?? [] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect] {
        switch event {
        case .opened, .resumed: return load()
        case .reply(.catalog(let found), _):
            book = found
            loadedAt = context.clock.now
            let contents = contents(in: context)
            tree.open(contents.roots.filter { !known.contains($0) })
            known.formUnion(contents.roots)
            let ids = rows(of: contents).map(\.id)
            if selected == nil {
                let first = ids.first { if case .tariff = $0 { true } else { false } } ?? ids.first
                tree.selection = RowSelection(first)
            }
            tree.selection.reconcile(with: ids)
            components.reconcile(with: componentIDs)
            return []
        case .reply(.catalogDocument(let found), _):
            document = found
            return []
        case .failure(let error, _): return error == .cancelled ? [] : [.say(.bad(error.sentence)), .ring]
        case .action(let action): return perform(action, in: context)
        default: return []
        }
    }

    private mutating func load() -> [Effect] {
        document = nil
        return [.ask(.catalog(.book), purpose: "catalog")]
    }

    private mutating func perform(_ action: ActionID, in context: ScreenContext) -> [Effect] {
        if pane == .components {
            if components.perform(action, in: componentIDs, visible: 6) { return book == nil ? [.holdInput] : [] }
        } else if let answer = walk(action, in: context) {
            return answer
        }
        switch action {
        case .treeClose: return change(to: .tree)
        case .treeOpen: return []
        case .cancel where pane == .components:
            pane = .tree
            return []
        case .cancel: return [.close]
        case .viewRefresh: return load()
        case .focusNext, .focusPrevious: return change(to: pane == .tree ? .components : .tree)
        case .listOpen:
            guard pane == .components else { return change(to: .components) }
            return context.may(.catalogEdit) ? price(in: context) : []
        case .catalogPrice: return price(in: context)
        case .catalogNew: return edit(.newTariff, in: context)
        case .catalogEdit: return edit(pane == .components ? .editTerms : .editTariff, in: context)
        case .catalogOption: return edit(.addOption, in: context)
        case .catalogAdd: return edit(.addEntry, in: context)
        case .catalogDiscount: return edit(.addDiscount, in: context)
        default: return []
        }
    }

    /// Moves in the tree, opens and closes; nil: not one of its actions.
    private mutating func walk(_ action: ActionID, in context: ScreenContext) -> [Effect]? {
        let rows = rows(of: contents(in: context))
        let row = tree.selection.index(in: rows.map(\.id)).map { rows[$0] }
        var action = action
        if action == .listOpen {
            guard book != nil else { return [.holdInput] }
            // ENTER on a branch does what the arrows do.
            guard let row, row.isBranch else { return nil }
            action = row.isOpen ? .treeClose : .treeOpen
        }
        // To the right of a leaf are its components.
        if action == .treeOpen, row?.isBranch == false { return change(to: .components) }
        let before = selected
        guard tree.perform(action, in: rows, visible: context.rows - 3) != nil else { return nil }
        guard book != nil else { return [.holdInput] }
        if selected != before {
            components = RowSelection()
            components.reconcile(with: componentIDs)
        }
        return []
    }

    private mutating func change(to wanted: Pane) -> [Effect] {
        guard wanted == .components else {
            pane = .tree
            return []
        }
        guard book != nil else { return [.holdInput] }
        guard page != nil else { return [.say(.plain("Select a tariff to see its components."))] }
        pane = .components
        components.reconcile(with: componentIDs)
        return []
    }

    /// Why the form cannot be opened on what is selected; nil when it can, or when nothing is read yet.
    func whyNot(_ kind: CatalogForm.Kind) -> String? {
        guard book != nil, page == nil else { return nil }
        return switch kind {
        case .newTariff: "Select a tariff first; the new one begins as its copy."
        case .editTariff, .editTerms: "Select a tariff first; tariffs and their components are edited."
        case .addOption: "Select a tariff first; the option is added to it."
        case .addEntry, .addDiscount: nil
        }
    }

    /// The form begins with what the catalogue holds at this moment: that is read first, and the key waits for it.
    private mutating func edit(_ kind: CatalogForm.Kind, in context: ScreenContext) -> [Effect] {
        guard book != nil else { return [.holdInput] }
        guard let whole = document else { return [.ask(.catalog(.document), purpose: "document"), .holdInput] }
        document = nil
        let component = page?.tariff.components.first { $0.id == components.id }?.code
        var type: String? = page?.tariff.serviceType
        if case .type(let code)? = selected { type = code }
        let opening = CatalogFormOpening(
            kind: kind, document: whole, tariff: page?.tariff.code, component: component, serviceType: type,
            currency: page?.tariff.currency ?? context.currency)
        if let reason = opening.whyNot { return [.say(.bad(reason)), .ring] }
        return [.open(.catalogForm(opening))]
    }

    private func price(in context: ScreenContext) -> [Effect] {
        guard let book else { return [.holdInput] }
        guard let page else { return [.say(.bad("Select a tariff first; prices are of its components.")), .ring] }
        guard let component = page.tariff.components.first(where: { $0.id == components.id }) else {
            return [.say(.bad("The tariff has no component to price.")), .ring]
        }
        guard component.terms != .usage else {
            return [.say(.bad("\(component.name) is priced by destination, in the call rates.")), .ring]
        }
        return [
            .open(.price(PriceOpening(tariff: page.tariff, component: component, firstOpenDay: book.firstOpenDay)))
        ]
    }
}

/// Where a new price begins.
struct PriceOpening: Equatable {
    var tariff: Tariff
    var component: TariffComponent
    /// Days before it are closed.
    var firstOpenDay: CivilDate
}
