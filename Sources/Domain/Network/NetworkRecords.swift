/// A port that can be assigned.
package struct PortChoice: Hashable, Sendable {
    package var port: PortID
    package var node: NodeID
    package var nodeCode: String
    package var name: String
    package var site: String

    package init(port: PortID, node: NodeID, nodeCode: String, name: String, site: String) {
        self.port = port
        self.node = node
        self.nodeCode = nodeCode
        self.name = name
        self.site = site
    }
}
