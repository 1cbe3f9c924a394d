import Domain
import Terminal

/// The actions of the guided first hour.
extension ActionCatalogue {
    static let tutorial: [ActionRecord] = [
        ActionRecord(
            .tutorialToggle, "Lesson: the guided first hour, show or hide", short: "Lesson", in: ["global"]
        ) { _, context in
            context.profile?.isDemo == false
                ? "Lessons are given on demo data only: \u{201C}bcrm tutorial\u{201D} opens it." : nil
        },
        ActionRecord(.tutorialSkip, "Lesson: skip this step", short: "Skip", in: ["global"]),
        ActionRecord(.tutorialBack, "Lesson: one step back", short: "Step back", in: ["global"]),
    ]
}
