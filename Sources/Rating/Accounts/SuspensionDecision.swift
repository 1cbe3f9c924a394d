package import Domain

/// Whether money lets a service run (business-rules section 4). Other reasons to suspend stack beside this one and are
/// decided elsewhere.
package enum SuspensionDecision: Hashable, Sendable {
    case leave
    case suspend
    case resume

    /// - Parameters:
    ///   - available: balance plus credit limit, in minor units.
    ///   - dueOnResumption: what would be charged at once if the service ran again: it must be covered too, or the
    ///     service would stop in the moment it starts.
    package static func decide(
        available: Int64, dueOnResumption: Int64, limits: SuspensionLimits, isSuspendedForMoney: Bool,
        isExempt: Bool
    ) -> SuspensionDecision {
        if isExempt { return isSuspendedForMoney ? .resume : .leave }
        if !isSuspendedForMoney { return available < limits.suspendBelow ? .suspend : .leave }
        let (left, isTooLow) = available.subtractingReportingOverflow(dueOnResumption)
        return !isTooLow && left >= limits.resumeFrom ? .resume : .leave
    }
}
