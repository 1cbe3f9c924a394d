import Domain
import Testing

@Suite struct KeyboardReadingsTests {
    @Test(arguments: [
        // The Latin layout was active where Russian or Armenian was meant, and the other way round.
        ("gtnhjczy", "петросян"), ("Gtnhjczy", "Петросян"), ("зуекщынфт", "petrosyan"), ("petrwsjan", "պետրոսյան"),
        ("pet8wsjan", "պետրոսյան"), ("pytros3an", "պետրոսյան"), ("bydros3an", "պետրոսյան"),
        ("պետրօսըան", "petrosyan"), ("@ vfinjw", "@ маштоц"), ("!рцес1ф2", "!hwtc1a2"), ("#шв", "#id"),
        ("էթփ", "123"),
    ])
    func theSameKeysAreReadOnTheOtherLayouts(_ typed: String, _ meant: String) {
        let readings = KeyboardReadings.others(of: typed)
        #expect(readings.contains(meant), "\(readings)")
    }

    @Test(arguments: ["", " ", "77101234", "+374 77 10-12-34", "@", "@ 12", "!", "#12", "გია", "\u{202E}"])
    func whatHasNoLettersOfALayoutHasNoOtherReading(_ text: String) {
        #expect(KeyboardReadings.others(of: text) == [])
    }

    @Test func aReadingTakenBackIsWhatWasTyped() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        for _ in 0..<200 {
            let text = String(
                (0..<8).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return letters[Int(state >> 33) % letters.count]
                })
            for reading in KeyboardReadings.others(of: text) where reading.contains(where: \.isLetter) {
                #expect(KeyboardReadings.others(of: reading).contains(text), "\(text) as \(reading), seed \(seed)")
            }
        }
    }

    @Test func thereAreNeverMoreThanTheDatabaseTries() {
        for text in ["petrosyan", "петросян", "պետրոսյան"] {
            let readings = KeyboardReadings.others(of: text)
            #expect(Set(readings).count == readings.count && (1...15).contains(readings.count))
        }
    }
}
