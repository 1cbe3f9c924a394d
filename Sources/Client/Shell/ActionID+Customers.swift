import Terminal

/// What is done with profiles, notes and files of customers, and with those that may be one.
nonisolated extension ActionID {
    static let profileEdit: ActionID = "profile.edit"
    static let profileNew: ActionID = "profile.new"
    static let profileRemove: ActionID = "profile.remove"
    /// In a form whose field somebody else changed meanwhile.
    static let valueTheirs: ActionID = "value.theirs"

    static let noteNew: ActionID = "note.new"
    static let notePin: ActionID = "note.pin"
    static let noteEdit: ActionID = "note.edit"
    static let noteRemove: ActionID = "note.remove"
    static let fileWithdraw: ActionID = "file.withdraw"
    static let fileAdd: ActionID = "file.add"
    static let fileSave: ActionID = "file.save"

    static let historyFilter: ActionID = "history.filter"
    static let historyGroup: ActionID = "history.group"

    static let goDuplicates: ActionID = "go.duplicates"
    static let duplicateKind: ActionID = "duplicates.kind"
    static let customerDuplicates: ActionID = "customer.duplicates"
    static let customerMerge: ActionID = "customer.merge"
    static let customerDistinct: ActionID = "customer.distinct"
    static let customerExport: ActionID = "customer.export"
    static let customerAnonymise: ActionID = "customer.anonymise"
}
