import Glibc

/// Where a program keeps what it must not lose but can do without elsewhere (XDG Base Directory Specification).
package enum StateFolder {
    /// `$XDG_STATE_HOME/bcrm`, by default `~/.local/state/bcrm`. For root, whose home nobody else may enter (and the
    /// server's user must), `/var/lib/bcrm`.
    package static func path(environment: [String: String] = ChildProcess.inheritedEnvironment) -> String {
        if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") { return folder + "/bcrm" }
        if geteuid() == 0 { return "/var/lib/bcrm" }
        return (environment["HOME"] ?? "/tmp") + "/.local/state/bcrm"
    }
}
