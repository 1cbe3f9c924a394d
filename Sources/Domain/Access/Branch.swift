/// A branch of the operator, as a list of values shows it.
package struct Branch: Hashable, Sendable {
    package var code: String
    package var name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}
