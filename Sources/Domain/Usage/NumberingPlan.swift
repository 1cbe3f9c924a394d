/// How a country dials (ITU-T E.164): what makes a dialled number an international one.
package struct NumberingPlan: Hashable, Sendable {
    package var countryCode: String
    /// Before a number of another country: `00`, `011`, `810`.
    package var internationalPrefixes: [String]
    /// Before a national number; empty where there is none.
    package var trunkPrefix: String
    /// Digits of a national number without the trunk prefix.
    package var nationalLengths: ClosedRange<Int>
    /// Digits of a number within an area, dialled without the area code; nil where nobody dials so.
    package var localLength: Int?
    /// Short numbers, whole or by their beginning with `*` at the end: `101`, `8*`.
    package var shortNumbers: [String]
    /// Codes that networks put before a number for routing or choice of carrier, removed first.
    package var routingPrefixes: [String]

    package init(
        countryCode: String, internationalPrefixes: [String] = ["00"], trunkPrefix: String = "0",
        nationalLengths: ClosedRange<Int> = 8...8, localLength: Int? = nil, shortNumbers: [String] = [],
        routingPrefixes: [String] = []
    ) {
        self.countryCode = countryCode
        self.internationalPrefixes = internationalPrefixes
        self.trunkPrefix = trunkPrefix
        self.nationalLengths = nationalLengths
        self.localLength = localLength
        self.shortNumbers = shortNumbers
        self.routingPrefixes = routingPrefixes
    }

    /// Armenia: 8 digits, six of them within an area.
    package static let armenia = NumberingPlan(
        countryCode: "374", localLength: 6, shortNumbers: ["101", "102", "103", "104", "112", "911", "11*"])
}
