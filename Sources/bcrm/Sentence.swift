import Demo
import Domain
import PrivateCluster
import Store

/// An error in words for the person at the terminal, whatever it was.
struct Sentence: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) { description = text }

    init(_ error: any Error) {
        description =
            switch error {
            case let error as StoreError: error.sentence
            case let error as Migrations.Failure: error.sentence
            case let error as PrivateCluster.Failure: error.sentence
            case let error as DemoSystem.Failure: error.sentence
            case let error as BulkLoad.Failure: error.sentence
            case let error as TimeZoneRules.Failure: error.sentence
            default: "\(error)"
            }
    }
}
