/// An AVP by name: its code, its vendor, and whether we set the M bit.
public struct AVPName: Hashable, Sendable {
    public let code: UInt32
    /// 0 for AVPs without a vendor.
    public let vendor: UInt32
    public let isMandatory: Bool

    public init(_ code: UInt32, vendor: UInt32 = 0, isMandatory: Bool = true) {
        self.code = code
        self.vendor = vendor
        self.isMandatory = isMandatory
    }

    public init(threeGPP code: UInt32) { self.init(code, vendor: DiameterNumber.vendor3GPP) }

    // RFC 6733
    public static let userName = AVPName(1)
    public static let acctSessionID = AVPName(44)
    public static let acctSessionTime = AVPName(46)
    public static let acctMultiSessionID = AVPName(50)
    public static let eventTimestamp = AVPName(55)
    public static let acctInterimInterval = AVPName(85)
    public static let hostIPAddress = AVPName(257)
    public static let authApplicationID = AVPName(258)
    public static let acctApplicationID = AVPName(259)
    public static let vendorSpecificApplicationID = AVPName(260)
    public static let sessionID = AVPName(263)
    public static let originHost = AVPName(264)
    public static let supportedVendorID = AVPName(265)
    public static let vendorID = AVPName(266)
    public static let firmwareRevision = AVPName(267, isMandatory: false)
    public static let resultCode = AVPName(268)
    public static let productName = AVPName(269, isMandatory: false)
    public static let disconnectCause = AVPName(273)
    public static let originStateID = AVPName(278)
    public static let failedAVP = AVPName(279)
    public static let proxyHost = AVPName(280)
    public static let errorMessage = AVPName(281, isMandatory: false)
    public static let routeRecord = AVPName(282)
    public static let destinationRealm = AVPName(283)
    public static let proxyInfo = AVPName(284)
    public static let accountingSubSessionID = AVPName(287)
    public static let destinationHost = AVPName(293)
    public static let terminationCause = AVPName(295)
    public static let originRealm = AVPName(296)
    public static let inbandSecurityID = AVPName(299)
    public static let proxyState = AVPName(33)
    public static let accountingRecordType = AVPName(480)
    public static let accountingRealtimeRequired = AVPName(483)
    public static let accountingRecordNumber = AVPName(485)
    // RFC 7155
    public static let calledStationID = AVPName(30)
    public static let callingStationID = AVPName(31)
    // RFC 8506
    public static let subscriptionID = AVPName(443)
    public static let subscriptionIDData = AVPName(444)
    public static let subscriptionIDType = AVPName(450)
    public static let serviceContextID = AVPName(461)
    // 3GPP TS 32.299
    public static let eventType = AVPName(threeGPP: 823)
    public static let sipMethod = AVPName(threeGPP: 824)
    public static let roleOfNode = AVPName(threeGPP: 829)
    public static let userSessionID = AVPName(threeGPP: 830)
    public static let callingPartyAddress = AVPName(threeGPP: 831)
    public static let calledPartyAddress = AVPName(threeGPP: 832)
    public static let timeStamps = AVPName(threeGPP: 833)
    public static let sipRequestTimestamp = AVPName(threeGPP: 834)
    public static let sipResponseTimestamp = AVPName(threeGPP: 835)
    public static let imsChargingIdentifier = AVPName(threeGPP: 841)
    public static let trunkGroupID = AVPName(threeGPP: 851)
    public static let incomingTrunkGroupID = AVPName(threeGPP: 852)
    public static let outgoingTrunkGroupID = AVPName(threeGPP: 853)
    public static let causeCode = AVPName(threeGPP: 861)
    public static let nodeFunctionality = AVPName(threeGPP: 862)
    public static let serviceInformation = AVPName(threeGPP: 873)
    public static let imsInformation = AVPName(threeGPP: 876)
    public static let requestedPartyAddress = AVPName(threeGPP: 1_251)
    public static let sipRequestTimestampFraction = AVPName(threeGPP: 2_301)
    public static let sipResponseTimestampFraction = AVPName(threeGPP: 2_302)
    public static let outgoingSessionID = AVPName(threeGPP: 2_320)
}
