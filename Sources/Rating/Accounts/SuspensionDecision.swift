package import Domain

/// Whether money lets a service run (business-rules section 4). Other reasons to suspend stack beside this one and are
/// decided elsewhere.
package enum SuspensionDecision: Hashable, Sendable {
    case leave
    case suspend
    case resume
    /// It is to be stopped, but not before this moment.
    case wait(until: Instant, SuspensionPolicy.Delay)

    /// What an account can pay with: its balance, its credit limit, and the payments promised and still in force. Sums
    /// that do not fit stop at the greatest and the least.
    package static func available(balance: Int64, creditLimit: Int64 = 0, promised: Int64 = 0) -> Int64 {
        Int64(clamping: Int128(balance) + Int128(creditLimit) + Int128(promised))
    }

    /// - Parameters:
    ///   - available: see ``available(balance:creditLimit:promised:)``, in minor units.
    ///   - dueOnResumption: what would be charged at once if the service ran again: it must be covered too, or the
    ///     service would stop in the moment it starts.
    ///   - isExempt: of a customer who is never suspended; a service that is comes back.
    ///   - wasPreventable: a payment that came later counts from before the suspension: it is undone as soon as the money
    ///     is not below the suspension limit, and nobody asks for the resumption limit (business-rules section 4).
    ///   - shortSince: since when available money is below the limit without a break; nil: it is new.
    ///   - flippedAt: when money last stopped or started the service.
    ///
    /// A service that may run again starts at once: neither hours nor the time between flips hold it up, since
    /// resumption follows a payment within seconds.
    package static func decide(
        available: Int64, dueOnResumption: Int64, limits: SuspensionLimits, isSuspendedForMoney: Bool,
        isExempt: Bool, wasPreventable: Bool = false, policy: SuspensionPolicy = .immediate,
        now: Instant = Instant(seconds: 0), zone: TimeZoneRules = .utc, shortSince: Instant? = nil,
        flippedAt: Instant? = nil
    ) -> SuspensionDecision {
        if isExempt { return isSuspendedForMoney ? .resume : .leave }
        if isSuspendedForMoney {
            let (left, isTooLow) = available.subtractingReportingOverflow(dueOnResumption)
            let needed = wasPreventable ? limits.suspendBelow : limits.resumeFrom
            return !isTooLow && left >= needed ? .resume : .leave
        }
        guard available < limits.suspendBelow else { return .leave }
        guard let delay = policy.delay(now: now, zone: zone, shortSince: shortSince, flippedAt: flippedAt) else {
            return .suspend
        }
        return .wait(until: delay.until, delay.why)
    }
}
