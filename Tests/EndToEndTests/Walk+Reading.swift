/// Ways that change nothing: each is gone in memory and on a terminal, and both must show the same.
extension Walk {
    static let reading: [Walk] =
        everywhere + [
            Walk(
                name: "a name's beginning lists customers, the selection moves and pages",
                script: """
                    type a
                    expect D-00000
                    screen list
                    key DOWN DOWN DOWN UP
                    screen third
                    key PGDN
                    screen page
                    key PGUP ENTER
                    expect Overview
                    """),
            Walk(
                name: "a contract opens its card and every tab",
                script: """
                    key "D-0000002" ENTER
                    expect Overview
                    screen overview
                    key 2
                    screen services
                    key 3
                    screen accounts
                    key 4
                    screen money
                    key 5
                    screen tickets
                    key 6
                    screen devices
                    key 7
                    screen history
                    key 8
                    screen calls
                    key TAB
                    key LEFT
                    screen cycled
                    key ESC
                    expect D-0000002
                    key ESC
                    expect-not D-0000002
                    """),
            Walk(
                name: "everything typed ahead arrives where it was meant",
                script: """
                    key "D-0000003" ENTER 3 F1
                    expect "Keys of:"
                    screen help
                    key ESC
                    expect Accounts
                    screen accounts
                    """),
            Walk(
                name: "what is typed decides, and what is half typed is said",
                script: """
                    key "@" ENTER
                    expect "After @ type an address."
                    key ESC "!" ENTER
                    expect "After ! type a device's serial or MAC."
                    key ESC "# x" ENTER
                    expect "After # type the ticket's number."
                    screen ticket
                    key ESC "#999999" ENTER
                    wait "There is no"
                    key ESC F2 C-u "nobody has this name" ENTER
                    expect "Nothing is known by"
                    """),
            Walk(
                name: "a paste of several lines is one line of text",
                script: """
                    paste "D-0000001\\nD-0000002"
                    expect "D-0000001 D-0000002"
                    key C-u
                    paste "\\e[2J\\e]0;x\\a"
                    screen inert
                    """.replacing("\\a", with: "\\u{7}")),
            Walk(
                name: "the history of a customer and back to the same place",
                login: "op_aram",
                script: """
                    key "D-0000004" ENTER 7
                    screen history
                    key END
                    key HOME F3
                    expect D-0000004
                    """),
        ] + tickets + money + panels

    private static let everywhere = [
        Walk(
            name: "home",
            script: """
                expect Find:
                screen home
                """),
        Walk(
            name: "the menu finds an action by a part of its name",
            script: """
                key C-p
                expect "All actions"
                screen menu
                type tick
                screen narrowed
                key ENTER
                expect Tickets
                key ESC
                type ":"
                expect "All actions"
                key ESC
                """),
        Walk(
            name: "help of three places, and what the program is",
            script: """
                key F1
                expect "Keys of: Home"
                screen home
                key a
                wait About
                key ESC ESC C-t F1
                expect "Keys of: Tickets"
                screen tickets
                key ESC ESC "D-0000001" ENTER F1
                screen card
                """),
        Walk(
            name: "a key without a meaning is named",
            script: """
                key M-h
                expect "M-h does nothing here"
                key C-]
                expect "does nothing here"
                screen unknown
                """),
        Walk(
            name: "a form is left and its unfinished entry thrown away",
            script: """
                key F6
                expect "New customer"
                screen empty
                type Walker
                key TAB
                type Anna
                screen half
                key S-TAB
                key C-x
                expect "Throw away"
                screen question
                key y
                expect-not Walker
                key ESC
                """),
    ]

    private static let tickets = [
        Walk(
            name: "the queue, its filter and a ticket", login: "op_aram",
            script: """
                key C-t
                expect Tickets
                screen queue
                key /
                type survey
                screen filtered
                key ESC
                key ENTER
                expect "Ticket #"
                screen ticket
                key ESC
                expect Tickets
                """),
        Walk(
            name: "the form of a ticket's step, without sending it", login: "op_aram",
            script: """
                key C-t
                key DOWN ENTER
                expect "Ticket #"
                screen ticket
                key F8
                screen push
                key ESC ESC
                """),
        Walk(
            name: "a ticket's customer by one key", login: "op_aram",
            script: """
                key C-t ENTER
                key F4
                expect Overview
                key F3
                expect "Ticket #"
                """),
    ]

    private static let money = [
        Walk(
            name: "an account that is not there", login: "op_lilit",
            script: """
                key "$ 99999999 500" ENTER
                expect Payment
                screen form
                key ENTER
                screen refused
                key ESC ESC
                """),
        Walk(
            name: "the figures before a payment is posted", login: "op_lilit",
            script: """
                key "$ 1000002 7000 walk" ENTER
                expect "7 000,00"
                screen figures
                key ENTER
                expect "ENTER posts"
                screen question
                key ESC ESC
                expect Find:
                """),
        Walk(
            name: "the cashier's desk looks up who pays", login: "op_lilit",
            script: """
                key M-d
                expect Take:
                screen empty
                key "1000003 500" ENTER
                screen asked
                key ESC ESC ESC
                """),
        Walk(
            name: "shifts and cash on its way", login: "op_lilit",
            script: """
                key M-s
                expect Shifts
                screen shifts
                key M-t
                expect "Cash transfers"
                screen transfers
                key ESC ESC
                """),
    ]

    private static let panels = [
        Walk(
            name: "the catalogue in two panes", login: "op_aram",
            script: """
                key M-g
                expect Catalog
                screen tariffs
                key DOWN DOWN TAB DOWN
                screen components
                key ESC
                """),
        Walk(
            name: "charge runs and one of them", login: "op_aram",
            script: """
                key M-r
                expect "Charge runs"
                key ESC
                """),
        Walk(
            name: "the usage panel and its pages", login: "op_aram",
            script: """
                key M-u
                expect Usage
                key 2
                key 3
                screen three
                key 4
                screen four
                key 5
                screen five
                key 6
                key 7
                screen seven
                key ESC
                """),
        Walk(
            name: "what a call would cost",
            script: """
                key M-w
                expect "What would a call cost"
                screen empty
                key ESC
                """),
        Walk(
            name: "the warehouse: models, stocks, and what may be begun", login: "op_suren",
            script: """
                key C-r
                expect "1 Scan"
                key 4
                wait HG8245
                screen models
                key 7
                wait Workshop
                screen stocks
                key 1 F6
                expect "Take back"
                key ESC ESC
                """),
        Walk(
            name: "what the role does not allow is refused with words", login: "op_suren",
            script: """
                key M-r
                expect "Your role does not allow this"
                screen refused
                """),
    ]
}
