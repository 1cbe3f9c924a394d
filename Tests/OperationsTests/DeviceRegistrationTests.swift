import Domain
import InstallationFixture
import Operations
import Store
import Testing

/// Files of devices: registered once however often one is given; a receipt's list is the file given last.
@Suite struct DeviceRegistrationTests {
    private static let first = Array("serial;model\nHWTC0000FF01;HG8245H\n".utf8)
    private static let second = Array("serial;model\nHWTC0000FF02;HG8245H\nHWTC0000FF03;HG8245H\n".utf8)

    @Test func theListOfAReceiptIsTheFileGivenLast() async throws {
        let installation = try await Installation.fresh()
        let expected = try await ServiceStory(installation).acting("op_suren") { session -> Int in
            let document = try await session.openDocument(
                StockDocumentOpening(kind: .receive, to: StockID(1)), key: .make())
            let number = try await session.stockDocument(document).summary.number
            for file in [Self.first, Self.second, Self.first] {
                let registration = try await DeviceRegistration(file, model: nil, on: session)
                _ = try await registration.expect(in: number, on: session)
            }
            return try await session.stockDocument(document).summary.expected
        }
        #expect(expected == 1)
        try await installation.drop()
    }

    @Test func aFileGivenAgainRegistersNothingTwice() async throws {
        let installation = try await Installation.fresh()
        let reports = try await ServiceStory(installation).acting("op_suren") { session in
            var reports: [DeviceRegistration.Report] = []
            for _ in 0..<2 {
                let registration = try await DeviceRegistration(Self.second, model: nil, on: session)
                reports.append(try await registration.register(into: "central", note: "delivery 7", on: session))
            }
            return reports
        }
        #expect(reports[0].taken == 2 && reports[0].refused == [])
        #expect(reports[0] == reports[1])
        try await installation.drop()
    }
}
