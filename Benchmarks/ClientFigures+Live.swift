import Domain
import Glibc
import Store
import TerminalEmulator

/// What comes while a screen is open: results as one types, and what other operators do.
extension ClientFigures {
    /// Names are typed letter by letter, as they are heard: from the last letter's key to its echo, and to the results on
    /// the screen, with the pause in which more may be typed.
    func results(of customers: Int) throws -> [Figure] {
        let names = ["petros", "armen", "sargsyan", "anna", "hakob", "grigor", "mariam", "karen", "ivanov", "levon"]
        let terminal = try openConnected(columns: 80, rows: 24)
        var letters: [Reaction] = []
        // The first ones bring what is asked for into the server's memory.
        for round in -20..<400 {
            let name = names[(round + 20) % names.count]
            let typed = name.prefix(2 + (round + 20) / names.count % (name.count - 2))
            terminal.press("F2", "C-u")
            terminal.type(String(typed))
            try terminal.settle()
            let next = String(name.dropFirst(typed.count).prefix(1))
            let reaction = terminal.react(quietFor: 140) { terminal.type(next) }
            if round >= 0 { letters.append(reaction) }
            try terminal.settle()
        }
        try leave(terminal)
        let size = "\(customers / 1_000) k"
        // A letter after which the same customers are found paints itself only.
        let changing = letters.filter { $0.milliseconds > 30 }
        let shown = changing.map(\.milliseconds)
        return [
            Figure(
                name: "client letter to its echo, p99, \(size)", value: letters.map(\.first).share(99), unit: "ms",
                limit: 10),
            Figure(
                name: "client letter to results on screen, p50, \(size)", value: shown.median, unit: "ms", limit: 80),
            Figure(
                name: "client letter to results on screen, p99, \(size)", value: shown.share(99), unit: "ms",
                limit: 120),
            Figure(
                name: "client octets a letter with results, p50", value: changing.map(\.octets).median,
                unit: "octets", limit: 1_536),
        ]
    }

    /// Somebody pays while the card is open: the balance and the payment appear by themselves.
    func push(_ installation: BenchInstallation) async throws -> [Figure] {
        let (customer, account): (CustomerID, AccountSummary) = try await installation.asOperator { session in
            let hits = try await session.search(["D-0000001"], limit: 1).hits
            guard case .customer(let found)? = hits.first
            else { throw BenchFailure(words: "the first customer is not found") }
            let card = try await session.customerCard(found.id)
            guard let account = card.accounts.first else {
                throw BenchFailure(words: "the first customer has no account")
            }
            return (found.id, account)
        }
        let terminal = try openConnected(columns: 80, rows: 24)
        terminal.type("D-0000001")
        try terminal.settle()
        terminal.press("ENTER")
        try terminal.wait(forText: "1 Overview")
        try terminal.settle()
        var octets: [Double] = []
        for round in 0..<9 {
            _ = terminal.react(quietFor: 1_100) {}
            let before = terminal.emulator.octets
            _ = try await installation.asOperator { session in
                try await session.takePayment(
                    PaymentOrder(
                        customer: customer, account: account.id,
                        amount: Money(minorUnits: Int64(1_000 + round), currency: account.balance.currency),
                        channel: .bank, externalID: "bench-\(getpid())-\(round)", valueOn: Self.today, note: ""),
                    key: .make())
            }
            while terminal.pump(milliseconds: 1_500) {}
            octets.append(Double(terminal.emulator.octets - before))
        }
        try leave(terminal)
        return [
            Figure(
                name: "client octets when somebody pays, p50", value: octets.median, unit: "octets", limit: 200)
        ]
    }

    private static var today: CivilDate { CivilDate(dayNumber: Int32(time(nil) / 86_400)) }
}
