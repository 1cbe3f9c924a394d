package import Domain
package import Operations
package import Store

/// The price lists of an installation, brought to files as `bcrm calls prices import` does.
package struct PriceListStory: Sendable {
    private let installation: Installation
    private let editor: String

    package init(_ installation: Installation, editor: String = "op_admin") {
        self.installation = installation
        self.editor = editor
    }

    /// Header of every file of these tests.
    package static let columns =
        "prefix,band,destination,group,price_per_minute,connection_fee,next_increment,valid_from\n"

    @discardableResult
    package func `import`(
        _ text: String, _ order: PriceListOrder, fileName: String = "rates.csv", key: CommandKey = .make()
    ) async throws -> PriceListChanges {
        try await transaction { session in
            try await PriceListExchange.import(
                Array(text.utf8), fileName: fileName, order: order, key: key, on: session
            ).changes
        }
    }

    /// All rows of a list.
    package func rates(of list: String = "national") async throws -> [CallRate] {
        try await transaction { session in
            try await session.callRates(of: try await PriceListExchange.list(list, on: session).id)
        }
    }

    package func export(_ extent: PriceListExchange.Extent, of list: String = "national") async throws -> String {
        try await transaction { try await PriceListExchange.export(list, extent, on: $0) }
    }

    package func transaction<T: Sendable>(_ body: @Sendable (StoreSession) async throws -> T) async throws -> T {
        try await ServiceStory(installation).acting(editor) { session in
            try await session.transaction { try await body(session) }
        }
    }
}
