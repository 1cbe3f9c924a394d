import Domain
import Store

extension DemoCustomerWriter {
    func writeServices(
        _ customer: DemoCustomerRows, _ tariffs: [DemoReference.Tariff], activated: CivilDate, isDebtor: Bool,
        _ random: inout DemoRandom, _ ledger: inout DemoLedger, into tables: inout DemoBuffers
    ) {
        // Only who has been charged this month can owe.
        let isSuspended = isDebtor && activated < calendar.monthStarts[2]
        for (number, tariff) in tariffs.enumerated() {
            let subscription = subscriptionNumber(customer, number)
            let identifier = identifier(customer, tariff)
            tables.row(.subscription) {
                $0.add(customer.id)
                $0.add(subscription)
                $0.add(customer.account)
                $0.add(tariff.serviceType)
                $0.add(identifier)
                $0.add(1)
                $0.add(calendar.text(activated))
                $0.add(isSuspended ? "suspended" : "active")
            }
            tables.row(.serviceIdentifier) {
                $0.add(tariff.serviceType)
                $0.add(identifier)
                $0.add(customer.id)
                $0.add(subscription)
            }
            tables.row(.subscriptionTariff) {
                $0.add(customer.id)
                $0.add(subscription)
                $0.add("[\(calendar.text(activated)),)")
                $0.add(tariff.id)
            }
            for parameter in tariff.parameters {
                tables.row(.subscriptionParameter) {
                    $0.add(customer.id)
                    $0.add(subscription)
                    $0.add(parameter.code)
                    $0.add("[\(calendar.text(activated)),)")
                    $0.add(parameter.value)
                }
            }
            if isSuspended {
                tables.row(.suspension) {
                    $0.add(customer.id)
                    $0.add(subscription)
                    $0.add("money")
                    $0.add("[\"\(calendar.moment(calendar.monthStarts[2], minute: 5))\",)")
                    $0.add("bcrm_daemon")
                }
            }
        }
        let internet = subscriptionNumber(customer, 0)
        writePort(customer, subscription: internet, into: &tables)
        writeDevice(customer, subscription: internet, activated: activated, &random, into: &tables)
    }

    func subscriptionNumber(_ customer: DemoCustomerRows, _ number: Int) -> Int {
        start.subscription + customer.index * Self.subscriptionsPerCustomer + number
    }

    /// The landline number of a phone, the login of an internet or television line.
    private func identifier(_ customer: DemoCustomerRows, _ tariff: DemoReference.Tariff) -> String {
        switch tariff.serviceType {
        case 2: landline(customer)
        case 3: "tv\(customer.id)"
        default: "net\(customer.id)"
        }
    }

    func landline(_ customer: DemoCustomerRows) -> String {
        let areas = ["10", "11", "12", "15", "60", "22", "23", "24", "25", "26", "28", "31"]
        let (million, rest) = (customer.id - 1).quotientAndRemainder(dividingBy: 1_000_000)
        return "374" + (million < areas.count ? areas[million] : "9\(million)") + padded(rest, 6)
    }

    private func writePort(_ customer: DemoCustomerRows, subscription: Int, into tables: inout DemoBuffers) {
        let slot = customer.index % DemoReference.portsPerNode
        tables.row(.port) {
            $0.add(start.node + customer.index / DemoReference.portsPerNode)
            $0.add(customer.id)
            $0.add("\(slot / 128)/\(slot / 16 % 8)/\(slot % 16)")
            $0.add("in_use")
            $0.add(customer.id)
            $0.add(subscription)
        }
    }

    private func writeDevice(
        _ customer: DemoCustomerRows, subscription: Int, activated: CivilDate, _ random: inout DemoRandom,
        into tables: inout DemoBuffers
    ) {
        let device = start.device + customer.index
        let model = random.pick(DemoReference.ontModels)
        // An odd factor modulo 2^32 maps every index to another serial.
        let scrambled = Int(UInt32(truncatingIfNeeded: device) &* 2_654_435_761)
        tables.row(.device) {
            $0.add(device)
            $0.add(model)
            $0.add((model == 1 ? "HWTC" : "ZTEG") + hexadecimal(scrambled, 8))
            $0.add("02BC" + hexadecimal(scrambled, 8))
            $0.add("at_customer")
            $0.addNull()
            $0.add(customer.id)
            $0.add(subscription)
        }
        tables.row(.movement) {
            $0.add(start.movement + customer.index)
            $0.add(device)
            $0.add("hand_over")
            $0.add(DemoReference.centralStock)
            $0.addNull()
            $0.add(customer.id)
            $0.add(calendar.moment(activated, minute: 30))
            $0.add("op_suren")
        }
    }
}
