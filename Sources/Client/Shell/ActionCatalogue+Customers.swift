import Domain
import Terminal

/// The actions about profiles, notes and files of customers, their history, and those that may be one.
extension ActionCatalogue {
    private static func onCard(
        _ action: ActionID, _ label: String, short: String, permission: Permission, in context: String,
        whyNot: @escaping (CustomerScreen) -> String? = { _ in nil }
    ) -> ActionRecord {
        ActionRecord(action, label, short: short, permission: permission, in: [context], on: CustomerScreen.self) {
            screen, _ in whyNot(screen)
        }
    }

    static let profiles: [ActionRecord] = [
        onCard(
            .profileEdit, "Change the line of the profile", short: "Edit", permission: .customerEdit,
            in: "customers.profile", whyNot: { $0.whyNoChange }),
        onCard(
            .profileNew, "Add to the profile: phone, address, document, contract\u{2026}", short: "Add",
            permission: .customerEdit, in: "customers.profile", whyNot: { $0.whyNoChange }),
        onCard(
            .profileRemove, "Remove the line from the profile", short: "Remove", permission: .customerEdit,
            in: "customers.profile", whyNot: { $0.whyNoChange }),
        onCard(
            .customerDuplicates, "Who may be the same customer", short: "Duplicates", permission: .customerView,
            in: "customers.profile"),
        onCard(
            .customerExport, "Export all that is kept about the person, into a file", short: "Export",
            permission: .customerExport, in: "customers.profile"),
        onCard(
            .customerAnonymise, "Anonymise: forget for good who the customer was", short: "Anonymise",
            permission: .customerAnonymise, in: "customers.profile", whyNot: { $0.whyNoChange }),
        onCard(
            .noteNew, "Write a note", short: "Note", permission: .customerNote, in: "customers.papers",
            whyNot: { $0.whyNoChange }),
        onCard(
            .noteEdit, "Change the note", short: "Edit", permission: .customerNote, in: "customers.papers",
            whyNot: { $0.whyNoChange }),
        onCard(
            .notePin, "Pin the note to the overview, or take it off", short: "Pin", permission: .customerNote,
            in: "customers.papers", whyNot: { $0.whyNoChange }),
        onCard(
            .fileAdd, "Add a file", short: "File", permission: .customerAttach, in: "customers.papers",
            whyNot: { $0.whyNoChange }),
        ActionRecord(
            .fileSave, "Save the file to a disk", short: "Save", permission: .customerFiles,
            in: ["customers.papers", "file.text"]),
        onCard(
            .noteRemove, "Remove the note; the history keeps it", short: "Remove", permission: .customerNote,
            in: "customers.papers", whyNot: { $0.whyNoChange }),
        onCard(
            .fileWithdraw, "Withdraw the file, with a reason", short: "Withdraw", permission: .customerAttach,
            in: "customers.papers", whyNot: { $0.whyNoChange }),
        onCard(
            .historyFilter, "Narrow the history: kind, @who, days, text", short: "Filter", permission: .historyView,
            in: "customers.history"),
        onCard(
            .historyGroup, "Only one kind of change, or every one", short: "Kind", permission: .historyView,
            in: "customers.history"),
        ActionRecord(
            .valueTheirs, "Take what the other operator wrote", short: "Theirs", in: ["profile.form"]),
        ActionRecord(
            .goDuplicates, "Customers that may be one", short: "Duplicates", permission: .customerMerge,
            in: ["global"]),
        ActionRecord(
            .duplicateKind, "By phone, tax number, document or birth", short: "By", permission: .customerMerge,
            in: ["duplicates"]),
        ActionRecord(
            .customerMerge, "Make one customer of the two", short: "Merge", permission: .customerMerge,
            in: ["duplicates"]),
        ActionRecord(
            .customerDistinct, "They are two: do not name them again", short: "Two", permission: .customerMerge,
            in: ["duplicates"]),
    ]
}

extension CustomerScreen {
    /// Why nothing of the profile can be changed; nil when it can.
    var whyNoChange: String? {
        card?.isAnonymised == true ? "The customer was anonymised: nothing can be added or changed." : nil
    }
}
