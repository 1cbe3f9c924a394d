import Domain
import Terminal

/// The actions about money: postings, tills, charging runs; and those that change services and prices.
extension ActionCatalogue {
    static let services = [
        change(.tariff, "Change the tariff", short: "Tariff", .serviceChange),
        change(.suspend, "Suspend the service", short: "Suspend", .serviceSuspend),
        change(.resume, "End a suspension", short: "Resume", .serviceSuspend),
        change(.option, "Add or take away options: channels, packages, devices", short: "Options", .serviceChange),
        change(.terminate, "End the service", short: "End", .serviceTerminate),
        change(.withdraw, "Withdraw what is planned", short: "Withdraw", .serviceChange),
    ]

    private static func change(
        _ kind: ServiceChangeKind, _ label: String, short: String, _ permission: Permission
    ) -> ActionRecord {
        ActionRecord(
            kind.action, label, short: short, permission: permission, in: ["customers.services"],
            on: CustomerScreen.self
        ) { screen, _ in
            screen.services.selected.flatMap { kind.whyNot($0) }
        }
    }

    static let tills = [
        ActionRecord(
            .goCashier, "The cashier's desk: one line for each payment", short: "Cashier", permission: .paymentRegister,
            in: ["global"]),
        ActionRecord(
            .goShifts, "Shifts of the tills", short: "Shifts", permission: .tillUse, in: ["global"]
        ).also(.tillSupervise),
        ActionRecord(
            .goTransfers, "Cash on its way: send, confirm, refuse", short: "Transfers", permission: .tillUse,
            in: ["global"]
        ).also(.tillSupervise),
        ActionRecord(
            .shiftToggle, "Open the till, or close it", short: "Shift", permission: .tillUse,
            in: ["cashier", "shifts"]),
        ActionRecord(
            .cashSend, "Send cash to another till or to the bank", short: "Send", permission: .tillUse,
            in: ["cashier", "transfers"]),
        ActionRecord(
            .cashConfirm, "Confirm the cash as counted", short: "Confirm", permission: .tillUse, in: ["transfers"],
            on: CashTransfersScreen.self
        ) { screen, _ in
            screen.whyNoAnswer
        },
        ActionRecord(
            .cashRefuse, "Refuse the cash, with a reason", short: "Refuse", permission: .tillUse, in: ["transfers"],
            on: CashTransfersScreen.self
        ) { screen, _ in
            screen.whyNoAnswer
        },
    ]

    /// The Accounts tab of the card.
    static let accounts = AccountAction.allCases.map { kind in
        ActionRecord(
            kind.action, kind.label.long, short: kind.label.short, permission: kind.permission,
            in: ["customers.accounts"], on: CustomerScreen.self
        ) { screen, _ in
            screen.selectedAccount.flatMap { kind.whyNot($0, of: screen.card?.accounts ?? []) }
        }
    }

    /// The Money tab of the card.
    static let postings = [
        ActionRecord(
            .moneyFilter, "Narrow the list: kind, days, text", short: "Filter", permission: .accountView,
            in: ["customers.money"]),
        ActionRecord(
            .moneyAccount, "The customer's next account", short: "Account", permission: .accountView,
            in: ["customers.money"]),
        ActionRecord(
            .moneyAsOf, "The balance on a day", short: "Balance on", permission: .accountView,
            in: ["customers.money"]),
        ActionRecord(
            .moneyReverse, "Take the posting back, with a reason", short: "Take back", permission: .paymentReverse,
            in: ["customers.money"], on: CustomerScreen.self
        ) { screen, context in
            screen.money.selected.flatMap { posting in
                let needed: Permission = posting.kind == .payment ? .paymentReverse : .chargeReverse
                guard context.may(needed) else {
                    return posting.kind == .payment
                        ? "Your role does not take payments back." : "Your role does not take charges back."
                }
                return MoneyTab.whyNoReversal(posting)
            }
        }.also(.chargeReverse),
    ]

    private static func catalog(
        _ action: ActionID, _ label: String, short: String, _ kind: CatalogForm.Kind
    ) -> ActionRecord {
        ActionRecord(
            action, label, short: short, permission: .catalogEdit, in: ["catalog"], on: CatalogScreen.self
        ) { screen, _ in
            screen.whyNot(kind)
        }
    }

    static let charging = [
        ActionRecord(
            .goChargeRuns, "Charge runs", short: "Runs", permission: .chargeView, in: ["global"]),
        ActionRecord(
            .runDry, "Try a day: compute what it charges, post nothing", short: "Dry run", permission: .chargeRun,
            in: ["charge.runs"]),
        ActionRecord(
            .runDay, "Ask for the run of a day", short: "Run", permission: .chargeRun, in: ["charge.runs"]),
        ActionRecord(
            .runReverse, "Take a whole run back, with a reason", short: "Take back", permission: .chargeRun,
            in: ["charge.runs", "charge.run"]
        ) { screen, _ in
            ((screen as? ChargeRunsScreen)?.selected ?? (screen as? ChargeRunScreen)?.report?.summary)?.whyNoReversal
        },
        ActionRecord(
            .runCancel, "Cancel the run under way", short: "Cancel", permission: .chargeRun, in: ["charge.runs"]),
        ActionRecord(
            .goCatalog, "The catalogue: tariffs and prices", short: "Catalog", permission: .catalogView,
            in: ["global"]),
        ActionRecord(
            .catalogPrice, "A new price from a day on", short: "Price", permission: .catalogEdit, in: ["catalog"]),
        ActionRecord(.treeOpen, "Open the branch, or go to the components", short: "Open", in: ["catalog"]),
        ActionRecord(.treeClose, "Close the branch, or go back to it", short: "Close", in: ["catalog"]),
        catalog(.catalogNew, "A new tariff, as a copy of the selected one", short: "New tariff", .newTariff),
        catalog(.catalogEdit, "Edit the selected tariff, or the component's terms", short: "Edit", .editTariff),
        catalog(.catalogOption, "Add an optional component to the tariff", short: "Option", .addOption),
        catalog(.catalogAdd, "Add a service type or a component", short: "Add", .addEntry),
        catalog(.catalogDiscount, "Add a discount or a campaign", short: "Discount", .addDiscount),
    ]
}
