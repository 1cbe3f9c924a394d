package import Domain

extension UsageLine {
    /// The days on which the service has a bucket: those of its tariff, or of the component that brings it.
    ///
    /// - Parameter options: the components of this service and of others.
    package func days(with bucket: CallBucket, options: [UsageOption]) -> [CivilPeriod] {
        guard let component = bucket.component else {
            return [CivilPeriod(tariffSince ?? .farPast, .farFuture)]
        }
        return options.filter { $0.subscription == subscription && $0.component == component }.map {
            CivilPeriod($0.from ?? .farPast, $0.to ?? .farFuture)
        }
    }
}
