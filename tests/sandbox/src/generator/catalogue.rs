//! Names of people, schools and dishes, and prices. Invented; only their look is Moscow's.

/// Surname pairs: his, hers.
pub(crate) const SURNAMES: &[(&str, &str)] = &[
    ("Соколов", "Соколова"),
    ("Лебедев", "Лебедева"),
    ("Морозов", "Морозова"),
    ("Волков", "Волкова"),
    ("Зайцев", "Зайцева"),
    ("Виноградов", "Виноградова"),
    ("Белов", "Белова"),
    ("Тихомиров", "Тихомирова"),
    ("Крылов", "Крылова"),
    ("Орлов", "Орлова"),
];

/// Girls' and boys' names by turns, so that any run of four has both.
pub(crate) const CHILDREN: &[(&str, bool)] = &[
    ("Мария", true),
    ("Артём", false),
    ("Вероника", true),
    ("Тимофей", false),
    ("Алиса", true),
    ("Михаил", false),
    ("Полина", true),
    ("Матвей", false),
    ("Ева", true),
    ("Лев", false),
    ("Варвара", true),
    ("Никита", false),
];

/// Mothers: first name, patronymic.
pub(crate) const MOTHERS: &[(&str, &str)] =
    &[("Анна", "Викторовна"), ("Елена", "Сергеевна"), ("Ольга", "Андреевна"), ("Наталья", "Игоревна"), ("Ирина", "Павловна")];

/// Fathers: first name, patronymic, then the patronymics of his son and daughter.
pub(crate) const FATHERS: &[(&str, &str, &str, &str)] = &[
    ("Дмитрий", "Алексеевич", "Дмитриевич", "Дмитриевна"),
    ("Сергей", "Николаевич", "Сергеевич", "Сергеевна"),
    ("Алексей", "Петрович", "Алексеевич", "Алексеевна"),
    ("Андрей", "Владимирович", "Андреевич", "Андреевна"),
    ("Павел", "Олегович", "Павлович", "Павловна"),
];

/// A school as the catalogue knows it.
pub(crate) struct SchoolSeed {
    pub number: &'static str,
    pub county: &'static str,
    pub municipal_unit: Option<&'static str>,
    pub principal: &'static str,
    pub main_address: &'static str,
    pub second_address: &'static str,
    pub club_name: &'static str,
    pub club_short_name: &'static str,
    pub club_address: &'static str,
    pub provider: &'static str,
}

/// One school for each child of the default family, and one for the neighbours.
pub(crate) const SCHOOLS: &[SchoolSeed] = &[
    SchoolSeed {
        number: "3107",
        county: "ЮЗАО",
        municipal_unit: Some("Академический"),
        principal: "Громова Татьяна Юрьевна",
        main_address: "город Москва, улица Кленовая, дом 14",
        second_address: "город Москва, улица Кленовая, дом 22, корпус 2",
        club_name: "ГБОУ ДО «Дворец творчества «Вертикаль»",
        club_short_name: "Дворец творчества «Вертикаль»",
        club_address: "город Москва, Яблоневый проезд, дом 3",
        provider: "АО «Школьная кухня Юго-Запад»",
    },
    SchoolSeed {
        number: "3254",
        county: "САО",
        municipal_unit: None,
        principal: "Ефимов Олег Борисович",
        main_address: "город Москва, Парусный бульвар, дом 8, строение 1",
        second_address: "город Москва, Парусный бульвар, дом 11",
        club_name: "ГБУ ДО «Спортивная школа № 91»",
        club_short_name: "Спортивная школа № 91",
        club_address: "город Москва, Флотский переулок, дом 5",
        provider: "ООО «Комбинат питания «Парус»",
    },
    SchoolSeed {
        number: "3391",
        county: "ВАО",
        municipal_unit: Some("Измайлово"),
        principal: "Рябинина Марина Львовна",
        main_address: "город Москва, Лосиная аллея, дом 27",
        second_address: "город Москва, Лосиная аллея, дом 31",
        club_name: "ГБУДО «Детская музыкальная школа «Созвучие»»",
        club_short_name: "ДМШ «Созвучие»",
        club_address: "город Москва, Нотная улица, дом 2",
        provider: "АО «Социальное питание Восток»",
    },
    SchoolSeed {
        number: "3046",
        county: "ЗАО",
        municipal_unit: Some("Кунцево"),
        principal: "Дорохов Игорь Семёнович",
        main_address: "город Москва, Можайский тупик, дом 6",
        second_address: "город Москва, Можайский тупик, дом 10, корпус 1",
        club_name: "ГБОУ ДО «Технопарк «Квант»",
        club_short_name: "Технопарк «Квант»",
        club_address: "город Москва, улица Инженерная, дом 40",
        provider: "ООО «Кухня Запад»",
    },
    SchoolSeed {
        number: "3518",
        county: "СВАО",
        municipal_unit: Some("Свиблово"),
        principal: "Карпенко Юлия Олеговна",
        main_address: "город Москва, Яузская набережная, дом 19",
        second_address: "город Москва, Яузская набережная, дом 21",
        club_name: "ГБУ ДО «Центр «Радуга»",
        club_short_name: "Центр «Радуга»",
        club_address: "город Москва, улица Снежная, дом 44",
        provider: "АО «Школьное питание Север»",
    },
];

/// A dish: id, name, price in kopecks, category.
pub(crate) type Dish = (i64, &'static str, i64, &'static Category);

/// A category of dishes: id and name.
pub(crate) type Category = (i64, &'static str);

const PASTRY: Category = (11, "Выпечка");
const DRINK: Category = (12, "Напитки");
const FRUIT: Category = (13, "Фрукты");
const SNACK: Category = (14, "Бутерброды и закуски");
const DAIRY: Category = (15, "Молочные продукты");
const SWEET: Category = (16, "Кондитерские изделия");
const HOT: Category = (17, "Горячие блюда");
const SOUP: Category = (18, "Первые блюда");
const SALAD: Category = (19, "Салаты");

/// What the buffet sells.
pub(crate) const BUFFET: &[Dish] = &[
    (2101, "Булочка с маком", 4500, &PASTRY),
    (2102, "Пирожок с картофелем", 4000, &PASTRY),
    (2103, "Сосиска в тесте", 7200, &PASTRY),
    (2104, "Ватрушка с творогом", 5500, &PASTRY),
    (2105, "Сок яблочный 0,2 л", 4200, &DRINK),
    (2106, "Чай с лимоном", 1800, &DRINK),
    (2107, "Какао с молоком", 3500, &DRINK),
    (2108, "Вода питьевая 0,5 л", 3900, &DRINK),
    (2109, "Яблоко", 2790, &FRUIT),
    (2110, "Банан", 3890, &FRUIT),
    (2111, "Бутерброд с сыром", 5900, &SNACK),
    (2112, "Сэндвич с курицей", 12900, &SNACK),
    (2113, "Йогурт питьевой 0,2 л", 6400, &DAIRY),
    (2114, "Сырок глазированный", 4890, &DAIRY),
    (2115, "Печенье овсяное", 3300, &SWEET),
    (2116, "Шоколад молочный 20 г", 5200, &SWEET),
];

/// A set meal: id, name, price in kopecks, kind on the wire, dishes.
pub(crate) struct ComplexSeed {
    pub id: i64,
    pub name: &'static str,
    pub price: i64,
    pub meal_kind: i64,
    pub dishes: &'static [Dish],
}

/// Breakfasts, one of them each day.
pub(crate) const BREAKFASTS: &[ComplexSeed] = &[
    ComplexSeed {
        id: 501,
        name: "Завтрак. Каша овсяная",
        price: 11_230,
        meal_kind: 0,
        dishes: &[
            (3101, "Каша овсяная молочная с маслом", 5400, &HOT),
            (3102, "Бутерброд с сыром", 3530, &SNACK),
            (3103, "Какао с молоком", 2300, &DRINK),
        ],
    },
    ComplexSeed {
        id: 502,
        name: "Завтрак. Запеканка творожная",
        price: 11_230,
        meal_kind: 0,
        dishes: &[
            (3104, "Запеканка творожная со сгущённым молоком", 7630, &HOT),
            (3105, "Хлеб пшеничный", 600, &PASTRY),
            (3106, "Чай с сахаром", 1400, &DRINK),
            (3107, "Мандарин", 1600, &FRUIT),
        ],
    },
    ComplexSeed {
        id: 503,
        name: "Завтрак. Омлет",
        price: 11_230,
        meal_kind: 0,
        dishes: &[
            (3108, "Омлет натуральный", 6630, &HOT),
            (3109, "Горошек зелёный", 1800, &SALAD),
            (3103, "Какао с молоком", 2300, &DRINK),
            (3105, "Хлеб пшеничный", 500, &PASTRY),
        ],
    },
];

/// Lunches, one of them each day.
pub(crate) const LUNCHES: &[ComplexSeed] = &[
    ComplexSeed {
        id: 601,
        name: "Обед. Борщ, котлета с пюре",
        price: 18_750,
        meal_kind: 2,
        dishes: &[
            (3201, "Салат из белокочанной капусты", 1900, &SALAD),
            (3202, "Борщ со сметаной", 4100, &SOUP),
            (3203, "Котлета из говядины", 6850, &HOT),
            (3204, "Картофельное пюре", 3300, &HOT),
            (3205, "Компот из сухофруктов", 1800, &DRINK),
            (3206, "Хлеб ржаной", 800, &PASTRY),
        ],
    },
    ComplexSeed {
        id: 602,
        name: "Обед. Суп-лапша, рыба с рисом",
        price: 18_750,
        meal_kind: 2,
        dishes: &[
            (3207, "Винегрет", 2200, &SALAD),
            (3208, "Суп-лапша куриный", 3800, &SOUP),
            (3209, "Рыба, запечённая с овощами", 6950, &HOT),
            (3210, "Рис отварной", 3000, &HOT),
            (3211, "Кисель ягодный", 2000, &DRINK),
            (3206, "Хлеб ржаной", 800, &PASTRY),
        ],
    },
    ComplexSeed {
        id: 603,
        name: "Обед. Щи, плов",
        price: 18_750,
        meal_kind: 2,
        dishes: &[
            (3212, "Огурец свежий", 2100, &SALAD),
            (3213, "Щи из свежей капусты", 3850, &SOUP),
            (3214, "Плов с курицей", 10_200, &HOT),
            (3215, "Напиток из шиповника", 1800, &DRINK),
            (3206, "Хлеб ржаной", 800, &PASTRY),
        ],
    },
];

/// The lunch of children on a special diet; only on their menus, in nobody's history.
pub(crate) const DIET_LUNCH: ComplexSeed = ComplexSeed {
    id: 604,
    name: "Обед диетический. Щи, индейка с гречкой",
    price: 18_750,
    meal_kind: 2,
    dishes: &[
        (3212, "Огурец свежий", 2100, &SALAD),
        (3213, "Щи из свежей капусты", 3850, &SOUP),
        (3221, "Тефтели из индейки", 7650, &HOT),
        (3222, "Гречка отварная", 3350, &HOT),
        (3215, "Напиток из шиповника", 1800, &DRINK),
    ],
};

/// Afternoon snacks.
pub(crate) const SNACKS: &[ComplexSeed] = &[
    ComplexSeed {
        id: 701,
        name: "Полдник. Булочка и кефир",
        price: 7840,
        meal_kind: 3,
        dishes: &[(3301, "Булочка домашняя", 4040, &PASTRY), (3302, "Кефир 0,2 л", 3800, &DAIRY)],
    },
    ComplexSeed {
        id: 702,
        name: "Полдник. Сырники и чай",
        price: 7840,
        meal_kind: 3,
        dishes: &[(3303, "Сырники со сметаной", 6440, &HOT), (3106, "Чай с сахаром", 1400, &DRINK)],
    },
];

/// Where top-ups come from; the first one costs no fee.
pub(crate) const TOP_UP_ORIGINS: &[&str] = &["СБП", "Банковская карта", "Платёжный терминал"];

/// The category a dish named by the operator gets.
pub(crate) const OTHER_CATEGORY: Category = (10, "Прочее");
