import Domain
import InstallationFixture
import Store
import Testing

/// Television is sold by channels and packages; nothing is paid for twice.
@Suite struct ChannelTests {
    private let text = """
        [channel.sport-1]
        name = "Sport 1"

        [channel.sport-2]
        name = "Sport 2"

        [service.tv]
        name = "Television"

        [service.tv.component.sport]
        name = "Sport package"
        charging = "periodic"
        tag = "tv"
        channels = ["sport-1", "sport-2"]

        [service.tv.component.sport-one]
        name = "Sport 1 by itself"
        charging = "periodic"
        tag = "tv"
        channels = ["sport-1"]

        [tariff.tv-100]
        name = "TV 100"
        service = "tv"

        [tariff.tv-100.component.sport]
        selection = "optional"
        prices = { always = "1200,00" }

        [tariff.tv-100.component.sport-one]
        selection = "optional"
        prices = { always = "800,00" }

        """

    @Test func aChannelOfAChosenPackageCannotBeChosenByItself() async throws {
        let installation = try await Installation.fresh()
        let story = ServiceStory(installation)
        try await installation.moveClock(to: "2026-03-20")
        try await CatalogStory(installation).import(text: text)
        let service = try await story.activateAtOnce("tv-100")
        let options = try await story.acting("op_anna") { session in
            try await session.pricedTariffs().first { $0.code == "tv-100" }?.components ?? []
        }
        func component(_ code: String) throws -> ComponentID {
            try #require(options.first { $0.code == code }).id
        }
        let (package, single, cinema) = (
            try component("sport"), try component("sport-one"), try component("cinema")
        )
        let today = try #require(CivilDate("2026-03-20"))
        let later = try #require(CivilDate("2026-04-10"))

        try await story.change(service, .option(package, quantity: 1, from: today))
        let refused = await #expect(throws: StoreError.self) {
            try await story.change(service, .option(single, quantity: 1, from: today))
        }
        #expect(
            refused?.sentence
                == "Option: the service has the channel Sport 1 already, in \"Sport package\"; it is not charged twice."
        )
        try await story.change(service, .option(cinema, quantity: 1, from: today))

        // The package ends on the day the channel begins.
        try await story.change(service, .option(package, quantity: 0, from: later))
        try await story.change(service, .option(single, quantity: 1, from: later))
        let other = await #expect(throws: StoreError.self) {
            try await story.change(service, .option(package, quantity: 1, from: later))
        }
        #expect(
            other?.sentence
                == "Option: the service has the channel Sport 1 by itself, as \"Sport 1 by itself\"; end that first, so that it is not charged twice."
        )
        try await installation.drop()
    }
}
