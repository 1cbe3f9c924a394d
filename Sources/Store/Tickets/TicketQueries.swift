package import Domain
import PostgreSQL

extension StoreSession {
    /// The open tickets of the operator's queues, oldest first.
    package func ticketQueue(limit: Int) async throws(StoreError) -> [TicketSummary] {
        try await query(
            Self.ticketsStatement(
                "t.state = 'open' AND t.queue_id = ANY ((SELECT sec.my_queues())::int[])", order: "t.opened_at",
                limit: limit)
        ).rows(Self.ticketSummary)
    }

    /// A ticket with its ways out, its past and its facts, in one round trip.
    package func ticket(_ ticket: TicketID) async throws(StoreError) -> TicketDetail {
        let results = try await pipeline([
            Self.ticketsStatement("t.ticket_id = \(ticket)", order: "t.ticket_id", limit: 1),
            """
            SELECT s.view, r.transition, r.label, r.direction, n.name, r.resolutions, r.needs_comment,
                n.view = 'closed', sec.has(r.permission) AND t.queue_id = ANY (sec.my_queues())
            FROM tickets.ticket t JOIN tickets.step s ON s.flow_id = t.flow_id AND s.step = t.step
                LEFT JOIN tickets.transition r ON r.flow_id = t.flow_id AND r.from_step = t.step AND t.state = 'open'
                LEFT JOIN tickets.step n ON n.flow_id = r.flow_id AND n.step = r.to_step
            WHERE t.ticket_id = \(ticket) ORDER BY r.direction DESC, r.transition
            """,
            """
            SELECT e.at, sec.name_of(e.actor), coalesce(f.name, ''), n.name, e.resolution, e.comment
            FROM tickets.flow_event e JOIN tickets.ticket t USING (customer_id, ticket_id)
                LEFT JOIN tickets.step f ON f.flow_id = t.flow_id AND f.step = e.from_step
                JOIN tickets.step n ON n.flow_id = t.flow_id AND n.step = e.to_step
            WHERE e.ticket_id = \(ticket) ORDER BY e.line
            """,
            """
            SELECT label, value FROM tickets.ticket t CROSS JOIN LATERAL (
                SELECT 0, 0, 'Address', concat_ws(', ', t.data #>> '{address,city}', concat_ws(' ', t.data #>> '{address,street}',
                    t.data #>> '{address,building}'), nullif(t.data #>> '{address,flat}', '')) WHERE t.data ? 'address'
                UNION ALL
                SELECT 0, 1, 'Phone', t.data ->> 'phone' WHERE t.data ? 'phone'
                UNION ALL
                SELECT 1, 0, 'Tariff', r.name FROM catalog.tariff r WHERE r.tariff_id = (t.data ->> 'tariff_id')::int
                UNION ALL
                SELECT 2, p.ordinality, coalesce(d.label, p.key), concat_ws(' ', p.value, nullif(d.unit, ''))
                    FROM jsonb_each_text(coalesce(t.data -> 'parameters', '{}')) WITH ORDINALITY p (key, value, ordinality)
                    LEFT JOIN catalog.tariff_parameter d ON d.tariff_id = (t.data ->> 'tariff_id')::int AND d.code = p.key
                UNION ALL
                SELECT 3, 0, 'Survey', (t.data #>> '{survey,cable_metres}') || ' m of cable' WHERE t.data ? 'survey'
                UNION ALL
                SELECT 4, 0, 'Port', coalesce(n.code || ' ', '') || o.name FROM network.port o
                    LEFT JOIN network.node n USING (node_id) WHERE o.node_id = (t.data ->> 'node_id')::int
                        AND o.port_id = (t.data ->> 'port_id')::bigint
                UNION ALL
                SELECT 5, 0, 'Device', d.serial || ' ' || m.name FROM warehouse.device d
                    JOIN warehouse.device_model m USING (model_id) WHERE d.device_id = (t.data ->> 'device_id')::bigint
            ) facts (rank, position, label, value)
            WHERE t.ticket_id = \(ticket) ORDER BY rank, position
            """,
        ])
        guard let row = results[0].first else { throw .notFound("There is no ticket \(ticket).") }
        let summary = try Self.ticketSummary(row)
        let transitions = try results[1].rows { row throws(StoreError) -> TransitionOption? in
            let code: String? = try row.value(1)
            guard let code else { return nil }
            return TransitionOption(
                code: code, label: try row.value(2), direction: try row.word(3), toStepName: try row.value(4),
                resolutions: try row.value(5), needsComment: try row.value(6), endsTicket: try row.value(7),
                isPermitted: try row.value(8))
        }
        let view: StepView = try results[1].first?.word(0) ?? .general
        return TicketDetail(
            summary: summary, view: view, transitions: transitions.compactMap { $0 },
            flow: try results[2].rows { row throws(StoreError) in
                FlowEvent(
                    at: try row.value(0), actor: try row.value(1), fromStepName: try row.value(2),
                    toStepName: try row.value(3), resolution: try row.value(4), comment: try row.value(5))
            },
            facts: try results[3].rows { row throws(StoreError) in
                let fact = TicketDetail.Fact(label: try row.value(0), value: try row.value(1))
                guard fact.label == "Phone" else { return fact }
                return TicketDetail.Fact(
                    label: fact.label, value: PhoneNumber("+" + fact.value)?.text() ?? fact.value)
            })
    }

    /// - Parameter address: One of the customer's; nil where there is only one for services.
    package func openTicket(
        customer: CustomerID, account: AccountID, tariff: TariffID, parameters: [String: String],
        address: PostalAddress? = nil, key: CommandKey
    ) async throws(StoreError) -> TicketID {
        let json = JSONText.parameters(parameters).description
        let place = address.map { place in
            JSONText.object([
                ("city", .text(place.city)), ("street", .text(place.street)), ("building", .text(place.building)),
                ("flat", .text(place.flat)),
            ]).description
        }
        return try await one(
            """
            SELECT api.ticket_open(\(customer), \(account), \(tariff), \(json)::jsonb, \(place)::jsonb,
                \(key.rawValue))
            """
        ).value(0)
    }

    package func takeTicket(_ ticket: TicketID, customer: CustomerID) async throws(StoreError) {
        _ = try await query("SELECT api.ticket_take(\(customer), \(ticket))")
    }

    package func releaseTicket(_ ticket: TicketID, customer: CustomerID) async throws(StoreError) {
        _ = try await query("SELECT api.ticket_release(\(customer), \(ticket))")
    }

    package func commentTicket(
        _ ticket: TicketID, customer: CustomerID, comment: String, key: CommandKey
    ) async throws(StoreError) {
        _ = try await query("SELECT api.ticket_comment(\(customer), \(ticket), \(comment), \(key.rawValue))")
    }

    package func pushTicket(_ push: TicketPush, key: CommandKey) async throws(StoreError) {
        _ = try await query(
            """
            SELECT api.ticket_push(\(push.customer), \(push.ticket), \(push.version), \(push.transition),
                \(push.resolution), \(push.comment), \(push.result.json.description)::jsonb, \(key.rawValue))
            """)
    }

    /// Free ports whose node, site or name contain the text.
    package func freePorts(matching text: String, limit: Int) async throws(StoreError) -> [PortChoice] {
        try await query(
            """
            SELECT o.port_id, o.node_id, n.code, o.name, n.site FROM network.port o JOIN network.node n USING (node_id)
            WHERE o.state = 'free' AND position(lower(\(text)) IN lower(n.code || ' ' || n.site || ' ' || o.name)) > 0
            ORDER BY n.code, o.port_id LIMIT \(limit)
            """
        ).rows { row throws(StoreError) in
            PortChoice(
                port: try row.value(0), node: try row.value(1), nodeCode: try row.value(2), name: try row.value(3),
                site: try row.value(4))
        }
    }

    /// The columns of ``ticketSummary(_:)``; the condition may carry parameters.
    static func ticketsStatement(_ condition: Statement, order: String, limit: Int) -> Statement {
        let select: Statement = """
            SELECT t.ticket_id, t.customer_id, c.name, y.name, s.name, q.name, t.state, t.opened_at, t.deadline_at,
                CASE WHEN t.taken_until > sec.now() THEN sec.name_of(t.taken_by) ELSE '' END, t.version
            FROM tickets.ticket t JOIN customers.customer c USING (customer_id)
                JOIN tickets.ticket_type y USING (ticket_type_id)
                JOIN tickets.step s ON s.flow_id = t.flow_id AND s.step = t.step
                JOIN sec.queue q ON q.queue_id = t.queue_id
            WHERE
            """
        return Statement(
            text: "\(select.text) \(condition.text) ORDER BY \(order) LIMIT \(limit)", parameters: condition.parameters)
    }

    static func ticketSummary(_ row: Row) throws(StoreError) -> TicketSummary {
        TicketSummary(
            id: try row.value(0), customer: try row.value(1), customerName: try row.value(2), type: try row.value(3),
            stepName: try row.value(4), queueName: try row.value(5), state: try row.word(6), openedAt: try row.value(7),
            deadlineAt: try row.value(8), takenBy: try row.value(9), version: try row.value(10))
    }
}

extension StepResult {
    /// The argument of api.ticket_push.
    var json: JSONText {
        switch self {
        case .nothing, .device: .object([])
        case .survey(let feasible, let cableMetres):
            .object([("feasible", .flag(feasible)), ("cable_metres", .number(Int64(cableMetres)))])
        case .port(let port): .object([("port_id", .number(port.rawValue))])
        case .activation(let identifier): .object([("identifier", .text(identifier))])
        }
    }
}
