package import Domain

extension PriceListTable {
    /// Rates as a file that gives the same rates when it is read, every column named.
    package static func text(of rates: [CallRate], currency: Currency) -> String {
        let writer = DelimitedText.Writer(lineEnd: "\n")
        let money = PriceDecimal(currency: currency)
        var text = writer.row(Column.allCases.map { .number($0.name) })
        for rate in rates { text += writer.row(Column.allCases.map { cell($0, rate, money) }) }
        return text
    }

    private static func cell(_ column: Column, _ rate: CallRate, _ money: PriceDecimal) -> DelimitedText.Cell {
        switch column {
        case .prefix: return .number(rate.prefix.isEmpty ? "*" : rate.prefix)
        case .destination: return .text(rate.destination)
        case .group: return .text(rate.destinationGroup)
        case .band: return .number(rate.band)
        case .validFrom: return .number(rate.validFrom.description)
        default: break
        }
        guard let price = rate.price else { return .number(column == .pricePerMinute ? "none" : "") }
        return .number(field(column, price, money))
    }

    /// Empty where the standard holds.
    private static func field(_ column: Column, _ price: CallPrice, _ money: PriceDecimal) -> String {
        func seconds(_ number: Int, _ standard: Int) -> String { number == standard ? "" : String(number) }
        switch column {
        case .pricePerMinute: return money.text(price.perMinuteMicro)
        case .connectionFee: return price.connectionFeeMicro == 0 ? "" : money.text(price.connectionFeeMicro)
        case .firstIncrement: return String(price.firstIncrement)
        case .nextIncrement: return String(price.nextIncrement)
        case .minimum: return seconds(price.minimumDuration, 0)
        case .grace: return seconds(price.graceSeconds, 0)
        case .free: return seconds(price.freeSeconds, 0)
        case .cap: return price.capMicro.map(money.text) ?? ""
        case .tiers:
            return price.tiers.map { "\($0.fromSecond)=\(money.text($0.perMinuteMicro))" }.joined(separator: " ")
        case .prefix, .destination, .group, .band, .validFrom: return ""
        }
    }
}
