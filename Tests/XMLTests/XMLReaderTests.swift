import Testing
import XML

@Suite struct XMLReaderTests {
    private func pieces(_ text: String, depth: Int = 1, limits: XMLReader.Limits = .init()) throws -> [XMLElement] {
        var found: [XMLElement] = []
        try XMLReader.read(Array(text.utf8), pieceDepth: depth, limits: limits) { event in
            if case .piece(let element, _) = event { found.append(element) }
            return true
        }
        return found
    }

    @Test func elementsComeInPiecesWithTheirAttributesTextAndLine() throws {
        let found = try pieces(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <n:root xmlns:n="urn:x"><n:a k="v"> one &amp; <b/>two </n:a>
            <c><![CDATA[<Անի>]]></c></n:root>
            """)
        #expect(
            found == [
                XMLElement(
                    name: "a", attributes: ["k": "v"], children: [XMLElement(name: "b", line: 2)], text: "one & two",
                    line: 2),
                XMLElement(name: "c", text: "<Անի>", line: 3),
            ])
    }

    @Test func theWayToThePiecesIsTold() throws {
        var events: [String] = []
        try XMLReader.read(Array("<r xmlns=\"urn:n\"><s><p/></s><s/></r>".utf8), pieceDepth: 2) { event in
            switch event {
            case .began(let path, let namespace, _): events.append("+\(path.joined(separator: "/")) \(namespace)")
            case .piece(let element, let path): events.append("\(path.joined(separator: "/")): \(element.name)")
            case .ended(let path, _): events.append("-\(path.joined(separator: "/"))")
            }
            return true
        }
        #expect(events == ["+r urn:n", "+r/s urn:n", "r/s: p", "-r/s", "+r/s urn:n", "-r/s", "-r"])
    }

    @Test func aCutDocumentIsNeverAWholeOne() throws {
        let text = Array("<?xml version=\"1.0\"?><r a=\"1\"><x>Անի &amp; co</x><!-- c --><y><![CDATA[z]]></y></r>".utf8)
        for count in 0..<text.count {
            let error = #expect(throws: XMLReader.Failure.self, "cut at \(count)") {
                try XMLReader.read(Array(text.prefix(count)), pieceDepth: 1) { _ in true }
            }
            guard case .cut = error else { Issue.record("cut at \(count): \(String(describing: error))"); return }
        }
    }

    @Test(arguments: [
        "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><r>&b;</r>",
        "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><r>&e;</r>",
        "<!DOCTYPE r SYSTEM \"http://example.com/x.dtd\"><r/>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM \"file:///dev/zero\"> %p;]><r/>",
    ])
    func documentTypesAndEntitiesAreRefused(_ text: String) {
        #expect(throws: XMLReader.Failure.documentType(line: 1)) { try pieces(text) }
    }

    @Test func limitsHold() {
        var limits = XMLReader.Limits()
        limits.depth = 5
        limits.elementsOfPiece = 6
        limits.bytes = 100
        #expect(throws: XMLReader.Failure.tooDeep(line: 1)) {
            try pieces(String(repeating: "<a>", count: 6), limits: limits)
        }
        #expect(throws: XMLReader.Failure.tooMuch(line: 1)) {
            try pieces("<r><p><a/><a/><a/><a/><a/><a/></p></r>", limits: limits)
        }
        #expect(throws: XMLReader.Failure.tooLarge(bytes: 100)) {
            try pieces("<r>" + String(repeating: " ", count: 100) + "</r>", limits: limits)
        }
    }

    @Test(arguments: ["<r><a></b></r>", "<r>&undefined;</r>", "text", "<r/><r/>", "<r a=1/>", "<r>\u{1}</r>"])
    func whatIsNoXMLIsRefusedWithItsPlace(_ text: String) {
        let error = #expect(throws: XMLReader.Failure.self) { try pieces(text) }
        guard case .malformed(1, _, _) = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func anUnknownEncodingIsNamedAsSuch() {
        #expect(throws: XMLReader.Failure.encoding) { try pieces("<?xml version=\"1.0\" encoding=\"koi8-r\"?><r/>") }
    }

    @Test func theReaderStopsWhenAsked() throws {
        var count = 0
        try XMLReader.read(Array("<r><a/><a/><broken".utf8), pieceDepth: 1) { event in
            if case .piece = event { count += 1 }
            return count < 2
        }
        #expect(count == 2)
    }
}
