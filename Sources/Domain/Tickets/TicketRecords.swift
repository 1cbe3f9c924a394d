package enum TicketState: String, Hashable, Sendable, CaseIterable {
    case open
    case done
    case cancelled
}

/// Which form a step shows and which act it performs (features F5.3).
package enum StepView: String, Hashable, Sendable, CaseIterable {
    case general
    case survey
    case port
    case device
    case activation
    case closed
}

/// One line of a queue, or of the customer's tickets.
package struct TicketSummary: Hashable, Sendable {
    package var id: TicketID
    package var customer: CustomerID
    package var customerName: String
    package var type: String
    package var stepName: String
    package var queueName: String
    package var state: TicketState
    package var openedAt: Instant
    package var deadlineAt: Instant?
    /// Full name of the operator who has taken it, empty when free.
    package var takenBy: String
    /// Grows with every push; a push carries the version it saw.
    package var version: Int

    package init(
        id: TicketID, customer: CustomerID, customerName: String, type: String, stepName: String,
        queueName: String, state: TicketState, openedAt: Instant, deadlineAt: Instant?, takenBy: String, version: Int
    ) {
        self.id = id
        self.customer = customer
        self.customerName = customerName
        self.type = type
        self.stepName = stepName
        self.queueName = queueName
        self.state = state
        self.openedAt = openedAt
        self.deadlineAt = deadlineAt
        self.takenBy = takenBy
        self.version = version
    }
}

package enum PushDirection: String, Hashable, Sendable {
    case forward
    case back
}

/// A way out of the ticket's step.
package struct TransitionOption: Hashable, Sendable {
    package var code: String
    package var label: String
    package var direction: PushDirection
    package var toStepName: String
    package var resolutions: [String]
    package var needsComment: Bool
    /// Pushed this way the ticket is closed, and nothing opens it again.
    package var endsTicket: Bool
    /// False: this operator lacks its permission (not offered, and refused by the database).
    package var isPermitted: Bool

    package init(
        code: String, label: String, direction: PushDirection, toStepName: String, resolutions: [String],
        needsComment: Bool, endsTicket: Bool, isPermitted: Bool
    ) {
        self.code = code
        self.label = label
        self.direction = direction
        self.toStepName = toStepName
        self.resolutions = resolutions
        self.needsComment = needsComment
        self.endsTicket = endsTicket
        self.isPermitted = isPermitted
    }
}

/// One push of the past.
package struct FlowEvent: Hashable, Sendable {
    package var at: Instant
    package var actor: String
    package var fromStepName: String
    package var toStepName: String
    package var resolution: String
    package var comment: String

    package init(
        at: Instant, actor: String, fromStepName: String, toStepName: String, resolution: String, comment: String
    ) {
        self.at = at
        self.actor = actor
        self.fromStepName = fromStepName
        self.toStepName = toStepName
        self.resolution = resolution
        self.comment = comment
    }
}

/// A ticket opened on the screen.
package struct TicketDetail: Hashable, Sendable {
    package var summary: TicketSummary
    package var view: StepView
    package var transitions: [TransitionOption]
    package var flow: [FlowEvent]
    /// Facts gathered so far, in order, label and value: tariff, parameters, survey result, port, device.
    package var facts: [Fact]

    package struct Fact: Hashable, Sendable {
        package var label: String
        package var value: String

        package init(label: String, value: String) {
            self.label = label
            self.value = value
        }
    }

    package init(
        summary: TicketSummary, view: StepView, transitions: [TransitionOption], flow: [FlowEvent], facts: [Fact]
    ) {
        self.summary = summary
        self.view = view
        self.transitions = transitions
        self.flow = flow
        self.facts = facts
    }
}

/// What a step's own form found out; sent with the push that leaves the step.
package enum StepResult: Hashable, Sendable {
    case nothing
    case survey(feasible: Bool, cableMetres: Int)
    case port(PortID)
    /// The device was handed over by a scan before; the push only checks that it was.
    case device
    /// The identifier the service is known by outside (phone number, login), empty when the type has none.
    case activation(identifier: String)
}

/// A push of a ticket along one transition.
package struct TicketPush: Hashable, Sendable {
    package var ticket: TicketID
    package var customer: CustomerID
    /// The version the operator saw.
    package var version: Int
    package var transition: String
    package var resolution: String
    package var comment: String
    package var result: StepResult

    package init(
        ticket: TicketID, customer: CustomerID, version: Int, transition: String, resolution: String,
        comment: String, result: StepResult
    ) {
        self.ticket = ticket
        self.customer = customer
        self.version = version
        self.transition = transition
        self.resolution = resolution
        self.comment = comment
        self.result = result
    }
}
