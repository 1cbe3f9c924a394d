/// Names as they are written in Armenia: most in Armenian letters, some in Russian, some in Latin.
enum DemoNames {
    struct Person {
        let family: String
        let given: String
        let patronymic: String
        let language: String
    }

    static func person(_ random: inout DemoRandom) -> Person {
        let isFemale = random.chance(50)
        switch random.below(100) {
        case ..<72:
            return Person(
                family: random.pick(armenianFamilies),
                given: random.pick(isFemale ? armenianWomen : armenianMen),
                patronymic: random.pick(armenianMen) + "ի", language: "hy")
        case ..<88:
            let stem = random.pick(russianFamilies)
            let father = random.pick(russianPatronymics)
            return Person(
                family: isFemale ? feminine(stem) : stem,
                given: random.pick(isFemale ? russianWomen : russianMen),
                patronymic: father + (isFemale ? "вна" : "вич"), language: "ru")
        default:
            return Person(
                family: random.pick(englishFamilies), given: random.pick(isFemale ? englishWomen : englishMen),
                patronymic: "", language: "en")
        }
    }

    static func organisation(_ random: inout DemoRandom) -> String {
        "\(random.pick(companyWords)) \(random.pick(companyKinds)) \(random.pick(companyForms))"
    }

    private static func feminine(_ family: String) -> String {
        if family.hasSuffix("ий") { return String(family.dropLast(2)) + "ая" }
        if family.hasSuffix("в") || family.hasSuffix("н") { return family + "а" }
        return family
    }

    private static let armenianFamilies = [
        "Պետրոսյան", "Հակոբյան", "Սարգսյան", "Գրիգորյան", "Հարությունյան", "Խաչատրյան", "Հովհաննիսյան", "Կարապետյան",
        "Մկրտչյան", "Վարդանյան", "Ղազարյան", "Աբրահամյան", "Գևորգյան", "Մարտիրոսյան", "Ստեփանյան", "Մանուկյան",
        "Ավետիսյան", "Սիմոնյան", "Բաղդասարյան", "Դավթյան", "Գասպարյան", "Ալեքսանյան", "Մինասյան", "Թադևոսյան",
        "Զաքարյան", "Առաքելյան", "Եղիազարյան", "Ավագյան", "Մելքոնյան", "Բարսեղյան", "Նազարյան", "Շահինյան",
        "Պողոսյան", "Քոչարյան", "Օհանյան", "Ասատրյան", "Անտոնյան", "Ներսիսյան", "Հայրապետյան", "Ծատուրյան",
    ]
    private static let armenianMen = [
        "Արամ", "Կարեն", "Սուրեն", "Տիգրան", "Հայկ", "Գագիկ", "Արմեն", "Վահան", "Դավիթ", "Նարեկ", "Արթուր", "Վարդան",
        "Գոռ", "Էդգար", "Միքայել", "Սամվել", "Աշոտ", "Լևոն", "Հրանտ", "Ռուբեն", "Բագրատ", "Մհեր", "Զավեն", "Ստեփան",
    ]
    private static let armenianWomen = [
        "Աննա", "Լիլիթ", "Նարինե", "Մարիամ", "Անահիտ", "Գայանե", "Հասմիկ", "Սոնա", "Մերի", "Լուսինե", "Տաթևիկ",
        "Արփինե", "Կարինե", "Շուշան", "Նունե", "Ռուզաննա", "Սիրանուշ", "Զարուհի", "Աստղիկ", "Էլեն", "Միլենա",
        "Հռիփսիմե",
    ]
    private static let russianFamilies = [
        "Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков",
        "Соловьёв", "Васильев", "Зайцев", "Павлов", "Голубев", "Виноградов", "Богданов", "Воробьёв", "Чайковский",
        "Достоевский", "Пушкин", "Никулин",
    ]
    private static let russianMen = [
        "Александр", "Сергей", "Дмитрий", "Алексей", "Андрей", "Михаил", "Владимир", "Игорь", "Николай", "Юрий", "Олег",
    ]
    private static let russianWomen = [
        "Елена", "Ольга", "Наталья", "Ирина", "Татьяна", "Светлана", "Екатерина", "Мария", "Людмила", "Галина", "Юлия",
    ]
    private static let russianPatronymics = [
        "Ивано", "Сергее", "Алексее", "Андрее", "Михайло", "Владимиро", "Николае", "Юрье", "Олего", "Петро",
    ]
    private static let englishFamilies = [
        "Smith", "Johnson", "Williams", "Brown", "Taylor", "Davies", "Wilson", "Evans", "Thomas", "Walker", "O'Connor",
        "Petrosyan", "Hakobyan", "Sargsyan", "Grigoryan", "Khachatryan", "Karapetyan", "Martin", "Dubois", "Müller",
    ]
    private static let englishMen = [
        "John", "James", "Robert", "Michael", "William", "David", "Peter", "George", "Jack", "Aram", "Karen", "Levon",
    ]
    private static let englishWomen = [
        "Mary", "Patricia", "Jennifer", "Linda", "Susan", "Emma", "Olivia", "Anna", "Lilit", "Sona", "Zoë", "Kate",
    ]
    private static let companyWords = [
        "Արարատ", "Սևան", "Արագած", "Մասիս", "Նաիրի", "Տիգրան Մեծ", "Զվարթնոց", "Урарту", "Наири", "Ararat", "Ani",
        "Garni", "Silk Road", "Noy",
    ]
    private static let companyKinds = ["Trade", "Տրանս", "Строй", "Soft", "Հաց", "Med", "Агро", "Design", "Լոգիստիկ"]
    private static let companyForms = ["ՍՊԸ", "ՓԲԸ", "ООО", "LLC", "CJSC"]
}
