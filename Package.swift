// swift-tools-version: 6.2
import PackageDescription

// The floors of the house, top to bottom; who may import whom is held by Tests/ArchitectureTests.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]
let mainActor: [SwiftSetting] = settings + [.defaultIsolation(MainActor.self)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "bcrm",
    products: [
        .executable(name: "bcrm", targets: ["bcrm"]),
        .executable(name: "bcrmd", targets: ["bcrmd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Floor 5: programs
        .executableTarget(
            name: "bcrm",
            dependencies: [
                "Client", "Operations", "Demo", "Store", "Domain", "Diameter", "PrivateCluster", "CQuietStart",
                argumentParser,
            ], exclude: ["Installed"], swiftSettings: settings),
        .executableTarget(
            name: "bcrmd",
            dependencies: [
                "Intake", "Charging", "Store", "Domain", "Diameter", "TOML", argumentParser, logging, lifecycle,
                unixSignals,
            ], exclude: ["Installed"], swiftSettings: settings),

        // Floor 4: faces
        .target(
            name: "Client", dependencies: ["Terminal", "Operations", "Domain", "Rating", "CDefaults"],
            swiftSettings: mainActor),

        // Floor 3: acts
        .target(
            name: "Operations", dependencies: ["Domain", "Rating", "Store", "Diameter", "TOML", "XML"],
            swiftSettings: settings),
        .target(name: "Charging", dependencies: ["Domain", "Rating", "Store"], swiftSettings: settings),
        .target(
            name: "Intake", dependencies: ["Diameter", "Charging", "Domain", "Store", logging],
            swiftSettings: settings),

        .target(name: "Demo", dependencies: ["Domain", "Store", "PrivateCluster"], swiftSettings: settings),

        // Floor 2: records
        .target(
            name: "Store", dependencies: ["PostgreSQL", "Domain", "CSchema"], exclude: ["Schema"],
            swiftSettings: settings),

        // Floor 1: business
        .target(name: "Rating", dependencies: ["Domain"], swiftSettings: settings),
        .target(name: "Domain", dependencies: ["Keyboards"], swiftSettings: settings),

        // Floor 0: ground
        .target(name: "PostgreSQL", dependencies: ["CPostgreSQL"], swiftSettings: settings),
        .target(name: "PrivateCluster", swiftSettings: settings),
        .target(name: "TOML", swiftSettings: settings),
        .target(name: "XML", dependencies: ["CExpat"], swiftSettings: settings),
        .target(name: "Keyboards", swiftSettings: settings),
        .target(
            name: "Terminal", dependencies: ["TOML", "Keyboards", "CNcurses", "CCellWidth"], swiftSettings: mainActor),
        .target(name: "Diameter", dependencies: [nioCore, nioPosix, nioTLS, nioSSL, logging], swiftSettings: settings),
        .target(name: "CCellWidth", path: "Sources/CLibraries/CCellWidth"),
        .target(name: "CSchema", path: "Sources/CLibraries/CSchema"),
        .target(name: "CQuietStart", path: "Sources/CLibraries/CQuietStart"),
        .target(name: "CDefaults", path: "Sources/CLibraries/CDefaults"),
        .systemLibrary(
            name: "CExpat", path: "Sources/CLibraries/CExpat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CNcurses", path: "Sources/CLibraries/CNcurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/CLibraries/CPostgreSQL", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]),

        // Benchmarks
        .executableTarget(
            name: "bcrm-bench",
            dependencies: [
                "TerminalEmulator", "Charging", "Intake", "Demo", "Operations", "Store", "Domain", "Rating", "Diameter",
                "PrivateCluster",
            ],
            path: "Benchmarks", swiftSettings: settings),

        // Tests
        .testTarget(
            name: "TerminalTests", dependencies: ["Terminal", "TerminalEmulator"], swiftSettings: settings),
        .testTarget(
            name: "ClientTests", dependencies: ["Client", "Terminal", "Operations", "Domain"],
            swiftSettings: settings),
        .target(
            name: "DatabaseFixture", dependencies: ["PostgreSQL", "PrivateCluster"], path: "Tests/DatabaseFixture",
            swiftSettings: settings),
        .target(
            name: "InstallationFixture",
            dependencies: ["DatabaseFixture", "Demo", "Domain", "Operations", "PostgreSQL", "Store"],
            path: "Tests/InstallationFixture", swiftSettings: settings),
        .testTarget(
            name: "StoreTests", dependencies: ["Store", "Domain", "PostgreSQL", "InstallationFixture"],
            swiftSettings: settings),
        .testTarget(
            name: "DemoTests", dependencies: ["Demo", "Store", "Domain", "PostgreSQL", "InstallationFixture"],
            swiftSettings: settings),
        .testTarget(
            name: "ChargingTests",
            dependencies: [
                "Charging", "Intake", "Operations", "Rating", "Demo", "Store", "Domain", "Diameter", "PostgreSQL",
                "PrivateCluster", "InstallationFixture", "bcrmd", logging,
            ],
            swiftSettings: settings),
        .target(name: "OwnThread", path: "Tests/OwnThread", swiftSettings: settings),
        .target(name: "TerminalEmulator", path: "Tests/TerminalEmulator", swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TerminalEmulator", "Client", "Operations", "OwnThread", "Terminal", "Diameter", "bcrm", "bcrmd",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TerminalEmulatorTests", dependencies: ["TerminalEmulator"], swiftSettings: settings),
        .testTarget(
            name: "DiameterTests",
            dependencies: ["Diameter", "OwnThread", "PrivateCluster", "bcrm", "bcrmd", nioCore, nioPosix, logging],
            swiftSettings: settings),
        .testTarget(
            name: "PrivateClusterTests", dependencies: ["OwnThread", "PrivateCluster"], swiftSettings: settings),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Charging", "Rating", "Store", "Domain", "TOML", "PostgreSQL", "XML",
                "InstallationFixture",
            ],
            swiftSettings: settings),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: settings),
        .testTarget(name: "RatingTests", dependencies: ["Rating", "Domain"], swiftSettings: settings),
        .testTarget(
            name: "PostgreSQLTests", dependencies: ["PostgreSQL", "DatabaseFixture"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
