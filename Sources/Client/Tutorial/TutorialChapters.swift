import Terminal

extension TutorialChapter {
    /// The guided first hour, on demo data (issue 5). Each chapter begins from wherever the one before may have ended.
    static let all: [TutorialChapter] = [
        find, read, pay, ticket, tariff, scan, everything,
    ]

    private static let find = TutorialChapter(
        title: "Find a customer",
        steps: [
            TutorialStep(
                "find.type",
                "{find.focus} goes to the line at the top, from everywhere. Type a part of a name there: pet",
                .sight { $0.place == .find && $0.typed.count >= 3 && ($0.found ?? 0) > 0 }),
            TutorialStep(
                "find.move", "They are found in any script. {move.down} and {move.up} choose: press {move.down}.",
                .sight { $0.place == .find && (($0.selectedRow ?? 0) > 0 || $0.found == 1) }),
            TutorialStep("find.open", "{list.open} opens the customer's card.", .sight { $0.tab != nil }),
        ])

    private static let read = TutorialChapter(
        title: "Read the card",
        steps: [
            TutorialStep(
                "read.services",
                "Who it is stands above, the rest on tabs by number. {card.tab_2} shows the services: press it.",
                .sight { $0.tab == .services }),
            TutorialStep(
                "read.money", "{card.tab_4} shows the money: every movement with the balance after it.",
                .sight { $0.tab == .money }),
            TutorialStep(
                "read.overview", "{card.tab_1} goes back to the overview, which has a little of everything.",
                .sight { $0.tab == .overview }),
        ])

    private static let pay = TutorialChapter(
        title: "Take a payment",
        steps: [
            TutorialStep(
                "pay.card",
                "The customer stands before you with money. Open a card: {find.focus}, a name, {list.open}.",
                .sight { $0.tab != nil || $0.place == .payment }),
            TutorialStep(
                "pay.begin", "{payment.open} takes a payment for this customer.", .sight { $0.place == .payment }),
            TutorialStep(
                "pay.amount", "Type the sum, 1000, and press {payment.post}: you see the balance before and after.",
                .sight { $0.place == .payment && $0.isAsking }),
            TutorialStep(
                "pay.post", "{payment.post} once more posts it. Sent twice, it is still posted once.", .deed(.paid)),
            TutorialStep("pay.close", "{app.cancel} closes the receipt.", .sight { $0.place != .payment }),
        ])

    private static let ticket = TutorialChapter(
        title: "Open a ticket and push it",
        steps: [
            TutorialStep(
                "ticket.card", "Services begin with a ticket. Open a card: {find.focus}, a name, {list.open}.",
                .sight { $0.tab != nil || $0.place == .newService }),
            TutorialStep(
                "ticket.begin", "{ticket.open} asks for one more service.", .sight { $0.place == .newService }),
            TutorialStep(
                "ticket.save",
                "{value.choose} lists the tariffs. Fill in what the tariff asks for; {form.save} opens the ticket.",
                .deed(.ticketOpened)),
            TutorialStep(
                "ticket.push",
                "This is its first step. Fill in what the step asks for; {ticket.push_forward} pushes it on.",
                .deedOrSight(.ticketPushed) { $0.place == .push }),
            TutorialStep(
                "ticket.accept", "Choose how the step ended; {dialog.accept} does it.", .deed(.ticketPushed)),
            TutorialStep(
                "ticket.queue", "Now it waits for the next department. {go.tickets} shows what waits in your queues.",
                .sight { $0.place == .queue }),
        ])

    private static let tariff = TutorialChapter(
        title: "Change a tariff",
        steps: [
            TutorialStep(
                "tariff.card", "Open the card of somebody with a service: {find.focus}, a name, {list.open}.",
                .sight { $0.tab != nil || $0.place == .serviceChange }),
            TutorialStep(
                "tariff.services", "{card.tab_2} shows the services.",
                .sight { $0.tab == .services || $0.place == .serviceChange }),
            TutorialStep(
                "tariff.begin", "{service.tariff} changes the tariff of the selected service.",
                .sight { $0.place == .serviceChange }),
            TutorialStep(
                "tariff.preview",
                "Choose another tariff with {value.choose}; {form.save} shows what it does to the money, and does nothing yet.",
                .deedOrSight(.serviceChanged) { $0.place == .serviceChange && $0.isAsking }),
            TutorialStep(
                "tariff.confirm", "{confirm.yes} does it; {app.cancel} leaves everything as it was.",
                .deedOrSight(.serviceChanged) { $0.place != .serviceChange }),
        ])

    private static let scan = TutorialChapter(
        title: "Scan a device",
        steps: [
            TutorialStep(
                "scan.begin", "{go.warehouse} opens the warehouse.",
                .sight { [.warehouse, .stockOpening, .scanning].contains($0.place) }),
            TutorialStep(
                "scan.document", "{stock.new} begins a document: choose Receive.",
                .sight { [.stockOpening, .scanning].contains($0.place) }),
            TutorialStep(
                "scan.open", "Choose the stock with {value.choose}; {form.save} begins.",
                .sight { $0.place == .scanning }),
            TutorialStep(
                "scan.scan",
                "A scanner types the label and ends the line. Without one, type a serial such as HWTC7E570001 and press {scan.accept}.",
                .deed(.scanned)),
        ])

    private static let everything = TutorialChapter(
        title: "Find everything else",
        steps: [
            TutorialStep(
                "all.palette", "{palette.open} lists everything you can do here, with its keys.",
                .sight { $0.place == .palette }),
            TutorialStep(
                "all.narrow", "A few letters narrow it, and {dialog.accept} does the selected one. Type: tick",
                .sight { $0.place != .palette || $0.typed.count >= 3 }),
            TutorialStep(
                "all.help", "{help.here} shows the keys of whatever screen you are on. Press it.",
                .sight { $0.place == .help }),
            TutorialStep(
                "all.end",
                "That was it. {tutorial.toggle} hides this line, {tutorial.skip} begins again; it is a demo, nothing can break.",
                .end),
        ])
}
