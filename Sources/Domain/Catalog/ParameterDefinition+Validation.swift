extension ParameterDefinition {
    /// Says what is wrong with a value, in words for the operator; nil when it may be sent. The database checks the
    /// same rules again.
    package func complaint(about text: String) -> String? {
        let value = String(text.drop { $0 == " " })
        if value.isEmpty { return defaultValue == nil ? "must be filled in" : nil }
        switch kind {
        case .text:
            let longest = longest ?? 200
            return value.unicodeScalars.count <= longest ? nil : "at most \(longest) characters"
        case .integer(let range):
            guard let number = Int64(value), range.contains(number) else {
                return "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .choice(let choices):
            return choices.contains(value) ? nil : "must be one of \(choices.joined(separator: ", "))"
        case .flag: return ["yes", "no"].contains(value) ? nil : "must be yes or no"
        }
    }
}
