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
                    key "Walker\(Self.letters(number))" TAB "Ani" TAB TAB TAB "07755667\(number)" TAB TAB TAB
                    key "Երևան" TAB "Մաշտոցի" TAB "\(number)" TAB "7" TAB TAB TAB
                    wait "Home 50"
                    key TAB "walk-\(number)" F9
                    wait Registered
                    expect C-2
                    key F3
                    """),
            Walk(
                name: "a device is received by its scan, once, beside one that is none", login: "op_suren",
                script: """
                    key C-r
                    key F6 ENTER
                    wait "goes on"
                    key F9
                    wait READY
                    key "HWTC7\(number)00000A" ENTER
                    wait "ok 1"
                    key "HWTC7\(number)00000A" ENTER
                    wait "it counts once"
                    key "x" ENTER
                    wait "bad 1"
                    key F8
                    wait "is posted: 1"
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

    /// A number in letters, since a name has no digits.
    private static func letters(_ number: Int) -> String { String(repeating: "a", count: number) }
}
