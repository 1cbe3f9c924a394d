/// A statement with its parameters. An interpolated value becomes a parameter (`$1`, `$2`, ...), never text of the
/// statement, so that no value can change what is executed:
///
///     connection.query("SELECT name FROM customers.customer WHERE customer_id = \(id)")
public struct Statement: ExpressibleByStringInterpolation, Sendable, Hashable {
    public let text: String
    /// Text form of each parameter; nil is NULL.
    public let parameters: [String?]

    public init(text: String, parameters: [String?] = []) {
        self.text = text
        self.parameters = parameters
    }

    public init(stringLiteral value: String) { self.init(text: value) }

    public init(stringInterpolation: StringInterpolation) {
        self.init(text: stringInterpolation.text, parameters: stringInterpolation.parameters)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate(set) var text = ""
        fileprivate(set) var parameters: [String?] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 4)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        public mutating func appendInterpolation(_ value: some PostgreSQLEncodable) {
            parameters.append(value.postgreSQLText)
            text += "$\(parameters.count)"
        }

        /// nil becomes NULL.
        public mutating func appendInterpolation<Value: PostgreSQLEncodable>(_ value: Value?) {
            parameters.append(value?.postgreSQLText)
            text += "$\(parameters.count)"
        }

        /// Text that the program itself wrote (a column list, a table name): never anything from outside.
        public mutating func appendInterpolation(unescaped sql: String) { text += sql }
    }
}
