/// A permission by its stable code, for example `payment.register` (features F1.1).
package struct Permission: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Who sits at this terminal and what they may do; the database enforces the same list.
package struct OperatorProfile: Hashable, Sendable {
    package var login: String
    package var fullName: String
    package var branchName: String
    package var installationName: String
    package var permissions: Set<Permission>
    /// The business clock at the moment of signing in.
    package var now: Instant
    package var timeZone: String
    package var currency: Currency
    package var isDemo: Bool

    package init(
        login: String, fullName: String, branchName: String, installationName: String,
        permissions: Set<Permission>, now: Instant, timeZone: String, currency: Currency, isDemo: Bool
    ) {
        self.login = login
        self.fullName = fullName
        self.branchName = branchName
        self.installationName = installationName
        self.permissions = permissions
        self.now = now
        self.timeZone = timeZone
        self.currency = currency
        self.isDemo = isDemo
    }

    package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}
