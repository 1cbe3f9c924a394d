import Glibc

/// The PostgreSQL server's programs on this machine.
struct ServerPrograms: Sendable {
    let folder: String

    var initdb: String { folder + "/initdb" }
    var pgCtl: String { folder + "/pg_ctl" }

    /// The newest server below Debian's folder, else the one on the PATH.
    static func find(path: String?) -> ServerPrograms? {
        let debian = "/usr/lib/postgresql"
        let versions = FileTree.names(in: debian).compactMap { Int($0) }.sorted(by: >)
        let candidates =
            versions.map { "\(debian)/\($0)/bin" } + (path ?? "").split(separator: ":").map(String.init)
        return candidates.map { ServerPrograms(folder: $0) }.first {
            access($0.initdb, X_OK) == 0 && access($0.pgCtl, X_OK) == 0
        }
    }

    /// The major version these programs make: "15" from "pg_ctl (PostgreSQL) 15.18 (Debian ...)".
    static func majorVersion(in versionText: String) -> String? {
        guard let number = versionText.split(separator: " ").first(where: { $0.first?.isNumber == true }) else {
            return nil
        }
        return number.split(separator: ".").first.map(String.init)
    }
}
