import Domain
import Operations
import Terminal

extension Shell {
    /// Rows above the message that the lesson takes.
    var tutorialRows: Int { tutorial?.isShown == true ? 2 : 0 }

    /// What the lesson sees.
    var tutorialSight: TutorialSight {
        var sight = TutorialSight()
        switch top?.screen {
        case let screen as FindScreen:
            sight.place = .find
            sight.typed = screen.field.text.trimmed
            if screen.foundFor == sight.typed { sight.found = screen.answer.hits.count }
            sight.selectedRow = screen.ids.firstIndex { $0 == screen.selection.id }
        case let screen as CustomerScreen:
            sight.place = .card
            if screen.card != nil { sight.tab = screen.tab }
        case let screen as PaymentScreen:
            sight.place = .payment
            if case .confirming = screen.stage { sight.isAsking = true }
        case let screen as ServiceChangeScreen:
            sight.place = .serviceChange
            sight.isAsking = screen.effect != nil
        case let screen as PaletteScreen:
            sight.place = .palette
            sight.typed = screen.filter.text
        case is ServiceScreen: sight.place = .newService
        case is TicketScreen: sight.place = .ticket
        case is PushScreen: sight.place = .push
        case is QueueScreen: sight.place = .queue
        case is WarehouseScreen: sight.place = .warehouse
        case is StockOpeningScreen: sight.place = .stockOpening
        case is ScanScreen: sight.place = .scanning
        case is HelpScreen: sight.place = .help
        default: break
        }
        return sight
    }

    /// Lets the lesson look; the step it is at, which is to be kept.
    mutating func followTutorial() -> String? {
        guard tutorial != nil else { return nil }
        let sight = tutorialSight
        tutorial?.look(sight)
        return tutorial?.step.id
    }

    /// What a reply tells the lesson.
    mutating func tellTutorial(_ reply: DeskReply, purpose: String) {
        switch reply {
        case .receipt: tutorial?.hear(.paid)
        case .opened: tutorial?.hear(.ticketOpened)
        case .ticket where reply.isOfCommand(purpose: purpose): tutorial?.hear(.ticketPushed)
        case .serviceChanged: tutorial?.hear(.serviceChanged)
        case .scanned, .warehouse(.scanned): tutorial?.hear(.scanned)
        default: break
        }
    }

    /// The lesson's own actions; nil for every other.
    mutating func performTutorial(_ action: ActionID) -> [Order]? {
        guard [.tutorialToggle, .tutorialSkip, .tutorialBack].contains(action) else { return nil }
        if action == .tutorialToggle, tutorial == nil {
            tutorial = Tutorial()
        } else if action == .tutorialToggle {
            tutorial?.isShown.toggle()
        } else if tutorial?.isShown != true {
            say(.plain("No lesson is under way; \u{201C}Lesson\u{201D} in the menu shows it."))
        } else if action == .tutorialSkip {
            tutorial?.skip()
        } else {
            let sight = tutorialSight
            tutorial?.back(from: sight)
        }
        return []
    }

    func drawTutorial(on sheet: inout Sheet) {
        guard let tutorial, tutorial.isShown else { return }
        let place = tutorial.place
        let contexts = top?.screen.keyContexts ?? []
        let keys = context.keys
        let words = tutorial.step.text(
            keys: { keys.pressable($0, contexts: contexts) }, label: { keys.catalogue[$0]?.label ?? $0.rawValue })
        let head = "\(place.chapter) \(place.title) \(place.step)/\(place.steps):"
        sheet.within(row: sheet.height - 2 - tutorialRows, column: 0, height: tutorialRows, width: sheet.width) {
            area in
            for row in 0..<area.height { area.write("", row: row, width: area.width, .input, fills: true) }
            area.within(row: 0, column: 1, height: area.height, width: area.width - 2) { inner in
                _ = inner.writeWrapped("\(head) \(words)", row: 0, .input)
            }
        }
    }
}
