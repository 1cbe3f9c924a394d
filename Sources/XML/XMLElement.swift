/// An element with what is in it, its namespace left off.
public struct XMLElement: Hashable, Sendable {
    public let name: String
    public let attributes: [String: String]
    public let children: [XMLElement]
    /// Its own characters, without those of its children, blanks at either end left off.
    public let text: String
    /// The line it begins in.
    public let line: Int

    public init(
        name: String, attributes: [String: String] = [:], children: [XMLElement] = [], text: String = "", line: Int = 1
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
        self.line = line
    }

    /// The first child of that name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The element at the end of a way down, the first of each name.
    public func at(_ path: String...) -> XMLElement? {
        var element = self
        for name in path {
            guard let next = element[name] else { return nil }
            element = next
        }
        return element
    }
}
