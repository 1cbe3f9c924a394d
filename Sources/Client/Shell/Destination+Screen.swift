import Domain

extension Destination {
    /// The screen that shows the place.
    func screen(in context: ScreenContext, catalogue: ActionCatalogue, layers: [Shell.Layer]) -> any Screen {
        switch self {
        case .find(let text): FindScreen(text: text)
        case .customer(let id, let name): CustomerScreen(customer: id, name: name)
        case .register(let draft, let typed):
            RegistrationScreen(continuing: draft, typed: typed, key: CommandKey.make())
        case .queue: QueueScreen()
        case .ticket(let id): TicketScreen(ticket: id)
        case .receive: ReceiveScreen()
        case .payment(let opening): PaymentScreen(opening: opening, key: CommandKey.make())
        case .service(let opening): ServiceScreen(opening: opening, key: CommandKey.make())
        case .push(let opening): PushScreen(opening: opening)
        case .choose(let opening): ChoiceScreen(opening: opening)
        case .confirm(let opening): ConfirmScreen(opening: opening)
        case .palette(let text):
            PaletteScreen(
                text: text, entries: catalogue.entries(for: layers.last?.screen, in: context))
        case .help:
            HelpScreen(
                title: layers.last?.screen.crumb ?? "",
                entries: catalogue.entries(for: layers.last?.screen, in: context))
        case .about: AboutScreen()
        }
    }
}
