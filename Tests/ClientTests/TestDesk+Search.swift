import Domain
import Operations

@testable import Client

/// What the input line finds in the little world: words in names, phones and contracts, and one device in a stock.
nonisolated extension TestDesk {
    static let stocked = StockedDevice(
        id: DeviceID(77), modelName: "Huawei HG8245", state: .inStock, stockName: "Central stock",
        matched: "device HWTC0000077")

    static func answer(_ request: SearchRequest) -> SearchAnswer {
        if request.text.hasPrefix("!") { return SearchAnswer(hits: [.device(stocked)]) }
        if request.text == Samples.sent.number {
            let document = FoundDocument(
                id: Samples.sent.id, state: .sent, way: "Central stock > Yerevan-2",
                matched: "document \(Samples.sent.number)")
            return SearchAnswer(hits: [.document(document)])
        }
        if request.text.hasPrefix("@ mashto") || request.text.hasPrefix("@ Mashto") {
            var found = Samples.petrosyan
            (found.address, found.matched) = ("Մեսրոպ Մաշտոցի պողոտա 118/2-114, Երևան", "address")
            return SearchAnswer(hits: [.customer(found)], readAs: request.text.contains("c ") ? "@ մասհտօց 12" : nil)
        }
        if request.text == "many" {
            let all = (1...200).map {
                SearchHit.customer(Samples.customer(Int64(1_000 + $0), "Many \($0)", phone: "+37499000000"))
            }
            return SearchAnswer(hits: Array(all.prefix(request.limit)), hasMore: request.limit < all.count)
        }
        for (number, text) in ([request.text] + KeyboardReadings.others(of: request.text)).enumerated() {
            let found = Samples.customers.filter { customer in
                let words = "\(customer.name) \(customer.phone) \(customer.contractNumber)".lowercased()
                return words.contains(text.lowercased())
            }
            guard found.isEmpty else {
                return SearchAnswer(
                    hits: found.prefix(request.limit).map { .customer($0) }, hasMore: found.count > request.limit,
                    readAs: number == 0 ? nil : text)
            }
        }
        return SearchAnswer(hits: [])
    }

    func search(_ texts: [String], limit: Int) async throws(DeskError) -> SearchAnswer {
        try get(.search(SearchRequest(text: texts[0], limit: limit))) {
            if case .found(let answer) = $0 { answer } else { nil }
        }
    }
}
