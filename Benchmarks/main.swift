import Glibc

let usage = """
    bcrm-bench [--only PART] [--json] [--customers N] [--subscriptions N] [--sizes N,N...]

    Prints one line a figure: name, value, unit, limit, ratio; --json writes the same for programs.
    --only           client, desk (its part with many customers), charging, rating, usage, posting, files, growth, search or import
    --customers      how many are generated, searched or imported
    --subscriptions  the size of the monthly run
    --sizes          those of the growth
    """

func argument(after name: String) -> String? {
    guard let index = CommandLine.arguments.firstIndex(of: name), index + 1 < CommandLine.arguments.count else {
        return nil
    }
    return CommandLine.arguments[index + 1]
}

func show(_ figures: [Figure]) {
    if CommandLine.arguments.contains("--json") {
        print("[\n  " + figures.map(\.json).joined(separator: ",\n  ") + "\n]")
    } else {
        for figure in figures { print(figure.line) }
    }
}

let parts: Set = ["client", "desk", "charging", "rating", "usage", "posting", "files", "growth", "search", "import"]
let withValue: Set = ["--only", "--customers", "--subscriptions", "--sizes"]
var rest = CommandLine.arguments.dropFirst()
while let word = rest.popFirst() {
    guard withValue.contains(word), let value = rest.popFirst(), word != "--only" || parts.contains(value) else {
        if word == "--json" { continue }
        print(usage)
        exit(word == "--help" ? 0 : 64)
    }
}
let part = argument(after: "--only")
// Needs no database.
if part == "rating" {
    show(try RatingFigures().measure())
    exit(0)
}
let subscriptions = argument(after: "--subscriptions").flatMap { Int($0) } ?? 1_000_000
let sizes = argument(after: "--sizes")?.split(separator: ",").compactMap { Int($0) } ?? [10_000, 100_000, 1_000_000]
let folder = "/tmp/bcrm-bench-\(getpid())"
mkdir(folder, 0o711)
var path = [CChar](repeating: 0, count: 4096)
let length = readlink("/proc/self/exe", &path, path.count - 1)
let own = String(decoding: path.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
let programs = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }

let given = argument(after: "--customers").flatMap { Int($0) }
let hasFew = ["charging", "growth", "usage", "posting", "files", "import", "search"].contains(part)
let customers = hasFew ? 1_000 : given ?? 50_000
let installation = try await BenchInstallation(folder: folder + "/postgresql", customers: customers)
var figures: [Figure] = []
if part == nil { figures += try RatingFigures().measure() }
let client = ClientFigures(program: programs + "/bcrm", folder: folder, connected: installation.operatorEnvironment)
if part == nil || part == "client" {
    let others = ComparisonFigures(folder: folder)
    for (columns, rows) in [(80, 24), (200, 60)] {
        figures += try client.measure(columns: columns, rows: rows) + others.measure(columns: columns, rows: rows)
    }
    figures += try client.distance() + client.hours()
    figures.append(
        Figure(
            name: "a million customers generated would take",
            value: installation.filling.milliseconds / 1_000 * 1_000_000 / Double(customers) / 60, unit: "min",
            limit: 10))
}
if part == nil || part == "client" || part == "desk" {
    figures += try client.results(of: customers) + client.cards(of: customers)
    figures += try await client.push(installation)
}
if part == nil || part == "usage" {
    figures += try await UsageFigures(installation: installation, programs: programs, folder: folder).measure()
}
if part == "posting" {
    figures += try await UsageFigures(installation: installation, programs: programs, folder: folder).rating()
}
if part == nil || part == "files" {
    figures += try await FileFigures(installation: installation).measure()
}
if part == "import" {
    let size = given ?? 100_000
    figures += try await ImportFigures(installation: installation, customers: size).measure()
}
if part == nil || part == "search" {
    figures += try await SearchFigures(folder: folder + "/search", customers: given ?? 1_000_000).measure()
}
if part == "growth" {
    figures += try await ChargingFigures(installation: installation, subscriptions: subscriptions).growth(sizes)
} else if part == nil || part == "charging" {
    let money = MoneyFigures(installation: installation, programs: programs, folder: folder)
    figures += try await money.resumption()
    let charging = ChargingFigures(installation: installation, subscriptions: subscriptions)
    figures += try await charging.growth(sizes)
    figures += try await charging.measure()
    figures += try await money.reads(subscriptions: subscriptions)
}
try installation.destroy()
show(figures)
