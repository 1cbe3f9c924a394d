/// The responder's side of one connection as a value: messages and time go in, what to do comes out (RFC 6733
/// section 5.6, RFC 3539 section 3.4.1). No sockets inside.
public struct PeerMachine: Sendable {
    public enum State: Hashable, Sendable {
        /// Connected; nothing but a Capabilities-Exchange-Request may come.
        case waitingForCapabilities
        case open
        /// We have asked to disconnect.
        case closing
        case closed
    }

    public enum Action: Hashable, Sendable {
        case send(DiameterMessage)
        case deliver(AccountingRequest)
        /// The peer has shown who it is: another connection of that host ends.
        case opened(host: String)
        case close
    }

    public private(set) var state = State.waitingForCapabilities
    public private(set) var peerHost = ""
    private let local: LocalPeer
    /// Milliseconds of the caller's clock.
    private var lastHeardAt: Int64
    private var isWatchdogUnanswered = false
    private var nextIdentifier: UInt32
    private let watchdogMilliseconds: Int64

    /// A connection without capabilities after this long is closed (RFC 6733 section 5.6.1 leaves the time open).
    static let capabilitiesMilliseconds: Int64 = 10_000
    /// A peer that does not answer a disconnect request is closed after this.
    static let closingMilliseconds: Int64 = 5_000

    public init(local: LocalPeer, now: Int64, watchdogMilliseconds: Int64 = 30_000, firstIdentifier: UInt32 = 1) {
        self.local = local
        lastHeardAt = now
        nextIdentifier = firstIdentifier
        // RFC 3539 section 3.4.1: never below six seconds.
        self.watchdogMilliseconds = max(watchdogMilliseconds, 6_000)
    }

    // MARK: Events

    /// One whole message's octets.
    public mutating func receive(_ wire: [UInt8], now: Int64) -> [Action] {
        guard state != .closed else { return [] }
        lastHeardAt = now
        isWatchdogUnanswered = false
        do throws(DiameterFault) {
            return handle(try DiameterMessage(decoding: wire))
        } catch {
            guard let header = DiameterMessage.header(of: wire), header.isRequest, state == .open else {
                return end()
            }
            let answer = Action.send(header.answer(error, from: local))
            return error.result == .invalidMessageLength ? [answer] + end() : [answer]
        }
    }

    /// Called about once a second.
    public mutating func tick(now: Int64) -> [Action] {
        switch state {
        case .waitingForCapabilities: return now - lastHeardAt > Self.capabilitiesMilliseconds ? end() : []
        case .closing: return now - lastHeardAt > Self.closingMilliseconds ? end() : []
        case .closed: return []
        case .open: break
        }
        guard now - lastHeardAt >= watchdogMilliseconds else { return [] }
        if isWatchdogUnanswered { return end() }
        isWatchdogUnanswered = true
        lastHeardAt = now
        return [.send(request(DiameterNumber.deviceWatchdog, [AVP(.originStateID, local.originStateID)]))]
    }

    /// We are about to stop: the peer is told (RFC 6733 section 5.4), and what it still sends is answered.
    public mutating func stop(now: Int64) -> [Action] {
        guard state == .open else { return end() }
        state = .closing
        lastHeardAt = now
        return [.send(request(DiameterNumber.disconnectPeer, [AVP(.disconnectCause, 0)]))]
    }

    /// The answer to a delivered request.
    public func answer(_ request: AccountingRequest, _ outcome: AccountingOutcome) -> DiameterMessage {
        request.message.answer(
            outcome.result, from: local,
            adding: [
                AVP(.accountingRecordType, request.type.rawValue), AVP(.accountingRecordNumber, request.number),
                AVP(.acctApplicationID, DiameterNumber.accountingApplication),
                AVP(.originStateID, local.originStateID),
            ])
    }

    // MARK: Messages

    private mutating func handle(_ message: DiameterMessage) -> [Action] {
        if state == .waitingForCapabilities {
            guard message.isRequest, message.command == DiameterNumber.capabilitiesExchange else { return end() }
            return exchangeCapabilities(message)
        }
        guard message.isRequest else {
            return message.command == DiameterNumber.disconnectPeer && state == .closing ? end() : []
        }
        switch message.command {
        case DiameterNumber.deviceWatchdog:
            return [
                .send(message.answer(.success, from: local, adding: [AVP(.originStateID, local.originStateID)]))
            ]
        case DiameterNumber.disconnectPeer:
            // The peer closes after our answer; if it does not, the tick does.
            state = .closing
            return [.send(message.answer(.success, from: local))]
        case DiameterNumber.capabilitiesExchange: return exchangeCapabilities(message)
        case DiameterNumber.accounting: return account(message)
        default:
            return [.send(message.answer(fault(.commandUnsupported, "command \(message.command)"), from: local))]
        }
    }

    private mutating func exchangeCapabilities(_ message: DiameterMessage) -> [Action] {
        guard let host = message.avps.first(.originHost)?.text, message.avps.first(.originRealm)?.text != nil else {
            let missing = AVP(.originHost, payload: [])
            let answer = message.answer(
                DiameterFault(.missingAVP, "Origin-Host and Origin-Realm are needed", failed: missing), from: local)
            return [.send(answer)] + end()
        }
        guard local.allows(host) else {
            return [.send(message.answer(fault(.unknownPeer, "\(host) is not among our peers"), from: local))] + end()
        }
        guard Self.offersAccounting(message.avps) else {
            let answer = message.answer(fault(.noCommonApplication, "only accounting is served"), from: local)
            return [.send(answer)] + end()
        }
        peerHost = host
        state = .open
        var capabilities = local.addresses.map { address in
            AVP(.hostIPAddress, payload: [0, address.count == 16 ? 2 : 1] + address)
        }
        capabilities += [
            AVP(.vendorID, 0), AVP(.productName, "BCRM"), AVP(.originStateID, local.originStateID),
            AVP(.supportedVendorID, DiameterNumber.vendor3GPP),
            AVP(.acctApplicationID, DiameterNumber.accountingApplication), AVP(.firmwareRevision, 1),
        ]
        return [.send(message.answer(.success, from: local, adding: capabilities)), .opened(host: host)]
    }

    /// Accounting may be announced as Acct-, as Auth- or inside Vendor-Specific-Application-Id; a relay offers all
    /// (RFC 6733 section 5.3).
    private static func offersAccounting(_ avps: [AVP]) -> Bool {
        let wanted = [DiameterNumber.accountingApplication, DiameterNumber.relayApplication]
        let specific = avps.all(.vendorSpecificApplicationID).flatMap { (try? $0.members()) ?? [] }
        return (avps + specific).contains { avp in
            (avp.has(.acctApplicationID) || avp.has(.authApplicationID))
                && avp.unsigned32.map { wanted.contains($0) } == true
        }
    }

    private func account(_ message: DiameterMessage) -> [Action] {
        guard message.application == DiameterNumber.accountingApplication else {
            return [
                .send(message.answer(fault(.applicationUnsupported, "application \(message.application)"), from: local))
            ]
        }
        if let host = message.avps.first(.destinationHost)?.text, host.lowercased() != local.originHost.lowercased() {
            return [.send(message.answer(fault(.unableToDeliver, "\(host) is not this node"), from: local))]
        }
        if let realm = message.avps.first(.destinationRealm)?.text, realm.lowercased() != local.originRealm.lowercased()
        {
            return [.send(message.answer(fault(.realmNotServed, "the realm \(realm) is not served"), from: local))]
        }
        do throws(DiameterFault) {
            return [.deliver(try AccountingRequest(message))]
        } catch {
            return [.send(message.answer(error, from: local))]
        }
    }

    private func fault(_ result: ResultCode, _ explanation: String) -> DiameterFault {
        DiameterFault(result, explanation)
    }

    private mutating func request(_ command: UInt32, _ avps: [AVP]) -> DiameterMessage {
        defer { nextIdentifier &+= 1 }
        return DiameterMessage(
            isRequest: true, command: command, application: DiameterNumber.commonApplication,
            hopByHop: nextIdentifier, endToEnd: nextIdentifier,
            avps: [AVP(.originHost, local.originHost), AVP(.originRealm, local.originRealm)] + avps)
    }

    private mutating func end() -> [Action] {
        state = .closed
        return [.close]
    }
}
