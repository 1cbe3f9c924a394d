import Domain
import InstallationFixture
import PostgreSQL
import Store

/// The demo's stocks with people at work: op_suren of the warehouse (branch 1: central, van, workshop, scrap) and op_aram,
/// who supervises every branch.
struct StockStory: Sendable {
    let installation: Installation

    static let central = StockID(1)
    static let north = StockID(2)
    static let van = StockID(3)
    static let workshop = StockID(4)
    static let scrap = StockID(5)
    static let huawei = 1
    static let settopbox = 3
    static let cable = 4
    static let connector = 5

    /// Runs a test's body on a fresh story; afterwards every device is at one place and every quantity adds up.
    static func run(_ body: (StockStory) async throws -> Void) async throws {
        let story = StockStory(installation: try await Installation.fresh())
        try await body(story)
        let broken = try await story.text(
            """
            SELECT count(*) FROM warehouse.device d
            WHERE num_nonnulls(d.stock_id, d.customer_id, d.transit_id) <> 1
            """)
        if broken != "0" { throw Broken(sentence: "\(broken) devices are nowhere or at several places") }
        try await story.installation.drop()
    }

    struct Broken: Error {
        let sentence: String
    }

    func acting<T>(_ login: String, _ body: (StoreSession) async throws -> T) async throws -> T {
        try await ServiceStory(installation).acting(login, body)
    }

    /// The sentence with which something is refused; nil when it is done.
    func refusal(_ login: String = "op_suren", _ body: (StoreSession) async throws -> Void) async throws -> String? {
        do {
            try await acting(login, body)
            return nil
        } catch let error as StoreError {
            return error.sentence
        }
    }

    func open(
        _ kind: StockDocumentKind, from: StockID? = nil, to: StockID? = nil, customer: CustomerID? = nil,
        model: Int? = nil, stops: Bool = false, by login: String = "op_suren"
    ) async throws -> StockDocumentID {
        try await acting(login) {
            try await $0.openDocument(
                StockDocumentOpening(
                    kind: kind, from: from, to: to, customer: customer, model: model, stopsOnError: stops),
                key: .make())
        }
    }

    /// Scans serials one by one.
    @discardableResult
    func scan(
        _ serials: [String], into document: StockDocumentID, by login: String = "op_suren"
    ) async throws -> [ScanVerdict] {
        try await scans(serials.map { DocumentScan(scan: $0, serials: [$0]) }, into: document, by: login).map(\.verdict)
    }

    @discardableResult
    func scans(
        _ scans: [DocumentScan], into document: StockDocumentID, by login: String = "op_suren"
    ) async throws -> [DocumentScanAnswer] {
        try await acting(login) { try await $0.scan(scans, into: document, key: .make()) }
    }

    @discardableResult
    func post(
        _ document: StockDocumentID, whole: Bool = false, by login: String = "op_suren"
    ) async throws -> StockPosting {
        try await acting(login) { try await $0.postDocument(document, isWhole: whole, key: .make()) }
    }

    func sheet(_ document: StockDocumentID) async throws -> StockDocumentSheet {
        try await acting("op_aram") { try await $0.stockDocument(document) }
    }

    /// State and place of a device: "in_stock 1", "at_customer 7", "in_transit 3".
    func place(_ serial: String) async throws -> String {
        try await text(
            """
            SELECT state || ' ' || coalesce(stock_id, customer_id, transit_id) FROM warehouse.device
            WHERE serial = \(serial)
            """)
    }

    func quantity(_ model: Int, in stock: StockID) async throws -> Int64 {
        Int64(
            try await text(
                """
                SELECT coalesce((SELECT quantity FROM warehouse.quantity WHERE stock_id = \(stock)::int
                    AND model_id = \(model)), 0)
                """)) ?? -1
    }

    /// One value seen from behind the scenes.
    func text(_ statement: Statement) async throws -> String {
        let session = try await installation.superuser()
        let value: String? = try await session.connection.query(statement).first?.decode(0)
        await session.connection.close()
        return value ?? ""
    }

    func customer() async throws -> CustomerID {
        try await acting("op_anna") {
            try await $0.registerCustomer(plausibleRegistration(), key: .make()).customer
        }
    }
}
