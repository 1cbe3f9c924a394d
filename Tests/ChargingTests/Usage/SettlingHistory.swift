import Domain
import Store

/// Random sessions, as switches of all kinds tell them: with and without START, STOP, answer times, durations and numbers.
struct SettlingHistory {
    struct Key: Hashable, Comparable {
        var session: String
        var subSession: Int64

        static func < (one: Key, other: Key) -> Bool {
            (one.session, one.subSession) < (other.session, other.subSession)
        }
    }

    static let prices: [String: Int64] = ["37410": 500, "37433": 1_000, "7495": 6_000]
    static let hosts = ["switch1.example.net", "switch2.example.net"]

    private(set) var sessions: [Key: [UsageRecord]] = [:]
    /// Sessions of several nodes that tell one call: it is charged once.
    private(set) var repeated: [[Key]] = []

    init(_ name: String, sessions count: Int, lines: [String], _ random: inout ModelRandom) {
        var index = 0
        while index < count {
            let key = Key(session: "\(name)-\(index)", subSession: random.once(in: 6) ? Int64(random.below(3)) : 0)
            if random.once(in: 10) {
                let nodes = (0..<2 + random.below(3)).map { Key(session: "\(key.session)-node\($0)", subSession: 0) }
                let records = Self.wholeCall(lines, identifier: key.session, &random)
                for node in nodes { sessions[node] = records }
                repeated.append(nodes)
                index += nodes.count
            } else {
                sessions[key] = Self.anything(lines, &random)
                index += 1
            }
        }
    }

    /// All records in an order of their own.
    func shuffled(_ random: inout ModelRandom) -> [ReceivedUsageRecord] {
        sessions.sorted { $0.key < $1.key }.flatMap { key, records in records.map { Self.received(key, $0) } }
            .shuffled(using: &random)
    }

    // MARK: Random sessions

    private static func number(_ random: inout ModelRandom) -> String {
        // To the last there is no rate.
        random.pick(["37410", "37410", "37433", "7495", "7495", "35799"]) + String(random.below(900_000) + 100_000)
    }

    /// START and STOP of one call; the network's identifier perhaps in one of them only.
    private static func wholeCall(
        _ lines: [String], identifier: String, _ random: inout ModelRandom
    ) -> [UsageRecord] {
        let seconds = Int64(random.below(600))
        var start = UsageRecord(
            kind: .start, eventAt: Exchange.instant(0), calling: random.pick(lines), called: "37410123456",
            answeredAt: Exchange.instant(0), originHost: random.pick(hosts))
        var stop = start
        stop.kind = .stop
        stop.number = 1
        stop.eventAt = Exchange.instant(seconds)
        stop.answeredAt = nil
        // What measures itself can be rated before its START is there.
        if random.once(in: 2) { stop.durationSeconds = seconds }
        switch random.below(3) {
        case 0: start.chargingIdentifier = identifier
        case 1: stop.chargingIdentifier = identifier
        default:
            start.chargingIdentifier = identifier
            stop.chargingIdentifier = identifier
        }
        return [start, stop]
    }

    private static func anything(_ lines: [String], _ random: inout ModelRandom) -> [UsageRecord] {
        let calling = random.once(in: 12) ? "37499999999" : random.pick(lines)
        let called = number(&random)
        let host = random.pick(hosts)
        let answered = Int64(random.below(3_000))
        let seconds = Int64(random.below(900))
        let measures = random.once(in: 3)
        var records: [UsageRecord] = []
        func add(_ kind: UsageRecord.Kind, _ number: Int64, at: Int64, _ random: inout ModelRandom) {
            var record = UsageRecord(kind: kind, number: number, eventAt: Exchange.instant(at), originHost: host)
            // What is said once is enough.
            if !random.once(in: 4) { record.calling = calling }
            if !random.once(in: 4) { record.called = called }
            if random.once(in: 12) { record.subscriber = random.pick(lines) }
            if random.once(in: 25) { record.roleOfNode = Int64(random.below(2)) }
            if random.once(in: 15) { record.cause = random.pick([0, 0, -1, 2, 486]) }
            if kind == .start, !random.once(in: 5) { record.answeredAt = Exchange.instant(answered) }
            if kind != .start, measures { record.durationSeconds = at - answered }
            records.append(record)
        }
        if random.once(in: 8) {
            add(.event, 0, at: answered + seconds, &random)
        } else {
            if !random.once(in: 5) { add(.start, 0, at: answered, &random) }
            for number in 0..<random.below(4) {
                add(.interim, Int64(number + 1), at: answered + seconds * Int64(number + 1) / 4, &random)
            }
            if !random.once(in: 5) || records.isEmpty {
                // A clock that goes wrong ends a call before it starts.
                let end = random.once(in: 20) ? answered - 50 : answered + seconds
                add(.stop, 4, at: end, &random)
                if random.once(in: 20) { add(.stop, 5, at: end + 30, &random) }
            }
        }
        return records
    }

    // MARK: As it is kept

    private static func received(_ key: Key, _ record: UsageRecord) -> ReceivedUsageRecord {
        var lines = ["kind \(record.kind.rawValue)", "number \(record.number)"]
        func add(_ name: String, _ value: (some CustomStringConvertible)?) {
            if let value { lines.append("\(name) \(value)") }
        }
        add("event_at", record.eventAt)
        add("answered_at", record.answeredAt)
        add("calling", record.calling)
        add("called", record.called)
        add("subscriber", record.subscriber)
        add("duration", record.durationSeconds)
        add("cause", record.cause)
        add("role", record.roleOfNode)
        add("icid", record.chargingIdentifier)
        add("host", record.originHost)
        return ReceivedUsageRecord(
            key: UsageRecordKey(
                session: key.session, subSession: key.subSession, kind: Int16(record.kind.rawValue),
                number: record.number),
            content: Array(lines.joined(separator: "\n").utf8))
    }
}
