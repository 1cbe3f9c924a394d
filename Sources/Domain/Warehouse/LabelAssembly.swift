/// Puts the scans of labels together into devices while they are registered: serial, MAC, product code and part number in
/// any order, each placed by what it is. Pure; the database checks the result again.
package struct LabelAssembly: Hashable, Sendable {
    /// What a scan came to.
    package enum Step: Hashable, Sendable {
        /// A device is complete, or one registered before gets its MAC.
        case device(serial: String, mac: String?, model: Int)
        /// The label goes on: what was taken, and what is awaited.
        case awaiting(String)
        /// From here on labels are of this model.
        case model(DeviceModel)
        /// So many of a consumable.
        case quantity(model: Int, Int64)
        /// A serial whose MAC did not come.
        case incomplete(serial: String, String)
        /// Not taken, with the reason.
        case refused(serial: String?, String)
    }

    package private(set) var model: DeviceModel?
    /// A serial whose model needs the MAC as well.
    private var serial: String?
    private var serialModel: DeviceModel?
    private var mac: String?
    /// The last device without a MAC: one scanned next is its own.
    private var lastBare: Bare?
    /// The last serial that was not taken: a MAC scanned next is of that box, and of no other.
    private var refused: Refused?
    /// The device that got its MAC last: the same MAC once more is no other's.
    private var whole: Whole?
    /// What of the product was read by itself on the label under way or the last one, and whether its serial was.
    private var products: Set<ProductCode> = []
    private var hasSerial = false

    private enum ProductCode {
        case trade
        case part
    }

    /// A device that went out without a MAC.
    package struct Bare: Hashable, Sendable {
        package var serial: String
        package var model: Int

        package init(serial: String, model: Int) {
            self.serial = serial
            self.model = model
        }
    }

    /// A box that was not taken.
    package struct Refused: Hashable, Sendable {
        package var serial: String
        /// Where its MAC was read before it; then another MAC begins another label.
        package var mac: String?

        package init(serial: String, mac: String? = nil) {
            self.serial = serial
            self.mac = mac
        }
    }

    private struct Whole: Hashable {
        var serial: String
        var mac: String
        var model: Int
    }

    package init(model: DeviceModel?) { self.model = model }

    /// What the label under way still lacks; nil between labels.
    package var isAwaiting: String? {
        if let serial { return "\(serial) needs its MAC" }
        if let mac { return "MAC \(HardwareAddress.text(of: mac)) needs its serial" }
        return nil
    }

    /// What has to be kept for the label to go on later: the model it is of, and the half of it that is there.
    package struct Rest: Hashable, Sendable {
        package var model: Int?
        package var serial: String?
        package var serialModel: Int?
        package var mac: String?
        package var bare: Bare?
        package var refused: Refused?

        package init(
            model: Int? = nil, serial: String? = nil, serialModel: Int? = nil, mac: String? = nil, bare: Bare? = nil,
            refused: Refused? = nil
        ) {
            self.model = model
            self.serial = serial
            self.serialModel = serialModel
            self.mac = mac
            self.bare = bare
            self.refused = refused
        }
    }

    package var rest: Rest {
        Rest(
            model: model?.id, serial: serial, serialModel: serial == nil ? nil : serialModel?.id, mac: mac,
            bare: lastBare, refused: refused)
    }

    /// Goes on with a label; what is of a model that is there no more is dropped.
    package mutating func restore(_ rest: Rest, among models: [DeviceModel]) {
        choose(models.first { $0.id == rest.model })
        if let found = models.first(where: { $0.id == rest.serialModel }) {
            (serial, serialModel) = (rest.serial, found)
        }
        (mac, lastBare, refused) = (rest.mac, rest.bare, rest.refused)
    }

    package mutating func choose(_ model: DeviceModel?) {
        self.model = model
        (serial, mac, lastBare, refused) = (nil, nil, nil, nil)
        (products, hasSerial) = ([], false)
    }

    /// Forgets the label under way: the undo of a part of it. False when there was none; then the device before it is
    /// taken back, and a MAC scanned next is not its own.
    package mutating func drop() -> Bool {
        defer { (serial, mac, lastBare, refused, whole) = (nil, nil, nil, nil, nil) }
        return serial != nil || mac != nil
    }

    /// The steps a scan leads to: none is lost, an incomplete label before it included.
    package mutating func take(_ reading: ScanReading, among models: [DeviceModel]) -> [Step] {
        if let misread = misread(reading, among: models) { return [.refused(serial: nil, misread)] }
        guard let way = way(of: reading, among: models) else {
            return refuse(
                reading.text, reading.problem ?? "Nothing on this label is of use here.", isSerial: false)
        }
        // A MAC beside its serial is that one's and no other's.
        let hasOwn = way.elements.contains { Self.order($0) == 1 }
        let own = hasOwn ? way.mac : nil
        var steps: [Step] = []
        for element in way.elements.sorted(by: { Self.order($0) < Self.order($1) }) {
            if hasOwn, case .mac = element { continue }
            if !hasOwn { steps += beginning(with: element) }
            steps += take(element, own: own, among: models)
        }
        return steps
    }

    /// The model on a label is read before its serial, the serial before the MAC.
    private static func order(_ element: LabelElement) -> Int {
        switch element {
        case .productCode, .partNumber: 0
        case .serial, .imei, .iccid: 1
        case .mac: 2
        case .count, .logisticUnit: 3
        }
    }

    /// The likeliest way that fits what is being registered: of several the one the model's rules take.
    private func way(of reading: ScanReading, among models: [DeviceModel]) -> ScanReading.Way? {
        guard let model else { return reading.ways.first }
        let fitting = reading.ways.first { way in
            way.elements.contains { element in
                switch element {
                case .serial(let text): model.serialMask?.matches(text) == true
                case .mac(let digits): model.ouis.contains(String(digits.prefix(6)))
                default: false
                }
            }
        }
        return fitting ?? reading.ways.first
    }

    private mutating func take(_ element: LabelElement, own: String?, among models: [DeviceModel]) -> [Step] {
        switch element {
        case .productCode(let code):
            guard let found = models.first(where: { $0.productCodes.contains(code) }) else {
                return [.refused(serial: nil, "The product's code, of no model here; scan the serial.")]
            }
            return become(found)
        case .partNumber(let number):
            guard let found = models.first(where: { $0.partNumbers.contains(number) }) else {
                return [.refused(serial: nil, "The part number, of no model here; scan the serial.")]
            }
            return become(found)
        case .logisticUnit: return [.refused(serial: nil, "The number of a box or pallet; scan the devices in it.")]
        case .count(let count):
            guard let model, !model.isSerialised else {
                return [.refused(serial: nil, "A count, and no consumable was scanned before it.")]
            }
            return [.quantity(model: model.id, count)]
        case .serial(let text), .imei(let text), .iccid(let text): return take(serial: text, own: own, among: models)
        case .mac(let digits): return take(mac: digits)
        }
    }

    /// A product's code once more is that of another label: a MAC that follows is not of the device before it.
    private mutating func beginning(with element: LabelElement) -> [Step] {
        let code: ProductCode
        switch element {
        case .productCode: code = .trade
        case .partNumber: code = .part
        default: return []
        }
        guard !products.insert(code).inserted else { return [] }
        (products, hasSerial, lastBare) = ([code], false, nil)
        return dropIncomplete()
    }

    private mutating func become(_ found: DeviceModel) -> [Step] {
        guard found != model else { return [.model(found)] }
        let lost = dropIncomplete()
        model = found
        lastBare = nil
        return lost + [.model(found)]
    }

    private mutating func take(serial text: String, own: String?, among models: [DeviceModel]) -> [Step] {
        if models.contains(where: { $0.partNumbers.contains(text) }) {
            return [.refused(serial: nil, "The part number; scan the serial.")]
        }
        if hasSerial { products = [] }
        hasSerial = true
        let owners = models.filter { $0.serialMask?.matches(text) == true }
        // A serial that is plainly of one other model says what the device is.
        if model == nil, let only = owners.first, owners.count == 1 { return complete(text, own: own, as: only) }
        guard let model else {
            return refuse(text, own: own, "Of which model? Choose it (F4) or scan its EAN.")
        }
        guard model.isSerialised else { return refuse(text, own: own, "\(model.name) has no serials; type how many.") }
        if let other = model.stranger(text, among: models) {
            return refuse(text, own: own, "A serial of \(other), not of \(model.name).")
        }
        if let mask = model.serialMask, !mask.matches(text) {
            return refuse(text, own: own, "No serial of \(model.name), which looks like \(mask).")
        }
        if serial == text, own == nil { return [.awaiting("\(text) again; now its MAC")] }
        return complete(text, own: own, as: model)
    }

    /// The box goes aside with all of its label: a MAC read before it, and one read after it.
    private mutating func refuse(
        _ text: String, own: String? = nil, _ words: String, isSerial: Bool = true
    ) -> [Step] {
        var steps = dropIncomplete() + [.refused(serial: isSerial ? text : nil, words)]
        refused = Refused(serial: text, mac: own ?? mac)
        if let waiting = mac { steps.append(aside(mac: waiting, of: text)) }
        (mac, lastBare) = (nil, nil)
        return steps
    }

    private func aside(mac digits: String, of serial: String) -> Step {
        .incomplete(serial: HardwareAddress.text(of: digits), "MAC of \(serial), which was not taken; set aside.")
    }

    private mutating func complete(_ text: String, own: String?, as found: DeviceModel) -> [Step] {
        var steps = dropIncomplete()
        (lastBare, refused) = (nil, nil)
        if own != nil { steps += dropMAC() }
        if let own, let words = found.foreign(mac: own) {
            steps.append(.refused(serial: nil, words))
        } else if let address = own ?? mac {
            mac = nil
            whole = Whole(serial: text, mac: address, model: found.id)
            return steps + [.device(serial: text, mac: address, model: found.id)]
        }
        guard found.needsMAC else {
            lastBare = Bare(serial: text, model: found.id)
            return steps + [.device(serial: text, mac: nil, model: found.id)]
        }
        (serial, serialModel) = (text, found)
        return steps + [.awaiting("\(text) taken; now its MAC")]
    }

    private mutating func take(mac digits: String) -> [Step] {
        if let whole, whole.mac == digits {
            return [.device(serial: whole.serial, mac: digits, model: whole.model)]
        }
        if let refused, refused.mac == nil || refused.mac == digits { return [aside(mac: digits, of: refused.serial)] }
        if let words = (serial == nil ? model : serialModel)?.foreign(mac: digits) {
            return [.refused(serial: nil, words)]
        }
        if let serial, let serialModel {
            self.serial = nil
            return give(digits, to: Bare(serial: serial, model: serialModel.id))
        }
        if let last = lastBare { return give(digits, to: last) }
        let before = mac == digits ? [] : dropMAC()
        mac = digits
        return before + [.awaiting("MAC taken; now the serial")]
    }

    private mutating func give(_ digits: String, to device: Bare) -> [Step] {
        lastBare = nil
        whole = Whole(serial: device.serial, mac: digits, model: device.model)
        return [.device(serial: device.serial, mac: digits, model: device.model)]
    }

    /// A serial whose MAC did not come is set aside, and told; a MAC that waits stays for the serial after it.
    private mutating func dropIncomplete() -> [Step] {
        guard let left = serial else { return [] }
        serial = nil
        return [.incomplete(serial: left, "Its MAC was not scanned; set aside.")]
    }

    private mutating func dropMAC() -> [Step] {
        guard let left = mac else { return [] }
        mac = nil
        return [.refused(serial: nil, "MAC \(HardwareAddress.text(of: left)) had no serial; left out.")]
    }

    // MARK: Misreadings

    /// What was plainly meant and misread: a part of the label under way, to be scanned again; nothing else is lost by it.
    private func misread(_ reading: ScanReading, among models: [DeviceModel]) -> String? {
        guard !reading.isCertain else { return nil }
        let text = reading.text
        if text.filter({ $0 == ":" }).count > 2, HardwareAddress(text) == nil,
            text.allSatisfy({ $0 == ":" || $0.isASCII && $0.isHexDigit })
        {
            return "No MAC, which has twelve hexadecimal digits; scan it again."
        }
        guard CheckDigit.isBroken(text) else { return nil }
        // Thirteen digits of a model that has such serials are one; of any other they are an EAN.
        let isSerial = model.map { $0.isSerialised && $0.serialMask == nil } ?? false
        let isNear = models.contains { $0.productCodes.contains { CheckDigit.isMisread(text, of: $0) } }
        guard isNear || text.utf8.count == 13 && !isSerial else { return nil }
        return "A product's code whose check digit is wrong; scan it again."
    }
}

extension DeviceModel {
    /// Why a MAC is none of this model's; nil: it may be.
    fileprivate func foreign(mac digits: String) -> String? {
        guard !ouis.isEmpty, !ouis.contains(String(digits.prefix(6))) else { return nil }
        return "A MAC of another maker: those of \(name) begin with \(ouis.joined(separator: ", "))."
    }
}

extension ScanReading.Way {
    fileprivate var mac: String? {
        for case .mac(let digits) in elements { return digits }
        return nil
    }
}
