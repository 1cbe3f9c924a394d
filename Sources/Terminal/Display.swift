/// Where pictures are shown. The one in use is ``NcursesDisplay``; tests read pictures directly.
public protocol Display: AnyObject {
    var width: Int { get }
    var height: Int { get }
    var depth: ColorDepth { get }
    /// Sends what differs from the picture shown before.
    func show(_ canvas: Canvas)
    func ring()
}
