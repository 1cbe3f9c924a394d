import Domain
import Terminal

/// The actions about calls, the records they are made of, and what they cost.
extension ActionCatalogue {
    /// The Calls tab of the card.
    static let calls = [
        ActionRecord(
            .callsFilter, "Narrow the list: a number, a destination", short: "Filter", permission: .usageView,
            in: ["customers.calls"]),
        ActionRecord(
            .callsEarlier, "The month before", short: "Earlier", permission: .usageView, in: ["customers.calls"]),
        ActionRecord(.callsLater, "The month after", short: "Later", permission: .usageView, in: ["customers.calls"]),
        ActionRecord(
            .callsService, "Calls of one service, or of all", short: "Service", permission: .usageView,
            in: ["customers.calls"]),
        ActionRecord(
            .callsTotals, "Totals by destination, and what is left of free minutes", short: "Totals",
            permission: .usageView, in: ["customers.calls"]),
        ActionRecord(
            .callsRerate, "Rate the calls of the month again: a trial first", short: "Re-rate",
            permission: .usageRerate, in: ["customers.calls"]),
        ActionRecord(
            .callPrice, "What would this call cost", short: "Price", permission: .catalogView,
            in: ["customers.calls", "usage"]),
    ]

    /// The Usage panel.
    static let usage: [ActionRecord] =
        [
            ActionRecord(
                .goUsage, "Usage: records, calls, the error bin, prices", short: "Usage", permission: .usageView,
                in: ["global"]),
            ActionRecord(
                .goCallPrice, "What would a call cost", short: "Call price", permission: .catalogView,
                in: ["global"]),
            ActionRecord(.usageTabNext, "Next tab", short: "Tab", permission: .usageView, in: ["usage"]),
            ActionRecord(.usageTabPrevious, "Previous tab", short: "Tab back", permission: .usageView, in: ["usage"]),
            ActionRecord(
                .usageFilter, "Narrow the list, or look up as you type", short: "Look up", permission: .usageView,
                in: ["usage.errors", "usage.prices"]),
            ActionRecord(
                .priceListChoose, "Choose the price list", short: "List", permission: .catalogView,
                in: ["usage.prices"]),
        ]
        + UsageTab.allCases.map { tab in
            ActionRecord(tab.action, tab.title, short: tab.title, permission: tab.permission, in: ["usage"])
        }

    private static func onSession(
        _ action: ActionID, _ label: String, short: String
    ) -> ActionRecord {
        ActionRecord(
            action, label, short: short, permission: .usageReplay, in: ["usage.errors", "usage.session"]
        ) { screen, _ in
            (screen as? UsageSessionScreen)?.whyNotNow
        }
    }

    static let errorBin = [
        onSession(.usageReplay, "Rate it again; in the list, all that are marked", short: "Replay"),
        onSession(.usageCorrect, "Correct it, then rate it again", short: "Correct"),
        onSession(.usageDismiss, "Not to be charged, with a reason", short: "Dismiss"),
        ActionRecord(
            .usageReplayAll, "Rate all of the same reason again", short: "All", permission: .usageReplay,
            in: ["usage.errors"]),
        ActionRecord(
            .usageReason, "Only one reason, or every one", short: "Reason", permission: .usageReplay,
            in: ["usage.errors"]),
        ActionRecord(
            .markToggle, "Mark the line, or take the mark away", short: "Mark",
            in: ["usage.errors", "tickets.queue", "warehouse.document"]
        ).needing([.stockAdjust], in: "warehouse.document"),
        ActionRecord(
            .markAll, "Mark every line, or none", short: "Mark all",
            in: ["usage.errors", "tickets.queue", "warehouse.document"]
        ).needing([.stockAdjust], in: "warehouse.document"),
        ActionRecord(
            .usageCustomer, "Show the customer whose call it is", short: "Customer", permission: .customerView,
            in: ["usage.session"]),
    ]

    static let reratings = [
        ActionRecord(
            .reratingNew, "Rate calls again: a trial first", short: "New", permission: .usageRerate,
            in: ["usage.reratings"]),
        ActionRecord(
            .reratingPost, "Post the differences that the trial found", short: "Post", permission: .usageRerate,
            in: ["usage.rerating"], on: ReratingScreen.self
        ) { screen, _ in
            screen.whyNoPosting
        },
        ActionRecord(
            .reratingCancel, "Cancel it while it is under way", short: "Cancel", permission: .usageRerate,
            in: ["usage.rerating"], on: ReratingScreen.self
        ) { screen, _ in
            screen.whyNoCancel
        },
    ]
}
