import Domain
import Terminal

/// The actions of the warehouse: scanning, stock documents, devices.
extension ActionCatalogue {
    static let scanning = [
        ActionRecord(
            .goWarehouse, "The warehouse: scan, documents, levels, devices", short: "Warehouse",
            permission: .warehouseView, in: ["global"]),
        ActionRecord(
            .scanUndo, "Take the last scan back", short: "Undo", permission: .warehouseView, in: ["warehouse.scan"]),
        ActionRecord(
            .scanPost, "Post the document; of one on its way, accept what came", short: "Post",
            permission: .warehouseView, in: ["warehouse.scan"]),
        ActionRecord(
            .scanModel, "Choose the model, or a consumable to type how many of", short: "Model",
            permission: .warehouseView, in: ["warehouse.scan"]),
        ActionRecord(
            .scanList, "The document's lines, what was set aside and what differs", short: "Lines",
            permission: .warehouseView, in: ["warehouse.scan", "warehouse.documents"]),
        ActionRecord(
            .scanBegin, "A scanner's STX: what follows is one scan", short: "STX", permission: .warehouseView,
            in: ["warehouse.scan"]),
        ActionRecord(
            .scanSeparator, "A scanner's GS between the fields of a GS1 code", short: "GS", permission: .warehouseView,
            in: ["warehouse.scan"]),
    ]

    static let stockDocuments =
        [
            ActionRecord(
                .stockTabNext, "Next tab", short: "Tab", permission: .warehouseView,
                in: ["warehouse", "warehouse.lookup"]),
            ActionRecord(
                .stockTabPrevious, "Previous tab", short: "Tab back", permission: .warehouseView,
                in: ["warehouse", "warehouse.lookup"]),
            ofDocuments(
                .stockNew, "Begin: receive, move, hand over, take back or count", short: "New",
                in: ["warehouse.documents"]),
            ActionRecord(
                .stockAdd, "A new model or stock", short: "New", permission: .stockManage, in: ["warehouse.models"]),
            ofDocuments(
                .stockScan, "Scan into the document", short: "Scan",
                in: ["warehouse.documents", "warehouse.document"]),
            ofDocuments(
                .stockDrop, "Give the draft up; nothing moves", short: "Give up", in: ["warehouse.documents"]),
            ActionRecord(
                .stockManifest, "The supplier's list to hold the scans against", short: "List",
                permission: .deviceReceive, in: ["warehouse.document"]),
            ActionRecord(
                .stockSettle, "Say what became of what did not come; of all that are marked", short: "Settle",
                permission: .stockAdjust,
                in: ["warehouse.document"], on: StockDocumentScreen.self
            ) { screen, _ in
                screen.whyNoSettling
            },
            ActionRecord(
                .stockMinimum, "How much the stock is to hold at least", short: "Minimum", permission: .stockManage,
                in: ["warehouse.levels"]),
            ActionRecord(
                .stockMovements, "What came in and went out, one by one; of devices, each of them", short: "Movements",
                permission: .warehouseView, in: ["warehouse.levels"]),
            ActionRecord(
                .movementFilter, "Narrow the movements: kind, @who, days, text", short: "Filter",
                permission: .warehouseView, in: ["warehouse.movements"]),
            ActionRecord(
                .movementKind, "Only one kind of movement, or every one", short: "Kind", permission: .warehouseView,
                in: ["warehouse.movements"]),
            ActionRecord(
                .stockEdit, "Change the selected model or stock", short: "Edit", permission: .stockManage,
                in: ["warehouse.models"]),
            ActionRecord(
                .stockFilter, "Look a device up by serial or MAC", short: "Look up", permission: .warehouseView,
                in: ["warehouse.devices"]),
            ActionRecord(
                .stockNarrow, "Narrow the list: words; of documents also kind, state, @who, days", short: "Filter",
                permission: .warehouseView,
                in: ["warehouse.documents", "warehouse.levels", "warehouse.models"]),
        ]
        + WarehouseTab.allCases.map { tab in
            ActionRecord(tab.action, tab.title, short: tab.title, permission: .warehouseView, in: ["warehouse"])
        }

    /// For those who may do at least one thing with stock documents.
    private static func ofDocuments(
        _ id: ActionID, _ label: String, short: String, in contexts: [String]
    ) -> ActionRecord {
        let all = StockDocumentKind.allCases.map(\.permission)
        return contexts.reduce(ActionRecord(id, label, short: short, permission: .warehouseView, in: contexts)) {
            $0.needing(all, in: $1)
        }
    }

    static let devices = [
        ActionRecord(
            .ticketTakeBack, "Take the device back that was handed over here", short: "Take back",
            permission: .deviceHandOver, in: ["tickets.form"], on: TicketScreen.self
        ) { screen, _ in
            screen.whyNoTakingBack
        },
        ActionRecord(
            .ticketStock, "Hand over what else the ticket needs: cable, parts, more devices", short: "Hand over",
            permission: .deviceHandOver, in: ["tickets.ticket", "tickets.form"], on: TicketScreen.self
        ) { screen, _ in
            screen.whyNoStock
        },
        ActionRecord(
            .deviceOwner, "Show the customer who has it", short: "Customer", permission: .customerView,
            in: ["warehouse.device"]),
        ActionRecord(
            .deviceMark, "Mark it faulty, or working again", short: "Mark", permission: .stockMove,
            in: ["warehouse.device"], on: DeviceScreen.self
        ) { screen, _ in
            screen.whyNoMark
        },
    ]
}
