import Glibc

/// The system user the server runs as: this one, or, for root (which PostgreSQL refuses), an unprivileged one.
struct ServerAccount: Sendable {
    let uid: uid_t
    let gid: gid_t
    /// Words to put before a command so that it runs as that user; empty when it is this user already.
    let prefix: [String]

    static func current() -> ServerAccount? {
        guard geteuid() == 0 else { return ServerAccount(uid: geteuid(), gid: getegid(), prefix: []) }
        for name in ["postgres", "nobody"] {
            guard let entry = getpwnam(name) else { continue }
            let uid = entry.pointee.pw_uid
            let gid = entry.pointee.pw_gid
            return ServerAccount(
                uid: uid, gid: gid,
                prefix: ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"])
        }
        return nil
    }

    func command(_ path: String, _ arguments: [String]) -> ChildProcess {
        var environment = ChildProcess.inheritedEnvironment
        environment["LC_ALL"] = "C.UTF-8"
        guard let first = prefix.first else { return ChildProcess(path, arguments, environment: environment) }
        return ChildProcess(first, prefix.dropFirst() + [path] + arguments, environment: environment)
    }

    func own(_ path: String) -> Bool { prefix.isEmpty || chown(path, uid, gid) == 0 }

    /// True when that user can reach the folder.
    func canEnter(_ folder: String) -> Bool {
        guard !prefix.isEmpty else { return access(folder, X_OK) == 0 }
        return command("/usr/bin/test", ["-x", folder]).run(outputFile: "/dev/null")?.status == 0
    }
}
