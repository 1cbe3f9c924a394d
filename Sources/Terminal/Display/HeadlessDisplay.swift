/// A display without a terminal: keeps the picture, counts what a terminal would have been sent.
public final class HeadlessDisplay: Display {
    public private(set) var width: Int
    public private(set) var height: Int
    public let depth: ColorDepth
    public let isUnicode: Bool
    /// The picture shown last.
    public private(set) var picture: Canvas
    /// Pictures that differed from the one before.
    public private(set) var frames = 0
    public private(set) var rings = 0
    private var isPainted = false

    public init(width: Int, height: Int, depth: ColorDepth = .mono, isUnicode: Bool = false) {
        self.width = width
        self.height = height
        self.depth = depth
        self.isUnicode = isUnicode
        picture = Canvas(width: width, height: height)
    }

    @discardableResult public func show(_ canvas: Canvas) -> Bool {
        guard !isPainted || picture != canvas else { return false }
        picture = canvas
        isPainted = true
        frames += 1
        return true
    }

    public func ring() { rings += 1 }

    public func repaint() { isPainted = false }

    /// As when the operator makes the window larger or smaller.
    public func resize(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        repaint()
    }

    /// What is on the screen, row by row, without trailing blanks.
    public var rows: [String] { (0..<picture.height).map { picture.text(row: $0) } }
}
