/// Logins with their passwords in the form libpq reads (`PGPASSFILE`), for this user's eyes only.
package struct PasswordFile: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The password of a login, nil when it is not there.
    package func password(of login: String) -> String? {
        for line in ChildProcess.text(of: path).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count == 5, fields[3] == login { return String(fields[4]) }
        }
        return nil
    }

    /// Writes the file anew. Passwords are made by ``PrivateCluster/makePassword()``: no colon, no backslash.
    package func write(_ passwords: [String: String]) -> Bool {
        let lines = passwords.sorted { $0.key < $1.key }.map { "*:*:*:\($0.key):\($0.value)\n" }
        return FileTree.write(lines.joined(), to: path)
    }
}
