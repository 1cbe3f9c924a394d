/// The guided first hour: which step is next. It only looks on: no key is taken, and whatever was done in another way, or
/// before its turn, counts.
struct Tutorial: Equatable {
    static let chapters = TutorialChapter.all
    static let steps = chapters.flatMap(\.steps)

    /// Index in ``steps``; the last one stays.
    private(set) var index = 0
    /// Its line is on the screen.
    var isShown = true
    /// Somebody went back to see a step again: what looks as if it were done does not count until something changes.
    private var passedOver: TutorialSight?

    init() {}

    /// Goes on where it was kept; a step that is not there any more begins anew.
    init(stepID: String) { index = Self.steps.firstIndex { $0.id == stepID } ?? 0 }

    var step: TutorialStep { Self.steps[index] }

    /// The chapter of the step, and the place of both, from 1.
    var place: (chapter: Int, title: String, step: Int, steps: Int) {
        var rest = index
        for (number, chapter) in Self.chapters.enumerated() {
            if rest < chapter.steps.count { return (number + 1, chapter.title, rest + 1, chapter.steps.count) }
            rest -= chapter.steps.count
        }
        return (Self.chapters.count, "", 1, 1)
    }

    /// Looks at the client; goes on over all steps that are done by now.
    mutating func look(_ sight: TutorialSight) {
        guard isShown, passedOver != sight else { return }
        passedOver = nil
        while true {
            switch step.goal {
            case .sight(let isDone) where isDone(sight): next()
            case .deedOrSight(_, let isDone) where isDone(sight): next()
            case .sight, .deed, .deedOrSight, .end: return
            }
        }
    }

    /// Hears what the database did.
    mutating func hear(_ deed: TutorialSight.Deed) {
        guard isShown else { return }
        switch step.goal {
        case .deed(deed), .deedOrSight(deed, _): next()
        case .deed, .deedOrSight, .sight, .end: return
        }
        // Done without the dialog between: what asks for the same has been done with it.
        if case .deed(deed) = step.goal { next() }
    }

    /// On the last step it begins again.
    mutating func skip() {
        passedOver = nil
        if index == Self.steps.count - 1 { index = 0 } else { next() }
    }

    mutating func back(from sight: TutorialSight) {
        passedOver = sight
        index = max(index - 1, 0)
    }

    private mutating func next() { index = min(index + 1, Self.steps.count - 1) }
}
