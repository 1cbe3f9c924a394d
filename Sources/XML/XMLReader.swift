import CExpat

/// Reads XML from outside with expat. A document comes in pieces of bounded size, so that a file of any length needs
/// little memory; a document type, and with it every entity of its own, internal or external, is refused, and so are
/// documents beyond the limits.
public enum XMLReader {
    public struct Limits: Hashable, Sendable {
        public var bytes = 256 << 20
        public var depth = 64
        public var elementsOfPiece = 1_000_000

        public init() {}
    }

    public enum Event: Sendable {
        /// An element above the pieces begins: its way from the root, and the namespace it is in.
        case began(path: [String], namespace: String, line: Int)
        case piece(XMLElement, path: [String])
        case ended(path: [String], line: Int)
    }

    public enum Failure: Error, Hashable, Sendable {
        case tooLarge(bytes: Int)
        case cut(line: Int)
        case malformed(line: Int, column: Int, words: String)
        case documentType(line: Int)
        case tooDeep(line: Int)
        case tooMuch(line: Int)
        case encoding
        case noMemory

        public var sentence: String {
            switch self {
            case .tooLarge(let bytes): "The file is larger than \(bytes >> 20) megabytes. Ask for a shorter period."
            case .cut(let line): "The file ends in its middle, at line \(line): it is cut. Get the whole file again."
            case .malformed(let line, let column, let words):
                "Line \(line), column \(column): this is no XML (\(words)). Get the file again."
            case .documentType(let line):
                "Line \(line): the file declares a document type or entities, which no bank's file needs. Do not trust it."
            case .tooDeep(let line): "Line \(line): the elements are nested too deep for a file of this kind."
            case .tooMuch(let line): "Line \(line): one element holds too much for a file of this kind."
            case .encoding: "The file is in an encoding that is not read here. Save it as UTF-8."
            case .noMemory: "There is not enough memory for the file."
            }
        }
    }

    /// Reads a whole document.
    /// - Parameters:
    ///   - pieceDepth: how deep the elements lie that are handed over whole; the root's depth is 0.
    ///   - each: false stops the reading without an error.
    public static func read(
        _ bytes: [UInt8], pieceDepth: Int, limits: Limits = Limits(), each: (Event) -> Bool
    ) throws(Failure) {
        guard bytes.count <= limits.bytes, bytes.count <= Int(Int32.max) else { throw .tooLarge(bytes: limits.bytes) }
        guard let parser = XML_ParserCreateNS(nil, XML_Char(bitPattern: namespaceMark)) else { throw .noMemory }
        defer { XML_ParserFree(parser) }
        let failure = withoutActuallyEscaping(each) { each in
            let assembly = Assembly(parser: parser, pieceDepth: pieceDepth, limits: limits, each: each)
            return withExtendedLifetime(assembly) { assembly.parse(bytes) }
        }
        if let failure { throw failure }
    }
}

/// Between an element's namespace and its name, as expat hands them over.
private let namespaceMark: UInt8 = 0x7C

/// What expat's callbacks work on.
private final class Assembly {
    private struct Frame {
        var name: String
        var attributes: [String: String]
        var children: [XMLElement] = []
        var text: [UInt8] = []
        var line: Int
    }

    private let parser: XML_Parser
    private let pieceDepth: Int
    private let limits: XMLReader.Limits
    private let each: (XMLReader.Event) -> Bool
    private var path: [String] = []
    private var frames: [Frame] = []
    private var elements = 0
    private var failure: XMLReader.Failure?
    private var isStopped = false

    init(parser: XML_Parser, pieceDepth: Int, limits: XMLReader.Limits, each: @escaping (XMLReader.Event) -> Bool) {
        self.parser = parser
        self.pieceDepth = pieceDepth
        self.limits = limits
        self.each = each
    }

    private var line: Int { Int(XML_GetCurrentLineNumber(parser)) }

    func parse(_ bytes: [UInt8]) -> XMLReader.Failure? {
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in Assembly.of(data)?.start(name, attributes) },
            { data, _ in Assembly.of(data)?.end() })
        XML_SetCharacterDataHandler(parser) { data, text, count in Assembly.of(data)?.characters(text, count) }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in Assembly.of(data)?.documentType() }
        let status = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { XML_Parse(parser, $0.baseAddress, Int32($0.count), 1) }
        }
        if let failure { return failure }
        if isStopped || status == XML_STATUS_OK { return nil }
        return expatFailure()
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> Assembly? {
        data.map { Unmanaged<Assembly>.fromOpaque($0).takeUnretainedValue() }
    }

    private func expatFailure() -> XMLReader.Failure {
        let code = XML_GetErrorCode(parser)
        switch code {
        case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR, XML_ERROR_UNCLOSED_CDATA_SECTION:
            return .cut(line: line)
        case XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING: return .encoding
        case XML_ERROR_NO_MEMORY: return .noMemory
        default:
            return .malformed(
                line: line, column: Int(XML_GetCurrentColumnNumber(parser)) + 1,
                words: XML_ErrorString(code).map { String(cString: $0) } ?? "error")
        }
    }

    private func stop(_ reason: XMLReader.Failure?) {
        guard !isStopped else { return }
        failure = reason
        isStopped = true
        XML_StopParser(parser, XML_Bool(0))
    }

    private func report(_ event: XMLReader.Event) {
        if !each(event) { stop(nil) }
    }

    private func documentType() { stop(.documentType(line: line)) }

    private func start(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?)
    {
        guard !isStopped, let name else { return }
        let (namespace, local) = Self.parts(name)
        let depth = path.count + frames.count
        if depth >= limits.depth { return stop(.tooDeep(line: line)) }
        if depth < pieceDepth {
            path.append(local)
            return report(.began(path: path, namespace: namespace, line: line))
        }
        if frames.isEmpty { elements = 0 }
        elements += 1
        if elements > limits.elementsOfPiece { return stop(.tooMuch(line: line)) }
        frames.append(Frame(name: local, attributes: Self.attributes(attributes), line: line))
    }

    private func characters(_ text: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard !isStopped, let text, !frames.isEmpty else { return }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
        frames[frames.count - 1].text.append(contentsOf: bytes)
    }

    private func end() {
        guard !isStopped else { return }
        guard let frame = frames.popLast() else {
            let ended = path
            path.removeLast()
            return report(.ended(path: ended, line: line))
        }
        let element = XMLElement(
            name: frame.name, attributes: frame.attributes, children: frame.children, text: Self.trimmed(frame.text),
            line: frame.line)
        if frames.isEmpty {
            report(.piece(element, path: path))
        } else {
            frames[frames.count - 1].children.append(element)
        }
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    private static func parts(_ name: UnsafePointer<XML_Char>) -> (namespace: String, local: String) {
        let whole = String(cString: name)
        // Neither may hold the mark: expat refuses such a namespace.
        guard let mark = whole.utf8.lastIndex(of: namespaceMark) else { return ("", whole) }
        return (String(whole[..<mark]), String(whole[whole.utf8.index(after: mark)...]))
    }

    private static func attributes(
        _ list: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) -> [String: String] {
        guard var next = list else { return [:] }
        var attributes: [String: String] = [:]
        while let name = next.pointee, let value = (next + 1).pointee {
            attributes[parts(name).local] = String(cString: value)
            next += 2
        }
        return attributes
    }
}
