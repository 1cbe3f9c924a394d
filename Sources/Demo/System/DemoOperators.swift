package import Store

/// The people of the demo installation, one of each usual role.
package enum DemoOperators {
    /// Whose till is open when the demo begins, with a float of 20 000,00: who has closed it opens it again.
    package static let cashier = "op_lilit"

    /// Whoever takes the guided first hour: may do everything its lessons need, and has an open till.
    package static let learner = OperatorLogin(
        login: "op_learner", fullName: "You (learning)", branches: ["yerevan-1"],
        queues: ["survey", "network", "warehouse", "activation"],
        roles: ["call_centre", "surveyor", "network", "warehouse", "cashier", "supervisor"])

    package static let all: [OperatorLogin] = [
        OperatorLogin(
            login: "op_anna", fullName: "Anna Karapetyan", branches: ["yerevan-1"], queues: ["survey"],
            roles: ["call_centre"]),
        OperatorLogin(
            login: "op_karen", fullName: "Karen Sargsyan", branches: ["yerevan-1"], queues: ["survey", "network"],
            roles: ["surveyor", "network"]),
        OperatorLogin(
            login: "op_suren", fullName: "Suren Hakobyan", branches: ["yerevan-1"], queues: ["warehouse"],
            roles: ["warehouse"]),
        OperatorLogin(
            login: "op_lilit", fullName: "Lilit Grigoryan", branches: ["yerevan-1"], queues: [], roles: ["cashier"]),
        OperatorLogin(
            login: "op_aram", fullName: "Aram Petrosyan", branches: ["yerevan-1", "yerevan-2", "regions"],
            queues: ["survey", "network", "warehouse", "activation"], roles: ["supervisor"]),
        OperatorLogin(
            login: "op_admin", fullName: "Tigran Administrator", branches: ["yerevan-1"], queues: [],
            roles: ["administrator"]),
        OperatorLogin(
            login: "op_sona", fullName: "Sona Martirosyan", branches: ["yerevan-1"], queues: [], roles: ["support"]),
    ]
}
