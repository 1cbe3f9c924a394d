import Terminal

/// One thing to do. It is done when the client looks so, or when the database did it.
struct TutorialStep {
    enum Goal {
        case sight((TutorialSight) -> Bool)
        case deed(TutorialSight.Deed)
        /// Either of both.
        case deedOrSight(TutorialSight.Deed, (TutorialSight) -> Bool)
        /// The last step: nothing follows.
        case end
    }

    /// Kept on disk, so that the lesson goes on where it was.
    let id: String
    /// Plain words; an action in braces stands for its keys, as in "{find.focus} goes to the line".
    let words: String
    let goal: Goal

    init(_ id: String, _ words: String, _ goal: Goal) {
        self.id = id
        self.words = words
        self.goal = goal
    }

    /// The actions whose keys the words name.
    var actions: [ActionID] {
        words.split(separator: "{").dropFirst().compactMap { part in
            part.split(separator: "}", maxSplits: 1).first.map { ActionID(String($0)) }
        }
    }

    /// The words with the keys of the map in force; an action without one on this screen is found in the palette.
    func text(keys: (ActionID) -> [String], label: (ActionID) -> String) -> String {
        var text = ""
        for (index, part) in words.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            guard index > 0 else {
                text += part
                continue
            }
            let pieces = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            let action = ActionID(String(pieces[0]))
            let found = keys(action)
            if let first = found.first {
                text += first
            } else {
                let menu = keys(.palette).first ?? "the menu"
                text += "\u{201C}\(label(action))\u{201D} (\(menu))"
            }
            if pieces.count > 1 { text += pieces[1] }
        }
        return text
    }
}

/// A few steps about one matter.
struct TutorialChapter {
    let title: String
    let steps: [TutorialStep]
}
