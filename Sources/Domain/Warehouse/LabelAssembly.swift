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
    private var lastBare: (serial: String, model: Int)?

    package init(model: DeviceModel?) { self.model = model }

    package static func == (left: LabelAssembly, right: LabelAssembly) -> Bool {
        left.model == right.model && left.serial == right.serial && left.mac == right.mac
            && left.lastBare?.serial == right.lastBare?.serial
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(serial)
        hasher.combine(mac)
    }

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

        package init(model: Int? = nil, serial: String? = nil, serialModel: Int? = nil, mac: String? = nil) {
            self.model = model
            self.serial = serial
            self.serialModel = serialModel
            self.mac = mac
        }
    }

    package var rest: Rest {
        Rest(model: model?.id, serial: serial, serialModel: serial == nil ? nil : serialModel?.id, mac: mac)
    }

    /// Goes on with a label; what is of a model that is there no more is dropped.
    package mutating func restore(_ rest: Rest, among models: [DeviceModel]) {
        choose(models.first { $0.id == rest.model })
        if let found = models.first(where: { $0.id == rest.serialModel }) {
            (serial, serialModel) = (rest.serial, found)
        }
        mac = rest.mac
    }

    package mutating func choose(_ model: DeviceModel?) {
        self.model = model
        (serial, mac, lastBare) = (nil, nil, nil)
    }

    /// Forgets the label under way: the undo of a part of it. False when there was none; then the device before it is
    /// taken back, and a MAC scanned next is not its own.
    package mutating func drop() -> Bool {
        defer { (serial, mac, lastBare) = (nil, nil, nil) }
        return serial != nil || mac != nil
    }

    /// The steps a scan leads to: none is lost, an incomplete label before it included.
    package mutating func take(_ reading: ScanReading, among models: [DeviceModel]) -> [Step] {
        guard let way = way(of: reading, among: models) else {
            return [.refused(serial: nil, reading.problem ?? "Nothing on this label is of use here.")]
        }
        var steps: [Step] = []
        for element in way.elements.sorted(by: { Self.order($0) < Self.order($1) }) {
            steps += take(element, among: models)
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

    private mutating func take(_ element: LabelElement, among models: [DeviceModel]) -> [Step] {
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
        case .serial(let text), .imei(let text), .iccid(let text): return take(serial: text, among: models)
        case .mac(let digits): return take(mac: digits)
        }
    }

    private mutating func become(_ found: DeviceModel) -> [Step] {
        guard found != model else { return [.model(found)] }
        let lost = dropIncomplete()
        model = found
        lastBare = nil
        return lost + [.model(found)]
    }

    private mutating func take(serial text: String, among models: [DeviceModel]) -> [Step] {
        if models.contains(where: { $0.partNumbers.contains(text) }) {
            return [.refused(serial: nil, "The part number; scan the serial.")]
        }
        let owners = models.filter { $0.serialMask?.matches(text) == true }
        // A serial that is plainly of one other model says what the device is.
        if let only = owners.first, owners.count == 1, model == nil || model?.serialMask?.matches(text) == false {
            let lost = dropIncomplete()
            guard model == nil else {
                return lost + [.refused(serial: text, "A serial of \(only.name), not of \(model?.name ?? "").")]
            }
            return lost + complete(text, as: only)
        }
        guard let model else { return [.refused(serial: text, "Of which model? Choose it (F4) or scan its EAN.")] }
        guard model.isSerialised else {
            return [.refused(serial: text, "\(model.name) has no serials; type how many.")]
        }
        if let mask = model.serialMask, !mask.matches(text) {
            return [.refused(serial: text, "No serial of \(model.name), which looks like \(mask).")]
        }
        if serial == text { return [.awaiting("\(text) again; now its MAC")] }
        return dropIncomplete() + complete(text, as: model)
    }

    private mutating func complete(_ text: String, as found: DeviceModel) -> [Step] {
        if let mac {
            self.mac = nil
            lastBare = nil
            return [.device(serial: text, mac: mac, model: found.id)]
        }
        guard found.needsMAC else {
            lastBare = (text, found.id)
            return [.device(serial: text, mac: nil, model: found.id)]
        }
        (serial, serialModel) = (text, found)
        lastBare = nil
        return [.awaiting("\(text) taken; now its MAC")]
    }

    private mutating func take(mac digits: String) -> [Step] {
        if let model = serial == nil ? model : serialModel, !model.ouis.isEmpty,
            !model.ouis.contains(String(digits.prefix(6)))
        {
            return [
                .refused(
                    serial: nil,
                    "A MAC of another maker: those of \(model.name) begin with \(model.ouis.joined(separator: ", ")).")
            ]
        }
        if let serial, let serialModel {
            self.serial = nil
            return [.device(serial: serial, mac: digits, model: serialModel.id)]
        }
        if let last = lastBare {
            lastBare = nil
            return [.device(serial: last.serial, mac: digits, model: last.model)]
        }
        let before: [Step] =
            mac == nil || mac == digits
            ? [] : [.refused(serial: nil, "MAC \(HardwareAddress.text(of: mac ?? "")) had no serial; left out.")]
        mac = digits
        return before + [.awaiting("MAC taken; now the serial")]
    }

    /// A serial whose MAC did not come is set aside, and told; a MAC that waits stays for the serial after it.
    private mutating func dropIncomplete() -> [Step] {
        guard let left = serial else { return [] }
        serial = nil
        return [.incomplete(serial: left, "Its MAC was not scanned; set aside.")]
    }
}
