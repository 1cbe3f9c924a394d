import Store

extension DemoCustomerWriter {
    /// Where a ticket leads and who is reached there, as members of its data. Letters, digits, spaces, a hyphen and a
    /// slash at most: no JSON escape is needed.
    private func booked(_ customer: DemoCustomerRows, _ address: DemoAddresses.Address) -> String {
        "\"address\": {\"city\": \"\(address.city)\", \"street\": \"\(address.street)\", \"building\": "
            + "\"\(address.building)\", \"flat\": \"\(address.flat)\"}, \"phone\": \"\(customer.mobile)\""
    }

    func writeFinishedTicket(
        _ customer: DemoCustomerRows, _ address: DemoAddresses.Address, _ random: inout DemoRandom,
        into tables: inout DemoBuffers
    ) {
        let ticket = start.ticket + customer.index
        let closedAt = calendar.moment(customer.registered, minute: 400 + random.below(60))
        tables.row(.ticket) {
            $0.add(customer.id)
            $0.add(ticket)
            $0.add(1)
            $0.add(flow)
            $0.add("closed")
            $0.add(queues["activation"] ?? 0)
            $0.add("done")
            $0.add("{\"subscription_id\": \(subscriptionNumber(customer, 0)), \(booked(customer, address))}")
            $0.add(customer.registeredAt)
            $0.add("op_anna")
            $0.add(closedAt)
            $0.add(closedAt)
            $0.add(1 + DemoReference.finishedFlow.count)
        }
        for (line, push) in DemoReference.finishedFlow.enumerated() {
            tables.row(.flowEvent) {
                $0.add(customer.id)
                $0.add(ticket)
                $0.add(line + 1)
                $0.add(push.from)
                $0.add(push.to)
                $0.add(push.resolution)
                $0.add(calendar.moment(customer.registered, minute: 100 + line * 90))
                $0.add(DemoReference.actors[line])
                $0.add("demo-\(ticket)-\(line + 1)")
            }
        }
    }

    /// A customer who is being connected right now: an open ticket somewhere in the flow, no service yet.
    func writeOpenTicket(
        _ customer: DemoCustomerRows, _ address: DemoAddresses.Address, _ random: inout DemoRandom,
        into tables: inout DemoBuffers
    ) {
        let tariff = random.pick(DemoReference.internet)
        tables.row(.ticket) {
            $0.add(customer.id)
            $0.add(start.ticket + customer.index)
            $0.add(1)
            $0.add(flow)
            $0.add("survey")
            $0.add(queues["survey"] ?? 0)
            $0.add("open")
            $0.add(
                "{\"tariff_id\": \(tariff.id), \"account_id\": \(customer.account), \"parameters\": {\"speed\": "
                    + "\"\(tariff.parameters[0].value)\"}, \(booked(customer, address))}")
            $0.add(customer.registeredAt)
            $0.add("op_anna")
            $0.add(customer.registeredAt)
            $0.addNull()
            $0.add(1)
        }
    }
}
