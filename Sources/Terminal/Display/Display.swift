/// What pictures are shown on: the terminal, or memory in a test.
public protocol Display: AnyObject {
    var width: Int { get }
    var height: Int { get }
    var depth: ColorDepth { get }
    /// Whether it can show more than ASCII.
    var isUnicode: Bool { get }

    /// Shows the picture in place of the one before; false when there is no difference and nothing was done.
    @discardableResult func show(_ canvas: Canvas) -> Bool
    /// The bell.
    func ring()
    /// The next picture is painted whole: something else wrote on the screen.
    func repaint()
}
