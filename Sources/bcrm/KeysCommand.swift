import ArgumentParser
import Client

/// The keys of every screen, from the merged keymap.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List and check the keys.",
        discussion: """
            Without an option it prints the keys of every screen, from the keymap in force. --check looks over the chosen \
            keymap together with your own file, or all of them when none is chosen, and fails when something is wrong.
            """)

    @OptionGroup var look: LookOptions

    @Flag(help: "Say what is wrong with the keymap.")
    var check = false

    @Flag(help: "List the keymaps there are.")
    var list = false

    @Flag(help: "As a page of Markdown.")
    var markdown = false

    func run() throws {
        let options = look.clientOptions
        let (text, hasErrors) = MainActor.assumeIsolated {
            let listing = KeyListing(options)
            if list { return (listing.names, false) }
            guard check else { return (markdown ? listing.markdown : listing.text, false) }
            let findings = listing.findings
            return (findings.sentences.isEmpty ? "ok" : findings.sentences.joined(separator: "\n"), findings.hasErrors)
        }
        print(text)
        if hasErrors { throw ExitCode.failure }
    }
}
