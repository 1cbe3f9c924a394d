extension String {
    /// For a terminal: without control characters, and without those that turn the direction of writing.
    var plain: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: result.append(" ")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
