import Domain
import InstallationFixture
import Operations
import Testing

/// A dry run tells what the import then does, row by row, over the whole file.
@Suite struct DryRunTests {
    private static let headers: [ImportKind: String] = [
        .customers: ImportRandom.customers, .accounts: "key,customer,number,balance",
        .subscriptions: "key,account,tariff,identifier,started_on,parameter.wifi_name",
        .devices: "key,serial,mac,model,stock",
    ]

    /// An installation with two customers and their accounts, of which a contract, a number, an identifier and a device are
    /// taken before the file comes.
    private func installation() async throws -> (Installation, ImportStory) {
        let installation = try await Installation.fresh()
        try await installation.moveClock(to: "2027-03-20")
        let story = ImportStory(installation)
        _ = try await story.import(
            .customers, "\(ImportRandom.customers)\nbefore1,A B,077101212,Y,A,1,K-0\nbefore2,A B,077101213,Y,A,1,\n")
        _ = try await story.import(.accounts, "key,customer,number\nbefore1,before1,90\nbefore2,before2,\n")
        _ = try await story.import(
            .subscriptions,
            "key,account,tariff,identifier,started_on,parameter.wifi_name\nbefore,before1,home-50,id0,2020-01-01,a\n")
        _ = try await story.import(
            .devices, "key,serial,mac,model,stock\nbefore,ABCD0000,AABBCCDDEE00,f660,central\n")
        return (installation, story)
    }

    @Test(arguments: [ImportKind.customers, .accounts, .subscriptions, .devices], 0..<3)
    func aDryRunAndTheImportRefuseTheSameRowsForTheSameReasons(_ kind: ImportKind, _ round: Int) async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = ImportRandom(seed: seed)
        let header = try #require(Self.headers[kind])
        let rows = (0..<60).map { _ in random.row(kind, bringsOurNumbers: round > 0) }
        let size = Int.random(in: 2...9, using: &random.generator)
        let text = "\(header)\n" + rows.map { $0 + "\n" }.joined()
        let told: Comment = "seed \(seed), batches of \(size):\n\(text)"

        let (installation, story) = try await installation()
        let dry = try await story.preview(kind, text, batchSize: size)
        // Numbers of ours that are brought along may be given away in between, which hangs on the batches.
        if round == 0 {
            let other = try await story.preview(kind, text, batchSize: 1_000)
            #expect(other.firstRefusals == dry.firstRefusals, told)
        }
        let state = try await story.import(kind, text, batchSize: size)
        let refused = try await story.refusals(state)
        let foretold = Dictionary(dry.firstRefusals.map { ($0.line, $0.reason) }) { first, _ in first }
        #expect(foretold == refused, told)
        #expect(dry.created == state.created && dry.unchanged == state.unchanged && dry.refused == state.refused, told)
        #expect(dry.openings.sums == state.openings, told)
        #expect(!refused.isEmpty && state.created > 0, told)
        // Once more, everything that was taken is there.
        let again = try await story.preview(kind, text, batchSize: size)
        #expect(again.created == 0 && again.unchanged == state.created + state.unchanged, told)
        try await installation.drop()
    }

    @Test func whatWasRefusedStandsInNobodysWay() async throws {
        let (installation, story) = try await installation()
        let text = """
            \(ImportRandom.customers)
            a,A B,,Y,A,1,K-1
            a,A B,077101212,Y,A,1,K-1
            b,A B,077101212,Y,A,1,k-1
            a,A B,077101212,Y,A,2,K-2

            """
        for size in [1, 100] {
            let dry = try await story.preview(.customers, text, batchSize: size)
            #expect(
                dry.firstRefusals.map { "\($0.line) \($0.reason)" } == [
                    "2 Phone: at least one is needed.", "4 Contract: K-1 is line 3's already.",
                    "5 The key a stands in line 3 too, with other contents.",
                ])
            #expect(dry.created == 1)
        }
        try await installation.drop()
    }

    @Test func aNumberThatARowOfTheFileIsGivenIsNobodyElses() async throws {
        let (installation, story) = try await installation()
        let text = "\(ImportRandom.customers)\na,A B,077101212,Y,A,1,\nb,A B,077101213,Y,A,1,C-2027-000002\n"
        let dry = try await story.preview(.customers, text, batchSize: 1)
        #expect(dry.firstRefusals.map(\.reason) == ["Contract: C-2027-000002 is line 2's already."])
        let state = try await story.import(.customers, text, batchSize: 1)
        #expect(try await story.refusals(state) == [3: "Contract: C-2027-000002 is line 2's already."])
        try await installation.drop()
    }

    @Test func theFirstNumberOfAllMayBeBroughtAlongBesideOnesThatAreGiven() async throws {
        let installation = try await Installation.fresh()
        let story = ImportStory(installation)
        _ = try await story.import(.customers, "\(ImportRandom.customers)\nx,A B,077101212,Y,A,1,\n")
        let text = "key,customer,number\na,x,1000000\nb,x,\n"
        let dry = try await story.preview(.accounts, text)
        let state = try await story.import(.accounts, text)
        #expect(dry.created == 2 && state.created == 2)
        try await installation.drop()
    }
}

/// Rows of files in which much stands twice.
private struct ImportRandom {
    static let customers = "key,full_name,phones,city,street,building,contract"

    var generator: Generator

    init(seed: UInt64) { generator = Generator(state: seed) }

    private mutating func pick(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "" }
    private mutating func number(_ below: Int) -> Int { Int.random(in: 0..<below, using: &generator) }
    private mutating func once(in times: Int) -> Bool { number(times) == 0 }

    /// - Parameter bringsOurNumbers: numbers as we give them as well.
    mutating func row(_ kind: ImportKind, bringsOurNumbers: Bool) -> String {
        let key = once(in: 20) ? pick(["", "before", "before1"]) : "k\(number(40))"
        switch kind {
        case .customers:
            let name = pick(["Ani Sahakyan", "Ani Sahakyan", "Aram", "Eva Manukyan"])
            let ours = bringsOurNumbers ? "C-2027-00000\(1 + number(9))" : ""
            let contract = pick(["", "K-\(number(12))", "k-\(number(12))", ours])
            return "\(key),\(name),\(pick(["077101212", "077101212", "x"])),Yerevan,Abovyan,\(number(2)),\(contract)"
        case .accounts:
            let ours = bringsOurNumbers ? "\(1_000_000 + number(20))" : ""
            let given = pick(["", "\(90 + number(12))", "0\(number(9))", ours])
            return "\(key),\(pick(["before1", "before2", "K-0", "nobody"])),\(given),\(number(3))"
        case .subscriptions:
            let tariff = pick(["home-50", "home-50", "home-200", "home-1"])
            return "\(key),\(pick(["before1", "before2"])),\(tariff),\(pick(["", "id\(number(12))"])),2020-01-01,a"
        case .devices:
            let hardware = pick(["", "AA:BB:CC:DD:EE:0\(number(9))", "aabbccddee0\(number(9))", "12"])
            let serial = pick(["ABCD000\(number(10))", "abcd-001\(number(10))", "abc"])
            return "\(key),\(serial),\(hardware),\(pick(["f660", "f660", "f999"])),central"
        case .tickets: return ""
        }
    }
}
