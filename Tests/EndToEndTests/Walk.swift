import Client
import Terminal
import TerminalEmulator
import Testing

/// A way through the client, written as one of its scripts.
struct Walk: Sendable, CustomTestStringConvertible {
    let name: String
    var login = "op_anna"
    let script: String
    var testDescription: String { name }

    /// A terminal size of the three that are promised.
    struct Size: Sendable, CustomTestStringConvertible {
        let columns: Int
        let rows: Int

        var testDescription: String { "\(columns)x\(rows)" }

        static let all = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)]
    }

    /// What the walk gives out on a terminal: its screens by name, without the title row, whose clock goes on.
    @discardableResult
    func go(on terminal: PseudoTerminal, _ keyboard: Keyboard) throws -> [String: String] {
        var screens: [String: String] = [:]
        for line in try Script(script).lines {
            do {
                try take(line.step, on: terminal, keyboard, into: &screens)
            } catch {
                throw PseudoTerminal.Failure(description: "\(name), line \(line.number): \(error)")
            }
        }
        return screens
    }

    private func take(
        _ step: Script.Step, on terminal: PseudoTerminal, _ keyboard: Keyboard, into screens: inout [String: String]
    ) throws {
        switch step {
        case .input(let pieces):
            let isApplication = terminal.emulator.areCursorKeysApplication
            terminal.send(
                pieces.flatMap { piece in
                    switch piece {
                    case .key(let stroke): keyboard.bytes(of: stroke, application: isApplication)
                    case .text(let text): Array(text.utf8)
                    }
                })
            try terminal.settleOrEnd()
        case .paste(let text):
            terminal.paste(text)
            try terminal.settle()
        case .resize(let columns, let rows):
            terminal.resize(columns: columns, rows: rows)
            try terminal.wait(for: "the new size") { $0.line(rows - 1).contains("F1") || $0.contains("BCRM needs") }
        case .wait(let words): try terminal.wait(forText: words)
        case .waitGone(let words): try terminal.wait(forNoText: words)
        case .expect(let words):
            try require(terminal.screen.contains(words), "\u{201C}\(words)\u{201D} is missing", terminal)
        case .expectNot(let words):
            try require(!terminal.screen.contains(words), "\u{201C}\(words)\u{201D} is there", terminal)
        case .screen(let name): screens[name] = terminal.screen.textBelowTitle
        case .timeout: break
        case .quit: try terminal.leave()
        }
    }

    private func require(_ isSo: Bool, _ words: String, _ terminal: PseudoTerminal) throws {
        guard isSo else { throw PseudoTerminal.Failure(description: "\(words):\n\(terminal.screen.text)") }
    }

    /// The screens that ``ScreenSink`` wrote one after another to standard output, without their title rows.
    static func screens(in output: String) -> [String: String] {
        var screens: [String: [Substring]] = [:]
        var name: String?
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            if words.count == 3, words[0] == "---" {
                name = String(words[1])
                screens[String(words[1])] = []
            } else if let name {
                screens[name]?.append(line)
            }
        }
        return screens.mapValues { $0.dropFirst().joined(separator: "\n").trimmedAtEnd }
    }
}

extension TerminalScreen {
    /// Without the first line, which holds the clock.
    var textBelowTitle: String { (1..<rows).map { line($0) }.joined(separator: "\n").trimmedAtEnd }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
