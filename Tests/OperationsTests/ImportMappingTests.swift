import Domain
import Operations
import Testing

/// Mappings of imports: what they may not say is told with its line.
@Suite struct ImportMappingTests {
    @Test(arguments: [
        ("[file]\nsource = \"Old\"\n", "[file] source is small letters"),
        ("[file]\nsource = \"a\"\ncolour = 1\n", "line 3: [file] knows no colour"),
        ("[files]\n", "line 1: there is no table [files]"),
        ("[columns]\nsurname = \"S\"\nkey = 1\n", "line 2: customers have no surname; they have key, contract"),
        ("[columns]\nfamily_name = \"S\"\n", "[columns] has no key"),
        ("[columns]\nkey = true\n", "line 2: key is a header in quotes"),
        ("[file]\nsource = \"a\"\nheader = false\n[columns]\nkey = \"Id\"\n", "the file no header: write its number"),
        ("[file]\nsource = \"a\"\nheader = false\n", "[columns] is missing"),
        ("[format]\ndate = \"when\"\n", "date is written with DD, MM and YYYY"),
        ("[format]\ndecimal = \",\"\ngrouping = \",\"\n", "decimal and grouping cannot be the same"),
        ("[format]\ncurrency = \"dram\"\n", "currency is a code"),
        ("[constants]\nkey = \"1\"\n", "line 2: the key is of each row"),
        ("[values.colour]\n\"a\" = \"b\"\n", "customers have no colour"),
        ("[columns]\n\"parameter.x\" = \"X\"\nkey = 1\n", "customers have no parameter.x"),
        ("[columns]\nkey = 1\nkey = 2\n", "line 3: key is there twice"),
        ("[constants]\nbranch = \"a\"\nbranch = \"b\"\n", "line 3: branch is there twice"),
        ("[values.kind]\n\"P\" = \"person\"\n\"P\" = \"organisation\"\n", "line 3: P is there twice"),
        ("[skip]\n\"S\" = [\"a\"]\n\"S\" = [\"b\"]\n", "line 3: S is there twice"),
        ("nonsense", "line 1: "),
    ])
    func aSlipOfThePenIsNoSilentDefault(_ text: String, _ words: String) {
        do throws(ImportMapping.Failure) {
            _ = try ImportMapping(.customers, text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.sentence.contains(words), "\(error.sentence)")
        }
    }

    @Test func familiesOfColumnsAreThoseOfTheKind() throws {
        let text = "[columns]\nkey = 1\n\"parameter.wifi_name\" = 2\n\"price.fee\" = 3\n"
        #expect(try ImportMapping(.subscriptions, text).columns.count == 3)
        #expect(throws: ImportMapping.Failure.self) { try ImportMapping(.tickets, text) }
    }

    @Test func theInstalledExampleIsRight() throws {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let text = try #require(TestFile.text(of: root + "/Sources/bcrm/Installed/import.toml"))
        let mapping = try ImportMapping(.customers, text)
        #expect(mapping.file.source == "oldbilling" && mapping.columns["phones"]?.count == 2)
        #expect(mapping.words["kind"] == ["P": "person", "L": "organisation"])
        // It names every field of every kind.
        for kind in ImportKind.allCases {
            for field in kind.fields where !field.name.hasPrefix("legal_") && !field.name.hasPrefix("postal_") {
                #expect(text.contains(field.name), "\(kind) \(field.name)")
            }
        }
    }

    @Test func everyFieldHasItsFormAndNoNameIsThereTwice() {
        for kind in ImportKind.allCases {
            let names = kind.fields.map(\.name)
            #expect(Set(names).count == names.count)
            #expect(names.first == "key")
            for name in names { #expect(kind.field(name)?.name == name) }
            #expect(kind.field("parameter.") == nil && kind.field("price.") == nil && kind.field("") == nil)
        }
    }
}
