import Domain

/// The little world of ``TestDesk``.
nonisolated enum Samples {
    /// 2026-03-16 12:00 UTC.
    static let noon = Instant(microseconds: 1_773_662_400_000_000)
    static let today = CivilDate(dayNumber: 20_528)

    static func profile(_ permissions: Set<Permission>, name: String = "Anna K.") -> OperatorProfile {
        OperatorProfile(
            login: "op_anna", fullName: name, branchName: "Yerevan-2", installationName: "Hayk Telecom",
            permissions: permissions, now: noon, timeZone: "Asia/Yerevan", currency: .amd, isDemo: true)
    }

    static let everything: Set<Permission> = [
        .customerView, .customerRegister, .customerEdit, .accountView, .paymentRegister, .catalogView, .ticketView,
        .ticketOpen, .ticketTake, .ticketComment, .ticketSurvey, .ticketAssignPort, .ticketHandOver, .ticketActivate,
        .ticketCancel,
        .warehouseView, .deviceReceive, .deviceHandOver, .networkView, .usageView, .historyView, .serviceChange,
        .serviceSuspend, .serviceTerminate, .chargeView, .chargeRun, .chargeReverse, .paymentReverse, .tillUse,
        .catalogEdit, .usageReplay, .usageRerate, .paymentPromise, .accountCreditLimit, .accountMove, .paymentRefund,
        .accountOpen, .deviceReturn, .stockMove, .stockCount, .stockAdjust, .stockManage,
        .accountOpen, .customerNote, .customerIdentity, .customerFiles, .customerAttach, .customerMerge,
        .customerExport, .customerAnonymise,
    ]
    static let anna = profile(everything)

    static func customer(_ id: Int64, _ name: String, phone: String) -> CustomerSummary {
        CustomerSummary(
            id: CustomerID(id), name: name, contractNumber: "C-\(1000 + id)", phone: phone,
            address: "Yerevan, Abovyan 12, 34", balance: Money(minorUnits: 150_000, currency: .amd), state: .active,
            matched: "name")
    }
    static let petrosyan = customer(7, "Պետրոսյան Արամ", phone: "+37477101234")
    static let customers = [
        petrosyan, customer(8, "Sargsyan Lilit", phone: "+37491555666"),
        customer(9, "Иванов Сергей", phone: "+37494111222"),
    ]

    static func account(_ balance: Int64) -> AccountSummary {
        AccountSummary(
            id: AccountID(1001), balance: Money(minorUnits: balance, currency: .amd),
            creditLimit: Money(minorUnits: 0, currency: .amd), isDefault: true, version: 3)
    }

    static func card(_ balance: Int64) -> CustomerCard {
        CustomerCard(
            profile: CustomerProfile(
                id: petrosyan.id, kind: .person, name: petrosyan.name, contractNumber: "C-1007",
                phones: ["+37477101234"],
                addresses: [PostalAddress(city: "Yerevan", street: "Abovyan", building: "12", flat: "34")],
                email: "aram@example.am", taxNumber: "", documentNumber: "AN0123456", language: "hy",
                branchName: "Yerevan-2", note: "", registeredAt: noon, version: 1),
            state: .active, accounts: [account(balance)],
            subscriptions: [
                SubscriptionSummary(
                    id: SubscriptionID(31), account: AccountID(1001), serviceType: "internet", tariffName: "Home 100",
                    identifier: "aram100", state: .active, suspensionReasons: [], activatedOn: today, endedOn: nil,
                    parameters: ["speed": "100"], port: "OLT-1 0/3/12")
            ],
            tickets: [survey.summary],
            devices: [device("HWTC1A2B3C4D")],
            movements: [
                Movement(
                    account: AccountID(1001), kind: .fee, periodOn: today, periodEndsOn: CivilDate(dayNumber: 20_544),
                    amount: Money(minorUnits: -258_065, currency: .amd), bookedAt: noon, actor: "bcrmd",
                    title: "Home 100, access"),
                Movement(
                    account: AccountID(1001), kind: .payment, periodOn: today, periodEndsOn: nil,
                    amount: Money(minorUnits: 500_000, currency: .amd), bookedAt: noon, actor: "op_lilit",
                    title: "cash desk"),
            ],
            asOf: noon)
    }

    static let history = [
        HistoryEntry(
            at: noon, actor: "Lilit M.", title: "Payment 5 000,00",
            changes: [HistoryEntry.Change(field: "balance", old: "-1 000,00", new: "4 000,00")]),
        HistoryEntry(
            at: Instant(microseconds: noon.microseconds - 86_400_000_000), actor: "Anna K.",
            title: "Customer registered",
            changes: [HistoryEntry.Change(field: "name", old: nil, new: "Petrosyan Aram")]),
    ]

    static let offers = [
        TariffOffer(
            tariff: tariff(1, "Home 100", 500_000), serviceType: "internet",
            parameters: [
                ParameterDefinition(
                    code: "speed", label: "Night speed", kind: .integer(10...1000), unit: "Mbit/s", defaultValue: "200"),
                ParameterDefinition(
                    code: "router", label: "Router", kind: .choice(["own", "rented"]), unit: "", defaultValue: nil),
            ]),
        TariffOffer(tariff: tariff(2, "Voice", 100_000), serviceType: "phone", parameters: []),
    ]

    static func tariff(
        _ id: Int64, _ name: String, _ price: Int64, terms: PeriodicTerms = PeriodicTerms()
    ) -> Tariff {
        let always = CivilPeriod(CivilDate(dayNumber: 0), CivilDate(dayNumber: 100_000))
        return Tariff(
            id: TariffID(id), code: "t\(id)", name: name, serviceType: "internet",
            limits: SuspensionLimits(suspendBelow: 0, resumeFrom: 0),
            components: [
                TariffComponent(
                    id: ComponentID(1), code: "fee", name: name, terms: .periodic(terms),
                    prices: [TariffComponent.Price(valid: always, amount: price)])
            ])
    }

    static func ticket(
        _ id: Int64, step: String, view: StepView, isPermitted: Bool = true, endsBack: Bool = false
    ) -> TicketDetail {
        TicketDetail(
            summary: TicketSummary(
                id: TicketID(id), customer: petrosyan.id, customerName: petrosyan.name, type: "Internet activation",
                stepName: step, queueName: "Field work", state: .open, openedAt: noon,
                deadlineAt: Instant(microseconds: noon.microseconds + 3 * 3_600_000_000), takenBy: "", version: 4),
            view: view,
            transitions: [
                TransitionOption(
                    code: "go", label: "Go on", direction: .forward, toStepName: "Next step",
                    resolutions: ["done", "done with remarks"], needsComment: false, endsTicket: false,
                    isPermitted: isPermitted),
                TransitionOption(
                    code: "return", label: "Return", direction: .back, toStepName: "Start",
                    resolutions: ["not possible"], needsComment: true, endsTicket: endsBack, isPermitted: true),
            ],
            flow: [
                FlowEvent(
                    at: noon, actor: "Anna K.", fromStepName: "", toStepName: step, resolution: "opened",
                    comment: "asks for the evening")
            ],
            facts: [
                TicketDetail.Fact(label: "Tariff", value: "Home 100"),
                TicketDetail.Fact(label: "Speed", value: "200 Mbit/s"),
            ])
    }
    static let survey = ticket(12, step: "Survey", view: .survey)
    static let device = ticket(13, step: "Device", view: .device)
    static let port = ticket(14, step: "Port", view: .port)

    static let ports = (1...9).map { number in
        PortChoice(
            port: PortID(Int64(number)), node: NodeID(1), nodeCode: number < 5 ? "OLT-1" : "OLT-2",
            name: "0/3/\(number)",
            site: "Abovyan 12")
    }
    static let stocks = [
        StockSummary(id: StockID(1), code: "C", name: "Central stock", devicesInStock: 120),
        StockSummary(id: StockID(2), code: "Y2", name: "Yerevan-2", devicesInStock: 8),
    ]
    static let models = [
        DeviceModel(
            id: 1, code: "HG8245", name: "Huawei HG8245", kind: .ont, productCodes: ["06901443123452"],
            partNumbers: ["02311AAB"]),
        DeviceModel(
            id: 2, code: "ZTE", name: "ZTE F660", kind: .ont, serialMask: try? SerialMask("ZTEG%{8}"), needsMAC: true),
        DeviceModel(id: 4, code: "FTTH-1", name: "Drop cable", kind: .cable, isSerialised: false, unit: .metre),
    ]

    static func device(_ serial: String) -> DeviceSummary {
        DeviceSummary(
            id: DeviceID(5), serial: serial, mac: "00:25:9E:11:22:33", modelName: "Huawei HG8245", state: .inStock,
            location: "Central stock")
    }
}
