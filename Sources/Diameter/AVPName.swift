/// An AVP of the dictionary: its number, its vendor, and whether we set the M bit.
public struct AVPName: Hashable, Sendable {
    public let code: UInt32
    public let vendor: UInt32?
    public let isMandatory: Bool

    init(_ code: UInt32, isMandatory: Bool = true) {
        self.code = code
        vendor = nil
        self.isMandatory = isMandatory
    }

    init(threeGPP code: UInt32) {
        self.code = code
        vendor = 10_415
        isMandatory = true
    }

    // RFC 6733
    public static let userName = AVPName(1)
    public static let sessionID = AVPName(263)
    public static let originHost = AVPName(264)
    public static let resultCode = AVPName(268)
    public static let productName = AVPName(269, isMandatory: false)
    public static let disconnectCause = AVPName(273)
    public static let originStateID = AVPName(278)
    public static let failedAVP = AVPName(279)
    public static let errorMessage = AVPName(281, isMandatory: false)
    public static let routeRecord = AVPName(282)
    public static let destinationRealm = AVPName(283)
    public static let proxyInfo = AVPName(284)
    public static let destinationHost = AVPName(293)
    public static let originRealm = AVPName(296)
    public static let hostIPAddress = AVPName(257)
    public static let authApplicationID = AVPName(258)
    public static let acctApplicationID = AVPName(259)
    public static let vendorSpecificApplicationID = AVPName(260)
    public static let vendorID = AVPName(266)
    public static let firmwareRevision = AVPName(267, isMandatory: false)
    public static let supportedVendorID = AVPName(265)
    public static let inbandSecurityID = AVPName(299)
    public static let accountingRecordType = AVPName(480)
    public static let accountingRecordNumber = AVPName(485)
    public static let accountingSubSessionID = AVPName(287)
    public static let accountingRealtimeRequired = AVPName(483)
    public static let acctInterimInterval = AVPName(85)
    public static let acctSessionID = AVPName(44)
    public static let acctMultiSessionID = AVPName(50)
    public static let acctSessionTime = AVPName(46)
    public static let eventTimestamp = AVPName(55)
    public static let callingStationID = AVPName(31)
    public static let calledStationID = AVPName(30)
    // RFC 8506
    public static let subscriptionID = AVPName(443)
    public static let subscriptionIDType = AVPName(450)
    public static let subscriptionIDData = AVPName(444)
    public static let serviceContextID = AVPName(461)
    // 3GPP TS 32.299
    public static let serviceInformation = AVPName(threeGPP: 873)
    public static let imsInformation = AVPName(threeGPP: 876)
    public static let eventType = AVPName(threeGPP: 823)
    public static let roleOfNode = AVPName(threeGPP: 829)
    public static let callingPartyAddress = AVPName(threeGPP: 831)
    public static let calledPartyAddress = AVPName(threeGPP: 832)
    public static let timeStamps = AVPName(threeGPP: 833)
    public static let sipRequestTimestamp = AVPName(threeGPP: 834)
    public static let sipResponseTimestamp = AVPName(threeGPP: 835)
    public static let causeCode = AVPName(threeGPP: 861)
    public static let imsChargingIdentifier = AVPName(threeGPP: 841)

    /// The base AVPs this node understands; an unknown one with the M bit is refused (RFC 6733 section 4.1). Vendors'
    /// AVPs below Service-Information are read as far as they are known and otherwise left alone.
    static let understood: Set<UInt32> = [
        1, 25, 30, 31, 44, 46, 50, 55, 85, 257, 258, 259, 260, 263, 264, 265, 266, 267, 268, 269, 273, 278, 279, 281,
        282, 283, 284, 287, 293, 296, 299, 443, 450, 444, 461, 480, 483, 485,
    ]
}

/// The numbers of commands and applications (RFC 6733 sections 3.1 and 2.4).
public enum DiameterNumber {
    public static let capabilitiesExchange: UInt32 = 257
    public static let accounting: UInt32 = 271
    public static let deviceWatchdog: UInt32 = 280
    public static let disconnectPeer: UInt32 = 282
    public static let commonApplication: UInt32 = 0
    public static let accountingApplication: UInt32 = 3
    public static let relayApplication: UInt32 = 0xFFFF_FFFF
    public static let vendor3GPP: UInt32 = 10_415
}
