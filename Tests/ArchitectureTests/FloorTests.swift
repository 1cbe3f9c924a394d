import Glibc
import Testing

/// Who may import whom. A target that is not in the table fails the test: it has no place in the house yet.
private let floors: [String: Set<String>] = [
    // 5 programs
    "bcrm": [
        "Client", "Operations", "Charging", "Demo", "Store", "Domain", "Rating", "PostgreSQL", "PrivateCluster",
        "Terminal", "Diameter", "CQuietStart", "ArgumentParser",
    ],
    "bcrmd": [
        "Intake", "Charging", "Operations", "Store", "Domain", "PostgreSQL", "Diameter", "TOML", "ArgumentParser",
        "Logging", "ServiceLifecycle", "UnixSignals", "NIOPosix",
    ],
    "bcrm-bench": [
        "Client", "Operations", "Charging", "Demo", "Store", "Domain", "Rating", "PostgreSQL", "PrivateCluster",
        "Terminal", "TerminalEmulator",
    ],
    // 4 faces
    "Client": ["Terminal", "TOML", "Operations", "Domain", "Rating", "CDefaults"],
    // 3 acts
    "Operations": ["Domain", "Rating", "Store", "Diameter", "TOML", "XML"],
    "Charging": ["Domain", "Rating", "Store"],
    "Intake": ["Diameter", "Charging", "Domain", "Rating", "Store", "Logging"],
    "Demo": ["Domain", "Store", "PrivateCluster"],
    // 2 records
    "Store": ["PostgreSQL", "Domain", "CSchema"],
    // 1 business
    "Rating": ["Domain"],
    "Domain": ["Keyboards"],
    // 0 ground
    "PostgreSQL": ["CPostgreSQL", "Dispatch", "Synchronization"],
    "PrivateCluster": [],
    "Keyboards": [],
    "Terminal": ["TOML", "Keyboards", "CNcurses", "CCellWidth", "Synchronization"],
    "TOML": [],
    "XML": ["CExpat"],
    "Diameter": ["NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Logging", "Synchronization"],
]

/// What every floor may use of the system itself.
private let system: Set<String> = ["Glibc", "Synchronization", "Dispatch"]

private struct SourceFile: Sendable, CustomTestStringConvertible {
    let target: String
    let path: String
    let lines: [Substring]

    var testDescription: String { path }
}

private let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

private func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [(String, Bool)] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { found.append((name, entry.pointee.d_type == UInt8(DT_DIR))) }
    }
    return found.sorted { $0.0 < $1.0 }
}

private func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

private func swiftFiles(in folder: String, target: String) -> [SourceFile] {
    entries(of: folder).flatMap { entry -> [SourceFile] in
        let path = folder + "/" + entry.name
        if entry.isFolder { return swiftFiles(in: path, target: target) }
        guard entry.name.hasSuffix(".swift") else { return [] }
        return [
            SourceFile(target: target, path: path, lines: text(of: path).split(whereSeparator: \.isNewline))
        ]
    }
}

private let sources: [SourceFile] = entries(of: root + "/Sources").filter { $0.isFolder && $0.name != "CLibraries" }
    .flatMap { swiftFiles(in: root + "/Sources/" + $0.name, target: $0.name) }

private func imports(of file: SourceFile) -> [String] {
    file.lines.compactMap { line in
        let words = line.split(separator: " ")
        guard let word = words.firstIndex(of: "import"), word < 3, words.count > word + 1,
            words[..<word].allSatisfy({ ["package", "public", "internal", "private", "@preconcurrency"].contains($0) })
        else { return nil }
        return String(words.last?.split(separator: ".").first ?? "")
    }
}

@Suite struct FloorTests {
    @Test func everyTargetHasItsPlaceInTheTable() {
        let targets = Set(sources.map(\.target))
        #expect(targets.subtracting(floors.keys).isEmpty)
        #expect(targets.count > 10, "the sources were not found under \(root)")
    }

    @Test func importsGoDownwardsOnly() {
        let breaches = sources.flatMap { file in
            imports(of: file).filter { !system.contains($0) && floors[file.target]?.contains($0) != true }
                .map { "\(file.path) imports \($0)" }
        }
        #expect(breaches == [])
    }

    @Test func theTableItselfHasNoCycle() {
        var settled: Set<String> = []
        var waiting = floors.mapValues { $0.intersection(floors.keys) }
        while let next = waiting.first(where: { $0.value.isSubset(of: settled) }) {
            settled.insert(next.key)
            waiting[next.key] = nil
        }
        #expect(waiting.isEmpty, "these import each other: \(waiting.keys.sorted())")
    }

    @Test func onlyTheStoreSpeaksSQL() {
        let words = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "COPY ", "CREATE ROLE"]
        let free: Set<String> = ["Store", "PostgreSQL", "PrivateCluster"]
        let breaches = sources.filter { !free.contains($0.target) }.flatMap { file in
            file.lines.filter { line in
                let code = line.drop { $0 == " " }
                return !code.hasPrefix("//") && words.contains { line.contains("\"" + $0) || code.hasPrefix($0) }
            }.map { "\(file.path): \($0)" }
        }
        #expect(breaches == [])
    }

    @Test func noFileSaysMoreThanOneThing() {
        let long = sources.filter { $0.lines.count > 600 }.map(\.path)
        #expect(long == [])
    }

    /// A sentence names a key by what it does (``Sentence``): the keymap is the operator's.
    @Test func noSentenceOfTheClientNamesAKeyByItsName() {
        let key = #/"[^"]*\b(F[0-9]{1,2}|S-F[0-9]|[CM]-[A-Za-z]|(Ctrl|Alt)-[A-Za-z]|ENTER|ESC|S?-?TAB|INS|PGUP|PGDN)\b/#
        let breaches = sources.filter { $0.target == "Client" }.flatMap { file in
            file.lines.filter { line in
                !line.drop { $0 == " " }.hasPrefix("//") && line.firstMatch(of: key) != nil
            }.map { "\(file.path): \($0)" }
        }
        #expect(breaches == [])
        #expect(#"say("F9 saves it")"#.firstMatch(of: key) != nil && "say(\"it saves\")".firstMatch(of: key) == nil)
    }

    @Test func noFullFoundationAnywhere() {
        let heavy = sources.filter { imports(of: $0).contains("Foundation") }.map(\.path)
        #expect(heavy == [])
    }
}
