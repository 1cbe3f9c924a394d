/// Places of the demo operator, in Armenian, as the address register names them.
enum DemoAddresses {
    struct Address {
        let city: String
        let street: String
        let building: String
        let flat: String
        /// Index of the branch that serves the city.
        let branch: Int
    }

    static func address(_ random: inout DemoRandom) -> Address {
        let isYerevan = random.chance(70)
        let city = isYerevan ? "Երևան" : random.pick(otherCities)
        let branch = isYerevan ? (random.chance(60) ? 1 : 2) : 3
        let building = String(1 + random.below(120)) + (random.chance(12) ? "/\(1 + random.below(9))" : "")
        return Address(
            city: city, street: random.pick(streets), building: building,
            flat: random.chance(80) ? String(1 + random.below(96)) : "", branch: branch)
    }

    private static let otherCities = [
        "Գյումրի", "Վանաձոր", "Աբովյան", "Կապան", "Հրազդան", "Արմավիր", "Դիլիջան", "Գորիս",
    ]
    private static let streets = [
        "Մաշտոցի պողոտա", "Բաղրամյան պողոտա", "Սայաթ-Նովա պողոտա", "Աբովյան փողոց", "Տերյան փողոց", "Նալբանդյան փողոց",
        "Թումանյան փողոց", "Պուշկինի փողոց", "Կոմիտասի պողոտա", "Ազատության պողոտա", "Արշակունյաց պողոտա",
        "Տիգրան Մեծի պողոտա", "Խանջյան փողոց", "Հերացու փողոց", "Չարենցի փողոց", "Իսահակյան փողոց", "Մոսկովյան փողոց",
        "Ամիրյան փողոց", "Վարդանանց փողոց", "Գարեգին Նժդեհի փողոց", "Շիրակի փողոց", "Րաֆֆու փողոց",
        "Լենինգրադյան փողոց",
        "Հալաբյան փողոց", "Կիևյան փողոց", "Վաղարշյան փողոց", "Գյուլբենկյան փողոց", "Ադոնցի փողոց", "Զեյթունի փողոց",
    ]
}
