import Domain
import Terminal

extension ActionCatalogue {
    /// The actions of the product. The contexts are those of the keymap files.
    static let shipped: [ActionRecord] = [
        tickets, customers, profiles, services, postings, accounts, money, tills, charging, calls, usage, errorBin,
        reratings, warehouse, scanning, stockDocuments, devices, forms, everywhere, tutorial, lists, editing,
    ].flatMap { $0 }

    private static let tickets = [
        ActionRecord(
            .ticketForward, "Push the ticket one step forward; in the list, all that are marked", short: "Forward",
            permission: .ticketView,
            in: ["tickets.ticket", "tickets.form", "tickets.push", "tickets.queue"], on: TicketScreen.self
        ) { screen, _ in
            screen.detail.flatMap { TicketWords.whyNoPush(.forward, $0) }
        }.suiting(TicketScreen.self) { screen, _ in screen.isOpen && screen.isPermitted(.forward) },
        ActionRecord(
            .ticketBack, "Push the ticket one step back", short: "Back", permission: .ticketView,
            in: ["tickets.ticket", "tickets.form", "tickets.push"], on: TicketScreen.self
        ) { screen, _ in
            screen.detail.flatMap { TicketWords.whyNoPush(.back, $0) }
        }.suiting(TicketScreen.self) { screen, _ in screen.isOpen && screen.isPermitted(.back) },
        ActionRecord(
            .ticketTake, "Take the ticket; in the list, all that are marked", short: "Take", permission: .ticketTake,
            in: ["tickets.ticket", "tickets.form", "tickets.queue"], on: TicketScreen.self
        ) { screen, _ in
            screen.detail.flatMap { TicketWords.whyNoTaking($0) }
        }.suiting(TicketScreen.self) { screen, _ in screen.isTakable },
        ActionRecord(
            .ticketRelease, "Give the ticket back, so that others may take it", short: "Give back",
            permission: .ticketTake, in: ["tickets.ticket", "tickets.form"], on: TicketScreen.self
        ) { screen, context in screen.whyNoRelease(in: context) },
        ActionRecord(
            .ticketComment, "Write a comment into the flow", short: "Comment", permission: .ticketComment,
            in: ["tickets.ticket", "tickets.form"], on: TicketScreen.self
        ) { screen, _ in
            screen.detail.flatMap { TicketWords.whyNoComment($0) }
        }.suiting(TicketScreen.self) { screen, _ in screen.isOpen },
        ActionRecord(
            .ticketCustomer, "Show the ticket's customer", short: "Customer", permission: .customerView,
            in: ["tickets.ticket", "tickets.form"]),
        ActionRecord(.queueFilter, "Narrow the list", short: "Filter", permission: .ticketView, in: ["tickets.queue"]),
        ActionRecord(
            .queueMine, "Show only free tickets and mine, or all", short: "Mine", permission: .ticketView,
            in: ["tickets.queue"]),
    ]

    private static let customers: [ActionRecord] =
        [
            ActionRecord(
                .customerRegister, "Register a customer", short: "New", permission: .customerRegister,
                in: ["find", "customers.card"]),
            ActionRecord(
                .ticketOpen, "Open a ticket for a new service", short: "Service", permission: .ticketOpen,
                in: ["customers.card"]),
            ActionRecord(.cardTabNext, "Next tab", short: "Tab", in: ["customers.card"]),
            ActionRecord(.cardTabPrevious, "Previous tab", short: "Tab back", in: ["customers.card"]),
        ]
        + CardTab.allCases.map { tab in
            ActionRecord(
                tab.action, "\(tab.title)", short: tab.title, permission: tab.permission, in: ["customers.card"])
        }

    private static let money = [
        ActionRecord(
            .paymentOpen, "Take a payment", short: "Payment", permission: .paymentRegister,
            in: ["customers.card"]),
        ActionRecord(
            .paymentPost, "Check the payment, then post it", short: "Post", permission: .paymentRegister,
            in: ["payment", "cashier"]),
        ActionRecord(
            .goPayment, "Take a payment by account number", short: "Payment", permission: .paymentRegister,
            in: ["global"]),
    ]

    private static let warehouse = [
        ActionRecord(
            .scanAccept, "Take the scan in; on other steps, push forward", short: "Scan",
            in: ["tickets.form", "warehouse.scan"])
    ]

    private static let forms = [
        ActionRecord(.formSave, "Save", short: "Save", in: ["form", "sign_in", "payment", "cashier"]),
        ActionRecord(.formAccept, "Next field; on the last one, save", short: "Next", in: ["form", "sign_in"]),
        ActionRecord(
            .valueChoose, "Choose from the list of values", short: "Choose", in: ["form"]),
        ActionRecord(.draftDiscard, "Throw away what is typed and start an empty form", short: "Discard", in: ["form"]),
        ActionRecord(.dialogAccept, "Accept", short: "Accept", in: ["dialog", "tickets.push", "confirm"]),
        ActionRecord(.confirmYes, "Yes, do it", short: "Yes", in: ["confirm"]),
        ActionRecord(
            .focusNext, "Next field; the other list", short: "Next",
            in: ["form", "sign_in", "payment", "tickets.form", "charge.run", "catalog", "warehouse.document"]),
        ActionRecord(
            .focusPrevious, "Previous field; the other list", short: "Previous",
            in: ["form", "sign_in", "payment", "tickets.form", "charge.run", "catalog", "warehouse.document"]),
    ]

    private static let everywhere = [
        ActionRecord(.help, "Help: the keys of this screen", short: "Help", in: ["global"]),
        ActionRecord(
            .findFocus, "Find a customer, ticket or device", short: "Find", permission: .customerView,
            in: ["global"]),
        ActionRecord(.back, "Back to where you came from", short: "Close", in: ["global"]),
        ActionRecord(.viewRefresh, "Read again", short: "Refresh", in: ["global"]),
        ActionRecord(.palette, "All actions", short: "Menu", in: ["global"]),
        ActionRecord(.goQueue, "Tickets in my queues", short: "Tickets", permission: .ticketView, in: ["global"]),
        ActionRecord(.goDrafts, "Go on with an unfinished form", short: "Unfinished", in: ["global"]),
        ActionRecord(.cancel, "Empty the line; on an empty one, back", short: "Cancel", in: ["global"]),
        ActionRecord(.repaint, "Paint the screen again", short: "Repaint", in: ["global"]),
        ActionRecord(
            .saveScreen, "Save a picture of the screen in a file", short: "Picture", in: ["global"]),
        ActionRecord(.suspend, "To the shell; \u{201C}fg\u{201D} comes back", short: "Suspend", in: ["global"]),
        ActionRecord(.lock, "Lock the terminal until the password is typed", short: "Lock", in: ["global"]) {
            _, context in
            Shell.whyNoLock(context.profile)
        },
        ActionRecord(.copyField, "Copy the line or the field", short: "Copy", in: ["global", "list"]),
        ActionRecord(.copyAll, "Copy everything that is shown", short: "Copy all", in: ["global", "list"]),
        ActionRecord(.mouse, "Mouse on or off", short: "Mouse", in: ["global"]),
        ActionRecord(.about, "About BCRM", short: "About", in: ["help"]),
        ActionRecord(.quit, "Leave BCRM", short: "Quit", in: ["global"]),
    ]

    private static let pageContexts = ["list", "find", "dialog", "filter", "tickets.form"]
    private static let listContexts = pageContexts + ["tickets.push"]

    private static let stockLists = ["warehouse.levels", "warehouse.models", "warehouse.devices", "warehouse.lookup"]

    private static let lists = [
        ActionRecord(.listOpen, "Open the selected line", short: "Open", in: ["list", "find", "filter"]),
        ActionRecord(.moveUp, "One line up", short: "Up", in: listContexts),
        ActionRecord(.moveDown, "One line down", short: "Down", in: listContexts),
        ActionRecord(.movePageUp, "One page up", short: "Page up", in: pageContexts),
        ActionRecord(.movePageDown, "One page down", short: "Page down", in: pageContexts),
        ActionRecord(.moveFirst, "To the first line", short: "First", in: ["list", "dialog"]),
        ActionRecord(.moveLast, "To the last line", short: "Last", in: ["list", "dialog"]),
        ActionRecord(
            .sortNext, "Sort by the next column", short: "Sort", in: ["tickets.queue"] + stockLists),
        ActionRecord(
            .sortReverse, "Sort the other way round", short: "Turn", in: ["tickets.queue"] + stockLists),
    ]

    private static let editing = [
        ActionRecord(.editLeft, "One character left; the choice before", short: "Left", in: ["text"]),
        ActionRecord(.editRight, "One character right; the choice after", short: "Right", in: ["text"]),
        ActionRecord(.editHome, "To the beginning of the field", short: "Begin", in: ["text"]),
        ActionRecord(.editEnd, "To the end of the field", short: "End", in: ["text"]),
        ActionRecord(.editBackspace, "Erase the character before", short: "Erase", in: ["text"]),
        ActionRecord(.editDelete, "Erase the character under the cursor", short: "Delete", in: ["text"]),
        ActionRecord(.editDeleteWord, "Erase the word before", short: "Word", in: ["text"]),
        ActionRecord(.editClear, "Empty the field", short: "Clear", in: ["text"]),
        ActionRecord(.fieldEditor, "Write the field in your own editor", short: "Editor", in: ["text"]),
        ActionRecord(.editKill, "Erase to the end of the field", short: "To end", in: ["text"]),
    ]
}
