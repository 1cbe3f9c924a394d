import Domain
import InstallationFixture
import Operations
import Store
import Testing

/// Rows of call records by their mapping.
@Suite struct CDRReadingTests {
    private func preview(_ text: String, _ mapping: String, piece: Int = 7) throws -> CDRFile.Preview {
        let bytes = Array(text.utf8)
        var position = 0
        return try CDRFile.preview(
            {
                guard position < bytes.count else { return nil }
                defer { position += piece }
                return Array(bytes[position..<min(position + piece, bytes.count)])
            }, mapping: try CDRMapping(mapping), samples: 1000)
    }

    private static let whole = """
        [file]
        source = "switch-1"
        delimiter = ";"
        skip_lines = 1

        [time]
        pattern = "DD.MM.YYYY hh:mm:ss"
        zone = "Asia/Yerevan"

        [duration]
        unit = "clock"

        [columns]
        id = "Call id"
        calling = "A"
        called = "B"
        answer = "Answered"
        end = 6
        duration = "Length"
        cause = "Cause"
        subscriber = "Payer"
        direction = "Dir"

        [direction]
        originating = ["OUT"]
        terminating = ["IN"]

        [skip]
        "Cause" = ["404", "486"]

        """

    @Test func everyColumnIsReadByItsMeaning() throws {
        let file = """
            Report of switch 1
            Call id;A;B;Answered;Length;Ended;Cause;Payer;Dir
            c-1; 77101214 ;"00 44 20";25.11.2026 01:00:00;0:01:05;25.11.2026 01:01:05;16;37410123456;OUT
            c-2;1;2;25.11.2026 01:00:00;0:00:00;;486;;OUT
            c-3;1;2;;0:00:00;;16;;IN

            c-4;1;"2
            3";25.11.2026 01:00:00,25;100:00:00;;;;IN

            """
        let preview = try preview(file, Self.whole)
        #expect(preview.rows == 1 && preview.skipped == 2 && preview.refused == 1, "\(preview)")
        let row = try #require(preview.firstRows.first)
        #expect(row.key == "c-1" && row.line == 3)
        #expect(
            row.body == """
                calling\t77101214
                called\t00 44 20
                subscriber\t37410123456
                answered_at\t2026-11-24T21:00:00Z
                ended_at\t2026-11-24T21:01:05Z
                duration\t65
                cause\t16
                role\t0

                """)
        // A line end within a number is no number, and the row after it is another one.
        #expect(preview.firstRefusals.map(\.reason) == ["called is no telephone number"])
        #expect(preview.firstRefusals.map(\.line) == [7])
    }

    @Test func rowsOfFixedWidthAreCutByCharacters() throws {
        let mapping = """
            [file]
            source = "axe"
            format = "fixed"
            encoding = "windows-1251"
            [time]
            pattern = "YYMMDDhhmmss"
            [duration]
            unit = "milliseconds"
            [columns]
            calling = "1-10"
            called = "11-24"
            start = "25-36"
            duration = "37-44"
            [constants]
            role = "0"
            [skip]
            "45-46" = ["XX"]
            """
        let file = """
            10123456  0044201234567 261125010000   61001OK
            10123456  0044201234567 261125010000       1XX
            10123456
            10123456  0044201234567 261125010000     cutOK

            """
        let preview = try preview(file, mapping)
        #expect(preview.rows == 1 && preview.skipped == 1 && preview.refused == 2, "\(preview)")
        #expect(preview.firstRows.first?.body.contains("duration\t62\n") == true, "a part of a second is a second")
        #expect(preview.firstRows.first?.body.contains("answered_at\t2026-11-25T01:00:00Z\n") == true)
        #expect(
            preview.firstRefusals.map(\.reason) == [
                "start is missing", "duration \u{201C}cut\u{201D} is no number of milliseconds",
            ])
    }

    @Test(arguments: [
        ("1,2,2026-11-25 01:00:00", "the row has 3 fields and not 4: it is cut, or the separator is another one"),
        ("1,2,2026-11-25 01:00:00,12,13", "the row has 5 fields and not 4: it is cut, or the separator is another one"),
        (",2,2026-11-25 01:00:00,12", "calling is missing"), ("1,,2026-11-25 01:00:00,12", "called is missing"),
        ("1,2,,12", "start is missing"), ("1,2,2026-11-25 01:00:00,", "both duration and end are missing"),
        (
            "1,2,2026-02-30 01:00:00,12",
            "start \u{201C}2026-02-30 01:00:00\u{201D} is no moment like YYYY-MM-DD hh:mm:ss"
        ),
        (
            "1,2,2026-11-25 24:00:00,12",
            "start \u{201C}2026-11-25 24:00:00\u{201D} is no moment like YYYY-MM-DD hh:mm:ss"
        ),
        ("1,2,2026-11-25 01:00:00,-1", "duration \u{201C}-1\u{201D} is no number of seconds"),
        ("1,2,2026-11-25 01:00:00,1e9", "duration \u{201C}1e9\u{201D} is no number of seconds"),
        (
            "1,2,2026-11-25 01:00:00,99999999999999999999",
            "duration \u{201C}99999999999999999999\u{201D} is no number of seconds"
        ),
        ("1,\"2,2026-11-25 01:00:00,12", "a quote opens and never closes"),
        ("1,\"2\"3,2026-11-25 01:00:00,12", "field 2: text follows a closing quote"),
        ("1,2\u{0},2026-11-25 01:00:00,12", "the row holds a zero character"),
        ("1,2\u{1B}[2J,2026-11-25 01:00:00,12", "called is no telephone number"),
        (String(repeating: "9", count: 70_000), "the line is longer than 65536 octets: this is no call record"),
    ])
    func aRowThatCannotBeReadIsRefusedAndTheRestGoesOn(row: String, reason: String) throws {
        let good = "37410123456,37477101214,2026-11-25 01:00:00,12\n"
        let preview = try preview(CDRStory.header + good + row + "\n" + good, CDRStory.mapping, piece: 4096)
        #expect(preview.rows == 2 && preview.refused == 1, "\(preview)")
        #expect(preview.firstRefusals.first?.reason == reason)
        #expect(preview.firstRefusals.first?.line == 3)
    }

    @Test func aFileThatIsCutLosesOnlyItsLastRow() throws {
        let file = CDRStory.header + "1,2,2026-11-25 01:00:00,120\n1,2,2026-11-25 01:00:00,12"
        let cut = try preview(file, CDRStory.mapping)
        #expect(cut.rows == 1 && cut.firstRefusals.first?.reason.hasPrefix("the file ends within this line") == true)
        let mapping = CDRStory.mapping.replacing("[file]", with: "[file]\nends_last_line = false")
        #expect(try preview(file, mapping).rows == 2)
    }

    /// As of every text file: the mark is surer than what the mapping says.
    @Test func aMarkOfTheEncodingIsStrongerThanTheMapping() throws {
        let mapping = CDRStory.mapping.replacing("[file]", with: "[file]\nencoding = \"windows-1251\"")
        let file = "\u{FEFF}" + CDRStory.header + "Երևան,2,2026-11-25 01:00:00,12\n"
        #expect(try preview(file, mapping).firstRows.first?.body.hasPrefix("calling\tԵրևան\n") == true)
    }

    /// Whatever stands in a file: every line is told of, and nothing crashes.
    @Test func noiseIsRefusedLineByLine() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        for round in 0..<60 {
            let good = "1,2,2026-11-25 01:00:00,12"
            var lines = 0
            var text = CDRStory.header
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                var bytes = Array(good.utf8)
                for _ in 0..<Int.random(in: 0...3, using: &generator) {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[place] = [0x22, 0x2C, 0x0D, 0x30, 0x41, 0x3B].randomElement(using: &generator) ?? 0x30
                }
                text += String(decoding: bytes, as: UTF8.self) + "\n"
                lines += 1
            }
            let pieces = Int.random(in: 1...100, using: &generator)
            let preview = try preview(text, CDRStory.mapping, piece: pieces)
            let again = try self.preview(text, CDRStory.mapping, piece: 65_536)
            #expect(preview.firstRows == again.firstRows, "seed \(seed), round \(round): pieces of \(pieces)")
            #expect(preview.rows + preview.refused <= lines, "seed \(seed), round \(round)")
            #expect(preview.rows + preview.refused >= 1, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [
        ("2026-03-29 01:59:59", "Europe/Berlin", "2026-03-29T00:59:59Z"),
        // The hour a clock set forward leaves out, and the first of the two a clock set back shows.
        ("2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00Z"),
        ("2026-03-29 03:00:00", "Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("2026-10-25 03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z"),
        ("2026-11-25 01:00:00.999", "Asia/Yerevan", "2026-11-24T21:00:00Z"),
    ])
    func wallClocksAreReadInTheirZone(text: String, zone: String, moment: String) throws {
        let pattern = try #require(CDRTimePattern("YYYY-MM-DD hh:mm:ss", zone: try TimeZoneRules(named: zone)))
        #expect(pattern.instant(text)?.description == moment)
    }

    @Test func momentsSince1970AndWithOffsets() throws {
        #expect(CDRTimePattern("unix", zone: .utc)?.instant("1764000000")?.description == "2025-11-24T16:00:00Z")
        #expect(
            CDRTimePattern("unix-ms", zone: .utc)?.instant("1764000000500")?.description
                == "2025-11-24T16:00:00.500000Z")
        #expect(CDRTimePattern("unix", zone: .utc)?.instant("99999999999999") == nil)
        #expect(
            CDRTimePattern("iso", zone: .utc)?.instant("2026-11-25T01:00:00+04:00")?.description
                == "2026-11-24T21:00:00Z")
        #expect(CDRTimePattern("YYYY-MM-DD hh:mm", zone: .utc) == nil)
    }

    @Test(arguments: [
        ("source = \"switch-1\"", "source = \"Switch 1\"", "source is small letters"),
        ("source = \"switch-1\"", "sauce = \"switch-1\"", "line 1: [file] has no source"),
        ("calling = \"A\"", "caling = \"A\"", "line 9: [columns] knows no caling"),
        ("calling = \"A\"", "", "[columns] has no calling"),
        ("start = \"start\"", "", "neither start nor answer"),
        ("duration = \"seconds\"", "", "neither duration nor end"),
        ("calling = \"A\"", "calling = \"1-10\"", "is for format = \"fixed\""),
        ("source = \"switch-1\"", "source = \"a\"\nformat = \"fixed\"", "is for format = \"csv\""),
        ("source = \"switch-1\"", "source = \"a\"\nheader = false", "the file no header: write its number"),
        ("Asia/Yerevan", "Asia/Nowhere", "There is no time zone Asia/Nowhere"),
        ("hh:mm:ss", "hh:mm", "pattern is \"unix\""),
        ("[columns]", "[constants]\nstart = \"2026-01-01\"\n[columns]", "[constants] has start"),
        ("[columns]", "[columns]\ndirection = \"D\"", "which words mean originating and terminating"),
        ("[columns]", "[rows]\n[columns]", "there is no table [rows]"),
    ])
    func aMappingThatIsWrongSaysWhere(_ old: String, _ new: String, _ words: String) throws {
        let text = CDRStory.mapping.replacing(old, with: new, maxReplacements: 1)
        let failure = #expect(throws: CDRMapping.Failure.self) { try CDRMapping(text) }
        #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
    }

    /// Columns by their numbers would fit the first call as well: it would be taken for the header, and lost.
    @Test func noCallStandsInForAHeaderThatCannotBeRead() throws {
        var mapping = CDRStory.mapping
        for (place, name) in ["A", "B", "start", "seconds"].enumerated() {
            mapping = mapping.replacing("= \"\(name)\"", with: "= \(place + 1)")
        }
        let row = "1,2,2026-11-25 01:00:00,12\n"
        #expect(try preview(CDRStory.header + row, mapping).rows == 1)
        let failure = #expect(throws: CDRFile.Failure.self) { try preview("A,\"B,start,seconds\n" + row, mapping) }
        #expect(
            failure?.sentence
                == "line 1: a quote opens and never closes: correct the mapping, or get the right file")
    }

    @Test func aFileOfOtherColumnsIsRefusedAsAWhole() throws {
        let failure = #expect(throws: CDRFile.Failure.self) {
            try preview("A,C,start,seconds\n1,2,3,4\n", CDRStory.mapping)
        }
        #expect(
            failure?.sentence
                == "line 1: there is no column \"B\"; there are \"A\", \"C\", \"start\", \"seconds\": correct the mapping, or get the right file"
        )
    }
}
