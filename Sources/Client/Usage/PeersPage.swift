import Domain
import Operations
import Terminal

/// The nodes that send records, as each daemon sees them.
struct PeersPage: UsagePage {
    private(set) var peers: [PeerSummary]?
    private(set) var readAt: Instant?
    private(set) var isPolling = false
    var selection = RowSelection<String>()

    private var ids: [String] { (peers ?? []).map(Self.name) }
    private var selected: PeerSummary? { peers?.first { Self.name($0) == selection.id } }

    private static func name(_ peer: PeerSummary) -> String { "\(peer.originHost) \(peer.daemon) \(peer.address)" }

    mutating func load(in context: ScreenContext) -> [Effect] { [.ask(.usage(.peers), purpose: "usage.peers")] }

    mutating func update(_ event: ScreenEvent, in context: ScreenContext) -> [Effect]? {
        switch event {
        case .reply(.usage(.peers(let found)), _):
            peers = found
            readAt = context.clock.now
            selection.reconcile(with: ids)
            guard !isPolling else { return [] }
            isPolling = true
            return [.after(milliseconds: OverviewPage.pause, timer: "usage.peers")]
        case .timer("usage.peers"):
            isPolling = false
            return load(in: context)
        case .action(let action):
            guard selection.perform(action, in: ids, visible: context.rows - 5) else { return nil }
            return peers == nil ? [.holdInput] : []
        default: return nil
        }
    }

    func draw(on sheet: inout Sheet, in context: ScreenContext) {
        let rows = peers ?? []
        let table = Table(columns: [
            Table.Column(title: "Node", width: nil), Table.Column(title: "Address", width: 21),
            Table.Column(title: "By", width: 4), Table.Column(title: "State", width: 9),
            Table.Column(title: "Since", width: 12), Table.Column(title: "A second", width: 8, isRight: true),
            Table.Column(title: "Daemon", width: 14, from: 110),
        ])
        let height = sheet.height - 4
        sheet.within(row: 0, column: 0, height: height, width: sheet.width) { area in
            let words = peers == nil ? "Reading\u{2026}" : "No node has connected yet."
            table.draw(on: &area, ids: ids, selection: selection, whenEmpty: words) { index in
                let row = rows[index]
                return [
                    Table.Cell(row.originHost), Table.Cell(row.address, .dim), Table.Cell(row.transport),
                    Table.Cell(
                        row.isOpen ? row.stateWords : "! \(row.stateWords)", row.isOpen ? .stateActive : .fieldError),
                    Table.Cell(row.since.map(context.clock.shortTime) ?? ""), Table.Cell(row.rate),
                    Table.Cell(row.daemon, .dim),
                ]
            }
        }
        guard let selected else { return }
        sheet.within(row: height, column: 1, height: 4, width: sheet.width - 2) { area in
            let first = area.writeWrapped(selected.counts, row: 0)
            let heard = selected.lastHeardAt.map { "last heard \(context.clock.dateAndTime(of: $0))" } ?? "never heard"
            _ = area.writeWrapped(
                "\(heard); \(selected.outstanding) not answered yet; daemon \(selected.daemon)", row: first, .dim)
        }
    }
}

extension PeerSummary {
    /// Records a second, one digit.
    fileprivate var rate: String {
        guard perSecond.isFinite, perSecond < 1_000_000_000 else { return "?" }
        let tenths = Int((max(perSecond, 0) * 10).rounded())
        return "\((tenths / 10).grouped),\(tenths % 10)"
    }

    /// The daemon names states as RFC 6733 section 5.6 and RFC 3539 do.
    fileprivate var stateWords: String { state == "waitingForCapabilities" ? "new" : state }

    fileprivate var counts: String {
        let parts = [
            "received \(Int(clamping: received).grouped)", "answered \(Int(clamping: answered).grouped)",
            "duplicates \(Int(clamping: duplicates).grouped)", "conflicts \(Int(clamping: conflicts).grouped)",
            "refused \(Int(clamping: refused).grouped)",
        ]
        return parts.joined(separator: ", ")
    }
}
