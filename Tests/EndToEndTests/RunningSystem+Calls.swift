import Diameter
import TerminalEmulator

extension RunningSystem {
    /// Tells of a call as an IMS node does, START with the time it rang and STOP; both must be answered 2001.
    func sendCall(
        session: String, from calling: String, to called: String, answeredAt: Int64, seconds: Int64
    ) async throws {
        let port = text(of: demoFolder + "/bcrmd.port").split(separator: "\n").first.flatMap { Int($0) } ?? 0
        let local = LocalPeer(
            originHost: "as.example.net", originRealm: "example.net", addresses: [[127, 0, 0, 1]], originStateID: 1)
        let client = try await DiameterClient.connect(
            ClientConfiguration(host: "127.0.0.1", port: port, local: local))
        let start = Self.record(session, 2, at: answeredAt, calling, called) { stamps in
            stamps.add(.sipRequestTimestamp, secondsSince1970: answeredAt - 9)
            stamps.add(.sipResponseTimestamp, secondsSince1970: answeredAt)
        }
        let stop = Self.record(session, 4, at: answeredAt + seconds, calling, called) { stamps in
            stamps.add(.sipRequestTimestamp, secondsSince1970: answeredAt + seconds)
        }
        for wire in [start, stop] {
            let result = try await client.send(wire).resultCode
            guard result == 2001 else {
                throw PseudoTerminal.Failure(description: "a record was answered \(result ?? 0)")
            }
        }
        await client.disconnect()
    }

    private static func record(
        _ session: String, _ type: UInt32, at: Int64, _ calling: String, _ called: String,
        _ stamps: (inout MessageEncoder) -> Void
    ) -> [UInt8] {
        let header = MessageHeader(
            isRequest: true, isProxiable: true, command: DiameterNumber.accounting,
            application: DiameterNumber.accountingApplication, hopByHop: 0, endToEnd: type)
        return MessageEncoder.message(header) { encoder in
            encoder.add(.sessionID, session)
            encoder.add(.originHost, "as.example.net")
            encoder.add(.originRealm, "example.net")
            encoder.add(.destinationRealm, "example.net")
            encoder.add(.accountingRecordType, type)
            encoder.add(.accountingRecordNumber, type == 2 ? UInt32(0) : 1)
            encoder.add(.acctApplicationID, DiameterNumber.accountingApplication)
            encoder.add(.eventTimestamp, secondsSince1970: at)
            encoder.addGroup(.serviceInformation) { service in
                service.addGroup(.imsInformation) { ims in
                    ims.add(.roleOfNode, UInt32(0))
                    ims.add(.callingPartyAddress, "tel:+\(calling)")
                    ims.add(.calledPartyAddress, "tel:+\(called)")
                    ims.addGroup(.timeStamps, stamps)
                }
            }
        }
    }
}
