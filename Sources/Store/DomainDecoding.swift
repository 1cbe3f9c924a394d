import Domain
import PostgreSQL

// How the values of the business cross into SQL and back.

extension Identifier: PostgreSQLEncodable, PostgreSQLDecodable {
    package var postgreSQLText: String? { String(rawValue) }

    package init?(postgreSQLText text: String) {
        guard let number = Int64(text) else { return nil }
        self.init(rawValue: number)
    }
}

extension CivilDate: PostgreSQLEncodable, PostgreSQLDecodable {
    package var postgreSQLText: String? { description }

    package init?(postgreSQLText text: String) { self.init(text) }
}

extension Instant: PostgreSQLEncodable, PostgreSQLDecodable {
    package var postgreSQLText: String? { description }

    package init?(postgreSQLText text: String) { self.init(text) }
}

extension Currency {
    /// The currency of a code in the database, with its digits by ISO 4217.
    init(databaseCode code: String) {
        self = Currency(isoCode: code) ?? Currency(code: code, fractionDigits: 2)
    }
}

extension Row {
    /// A civil date of a column, nil for NULL and for infinity.
    func date(_ column: Int) throws(StoreError) -> CivilDate? {
        let text: String? = try value(column)
        return text.flatMap { CivilDate($0) }
    }

    /// One of an enumeration's words.
    func word<T: RawRepresentable>(_ column: Int, as type: T.Type = T.self) throws(StoreError) -> T
    where T.RawValue == String {
        let text: String = try value(column)
        guard let value = T(rawValue: text) else { throw .unexpected("\(text) is no \(T.self)") }
        return value
    }
}
