import ArgumentParser
import Client

/// The themes there are, and what is wrong with them.
struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "List and check the themes.",
        discussion: """
            --check looks over the chosen theme together with your own file, or all of them when none is chosen: every \
            style, the contrast at 8, 16 and 256 colours and 24 bits, the glyphs. It fails when something is wrong.
            """)

    @OptionGroup var look: LookOptions

    @Flag(help: "Say what is wrong.")
    var check = false

    @Flag(help: "List the themes there are; so does no option.")
    var list = false

    func run() throws {
        let options = look.clientOptions
        let (text, hasErrors) = MainActor.assumeIsolated {
            let listing = ThemeListing(options)
            guard check, !list else { return (listing.text, false) }
            let findings = listing.findings
            return (findings.isEmpty ? "ok" : findings.joined(separator: "\n"), !findings.isEmpty)
        }
        print(text)
        if hasErrors { throw ExitCode.failure }
    }
}
