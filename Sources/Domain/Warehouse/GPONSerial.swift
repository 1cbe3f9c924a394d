/// The serial of a GPON terminal (ITU-T G.984.3, 9.2.4.1: four octets of the vendor, four of its own) in its two written
/// forms: `HWTC1A2B3C4D`, and the same as hexadecimal digits, `485754431A2B3C4D`.
package struct GPONSerial: Hashable, Sendable {
    /// Four letters and eight hexadecimal digits.
    package let text: String

    /// Takes capital letters and digits without separators.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        switch bytes.count {
        case 12:
            guard bytes[..<4].allSatisfy(Self.isLetter), bytes[4...].allSatisfy(Self.isHex) else { return nil }
            self.text = text
        case 16:
            guard bytes.allSatisfy(Self.isHex) else { return nil }
            var vendor = ""
            for index in stride(from: 0, to: 8, by: 2) {
                let octet = Self.value(bytes[index]) << 4 | Self.value(bytes[index + 1])
                guard Self.isLetter(octet) else { return nil }
                vendor.append(Character(Unicode.Scalar(octet)))
            }
            self.text = vendor + String(decoding: bytes[8...], as: UTF8.self)
        default: return nil
        }
    }

    /// The maker, by the vendor's four letters; nil: none that is known here.
    package var maker: String? { Self.makers[String(text.prefix(4))] }

    private static let makers = [
        "ADTN": "Adtran", "ALCL": "Nokia", "CXNK": "Calix", "DSNW": "Dasan", "FHTT": "FiberHome", "HWTC": "Huawei",
        "UBNT": "Ubiquiti", "ZTEG": "ZTE",
    ]

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) }
    private static func value(_ byte: UInt8) -> UInt8 { byte < 0x41 ? byte - 0x30 : byte - 0x37 }
}
