extension DiameterDictionary {
    struct Enumeration {
        let code: UInt32
        let vendor: UInt32
        let values: [Int32: String]
        let isClosed: Bool

        init(_ code: UInt32, vendor: UInt32 = 0, isClosed: Bool = false, _ values: [Int32: String]) {
            self.code = code
            self.vendor = vendor
            self.values = values
            self.isClosed = isClosed
        }

        init(threeGPP code: UInt32, _ values: [Int32: String]) {
            self.init(code, vendor: DiameterNumber.vendor3GPP, values)
        }
    }

    /// Values by name. Those of the protocol itself are closed.
    static let enumerations: [Enumeration] = [
        // RFC 6733 sections 9.8.1, 9.8.7, 8.7, 5.4.3, 6.10
        Enumeration(
            480, isClosed: true,
            [1: "EVENT_RECORD", 2: "START_RECORD", 3: "INTERIM_RECORD", 4: "STOP_RECORD"]),
        Enumeration(483, isClosed: true, [1: "DELIVER_AND_GRANT", 2: "GRANT_AND_STORE", 3: "GRANT_AND_LOSE"]),
        Enumeration(
            273, isClosed: true, [0: "REBOOTING", 1: "BUSY", 2: "DO_NOT_WANT_TO_TALK_TO_YOU"]),
        Enumeration(299, [0: "NO_INBAND_SECURITY", 1: "TLS"]),
        Enumeration(
            295,
            [
                1: "LOGOUT", 2: "SERVICE_NOT_PROVIDED", 3: "BAD_ANSWER", 4: "ADMINISTRATIVE", 5: "LINK_BROKEN",
                6: "AUTH_EXPIRED", 7: "USER_MOVED", 8: "SESSION_TIMEOUT", 11: "USER_REQUEST", 12: "LOST_CARRIER",
                13: "LOST_SERVICE", 14: "IDLE_TIMEOUT", 15: "RADIUS_SESSION_TIMEOUT", 16: "ADMIN_RESET",
                17: "ADMIN_REBOOT", 18: "PORT_ERROR", 19: "NAS_ERROR", 20: "NAS_REQUEST", 21: "NAS_REBOOT",
                22: "PORT_UNNEEDED", 23: "PORT_PREEMPTED", 24: "PORT_SUSPENDED", 25: "SERVICE_UNAVAILABLE",
                26: "CALLBACK", 27: "USER_ERROR", 28: "HOST_REQUEST",
            ]),
        // RFC 8506 sections 8.3, 8.47, 8.2
        Enumeration(
            416, isClosed: true,
            [1: "INITIAL_REQUEST", 2: "UPDATE_REQUEST", 3: "TERMINATION_REQUEST", 4: "EVENT_REQUEST"]),
        Enumeration(
            450, isClosed: true,
            [
                0: "END_USER_E164", 1: "END_USER_IMSI", 2: "END_USER_SIP_URI", 3: "END_USER_NAI",
                4: "END_USER_PRIVATE",
            ]),
        // 3GPP TS 32.299
        Enumeration(
            threeGPP: 829, [0: "ORIGINATING_ROLE", 1: "TERMINATING_ROLE", 2: "FORWARDING_ROLE", 3: "B2BUA_ROLE"]),
        Enumeration(
            threeGPP: 862,
            [
                0: "S-CSCF", 1: "P-CSCF", 2: "I-CSCF", 3: "MRFC", 4: "MGCF", 5: "BGCF", 6: "AS", 7: "IBCF",
                8: "S-GW", 9: "P-GW", 10: "HSGW", 11: "E-CSCF", 12: "MME", 13: "TRF", 14: "TF", 15: "ATCF",
                16: "PROXY", 17: "EPDG", 18: "TDF", 19: "TWAG", 20: "SCEF", 21: "IWK_SCEF",
            ]),
        Enumeration(
            threeGPP: 861,
            [
                -3: "END_OF_REGISTER_DIALOG", -2: "END_OF_SUBSCRIBE_DIALOG", -1: "SUCCESSFUL_TRANSACTION",
                0: "NORMAL_END_OF_SESSION", 1: "UNSPECIFIED_ERROR", 2: "UNSUCCESSFUL_SESSION_SETUP",
                3: "INTERNAL_ERROR", 403: "FORBIDDEN", 404: "NOT_FOUND", 408: "REQUEST_TIMEOUT",
                480: "TEMPORARILY_UNAVAILABLE", 484: "ADDRESS_INCOMPLETE", 486: "BUSY_HERE",
                487: "REQUEST_TERMINATED", 500: "SERVER_INTERNAL_ERROR", 503: "SERVICE_UNAVAILABLE",
                603: "DECLINE", 604: "DOES_NOT_EXIST_ANYWHERE", 606: "NOT_ACCEPTABLE",
            ]),
    ]
}
