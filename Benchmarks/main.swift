import Glibc

// Prints one line a figure: name, value, unit, limit, ratio; --json writes the same for programs.

let folder = "/tmp/bcrm-bench-\(getpid())"
mkdir(folder, 0o711)
var path = [CChar](repeating: 0, count: 4096)
let length = readlink("/proc/self/exe", &path, path.count - 1)
let own = String(decoding: path.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
let programs = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }

let installation = try await BenchInstallation(folder: folder + "/postgresql", customers: 50_000)
let client = ClientFigures(
    program: programs + "/bcrm", folder: folder, connected: installation.operatorEnvironment)
var figures = try client.measure(columns: 80, rows: 24) + client.measure(columns: 200, rows: 60)
figures += try await DatabaseFigures(installation: installation).measure()
try installation.destroy()
if CommandLine.arguments.contains("--json") {
    print("[\n  " + figures.map(\.json).joined(separator: ",\n  ") + "\n]")
} else {
    for figure in figures { print(figure.line) }
}
