/// Ways that change something: each is gone once on every kind of terminal.
extension Walk {
    /// - Parameter number: whose turn it is; nothing that one turn does is in the way of another.
    static func acting(_ number: Int) -> [Walk] {
        [
            Walk(
                name: "a payment is taken", login: "op_lilit",
                script: """
                    key "$ 100000\(number) \(number)000 walk \(number)" ENTER
                    wait "ENTER checks"
                    key ENTER
                    wait "ENTER posts"
                    key ENTER
                    wait Receipt
                    key F3
                    """),
            Walk(
                name: "a customer is registered by the keys that this terminal has", login: "op_anna",
                script: """
                    key F6
                    expect "New customer"
                    key "Walker\(number)" TAB "Ani" TAB TAB "07755667\(number)" TAB
                    key "Երևան" TAB "Մաշտոցի" TAB "\(number)" TAB "7" TAB TAB
                    wait "Home 50"
                    key TAB "walk-\(number)" F9
                    wait Registered
                    expect C-2
                    key F3
                    """),
            Walk(
                name: "a device is received by its scan, and again, and taken for what it is", login: "op_suren",
                script: """
                    key C-r
                    expect "Receive devices"
                    key "HWTC7\(number)00000A" ENTER
                    wait OK
                    key "HWTC7\(number)00000A" ENTER
                    wait-not "OK  HWTC7\(number)00000A HWTC7\(number)00000A"
                    key ESC ESC
                    """),
            Walk(
                name: "a ticket is taken and a comment written", login: "op_aram",
                script: """
                    key C-t
                    expect Tickets
                    key DOWN ENTER
                    expect "Ticket #"
                    key F6
                    wait yours
                    key M-c
                    expect Comment
                    key "walk \(number)" ENTER
                    key ESC ESC
                    """),
        ]
    }
}
