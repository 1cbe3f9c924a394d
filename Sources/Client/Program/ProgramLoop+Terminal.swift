import Terminal

/// What the operator does with the terminal itself, as far as the installation allows it.
extension ProgramLoop {
    func suspend() {
        guard options.allowsShell else { return shell.say(.plain("There is no shell to go to here.")) }
        session.suspend()
    }

    func copy(_ text: String) {
        guard options.allowsCopying else { return shell.say(.plain("Copying is switched off here.")) }
        guard session.copy(text) else {
            return shell.say(.plain("This terminal is not known to take text: select it with the mouse."))
        }
        let lines = text.split(whereSeparator: \.isNewline).count
        shell.say(.good(lines > 1 ? "Copied \(lines) lines." : "Copied: \(text)."))
    }

    func editOutside(_ text: String, _ layer: Int) {
        guard options.allowsShell else { return shell.say(.plain("There is no editor here.")) }
        do {
            let edited = try session.edit(text, in: options.stateFolder)
            carryOut(shell.edited(edited, layer: layer))
        } catch {
            shell.say(.bad(error.sentence))
        }
    }
}
