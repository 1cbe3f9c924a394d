import Domain
import Terminal

extension Destination {
    /// The screen that shows the place.
    func screen(
        in context: ScreenContext, catalogue: ActionCatalogue, layers: [Shell.Layer], recent: [ActionID]
    ) -> any Screen {
        switch self {
        case .find(let text): FindScreen(text: text)
        case .customer(let id, let name): CustomerScreen(customer: id, name: name)
        case .register(let draft, let typed):
            RegistrationScreen(continuing: draft, typed: typed, key: CommandKey.make())
        case .queue: QueueScreen()
        case .ticket(let id): TicketScreen(ticket: id)
        case .warehouse: WarehouseScreen()
        case .stockOpening(let opening): StockOpeningScreen(opening: opening)
        case .scanning(let document): ScanScreen(document: document)
        case .stockDocument(let document): StockDocumentScreen(document: document)
        case .stockManifest(let document): ManifestScreen(document: document)
        case .stockSettling(let lines, let document): SettlingScreen(lines: lines, document: document)
        case .stockMinimum(let level): MinimumScreen(level: level)
        case .stockMovements(let level) where level.isSerialised: LevelDevicesScreen(level: level)
        case .stockMovements(let level): QuantityHistoryScreen(level: level)
        case .stockForm(let stock): StockFormScreen(stock: stock)
        case .modelForm(let model): ModelFormScreen(model: model)
        case .device(let device): DeviceScreen(device: device)
        case .deviceSearch(let text): DeviceSearchScreen(text: text, reader: ScanReader(settings: context.scanner))
        case .deviceMarking(let device): DeviceMarkingScreen(device: device)
        case .payment(let opening): PaymentScreen(opening: opening, key: CommandKey.make(), currency: context.currency)
        case .service(let opening): ServiceScreen(opening: opening, key: CommandKey.make())
        case .reversal(let opening): ReversalScreen(opening: opening)
        case .serviceChange(let opening): ServiceChangeScreen(opening: opening, today: context.clock.today)
        case .accountAction(let opening): AccountActionScreen(opening: opening)
        case .cashier: CashierScreen(key: CommandKey.make())
        case .shiftOpening: ShiftOpeningScreen(currency: context.currency)
        case .shiftClosing(let shift): ShiftClosingScreen(shift: shift)
        case .shifts: ShiftsScreen()
        case .cashTransfers: CashTransfersScreen()
        case .cashSending(let shift): CashSendingScreen(shift: shift)
        case .cashAnswer(let transfer, let isRefusal): CashAnswerScreen(transfer: transfer, isRefusal: isRefusal)
        case .chargeRuns: ChargeRunsScreen()
        case .chargeRun(let run): ChargeRunScreen(run: run)
        case .runRequest(let opening): RunRequestScreen(opening: opening, today: context.clock.today)
        case .catalog: CatalogScreen()
        case .price(let opening): PriceScreen(opening: opening)
        case .catalogForm(let opening): CatalogFormScreen(opening: opening, today: context.clock.today)
        case .usage: UsageScreen()
        case .call(let opening): CallScreen(opening: opening)
        case .callTotals(let opening): CallTotalsScreen(opening: opening)
        case .callQuote(let opening): CallQuoteScreen(opening: opening)
        case .usageSession(let session): UsageSessionScreen(session: session)
        case .usageCorrection(let session): CorrectionScreen(session: session)
        case .usageDismissal(let session): DismissalScreen(session: session)
        case .usageConflict(let conflict): ConflictScreen(conflict: conflict)
        case .rerating(let rerating): ReratingScreen(rerating: rerating)
        case .reratingRequest(let opening): ReratingRequestScreen(opening: opening, today: context.clock.today)
        case .profileForm(let opening): ProfileFormScreen(opening: opening, today: context.clock.today)
        case .noteText(let note): NoteTextScreen(note: note)
        case .historyDeed(let deed): HistoryDeedScreen(deed: deed)
        case .fileAdding(let customer): FileAddingScreen(customer: customer)
        case .fileText(let customer, let file): FileTextScreen(customer: customer, file: file)
        case .fileSaving(let customer, let file): FileSavingScreen(customer: customer, file: file)
        case .customerDeed(let customer, let deed): CustomerDeedScreen(customer: customer, deed: deed)
        case .duplicates(let customer): DuplicatesScreen(customer: customer)
        case .push(let opening): PushScreen(opening: opening)
        case .choose(let opening): ChoiceScreen(opening: opening)
        case .confirm(let opening): ConfirmScreen(opening: opening)
        case .palette(let text):
            PaletteScreen(
                text: text, entries: catalogue.entries(for: layers.last?.screen, in: context), recent: recent)
        case .help:
            HelpScreen(
                title: layers.last?.screen.crumb ?? "",
                entries: catalogue.entries(for: layers.last?.screen, in: context))
        case .about: AboutScreen()
        }
    }
}
