import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The menu, orders ahead, a child who is ill, and bans.
@MainActor @Suite struct CanteenViewsTests {
    let core = PaperCore()
    let ill = Screen.illToday(child: Sample.child, day: "2026-05-12")
    let bans = Screen.bans(child: Sample.child)

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: nil)))
        core.show(.home, Sample.home([]))
    }

    func open(_ place: Place) -> Shown {
        let shown = Shown(core)
        shown.trail.follow(place)
        return shown
    }

    func orders(_ choice: MealChoice, _ change: OrderChange? = nil, weekly: WeeklyOffer? = nil, lunch: CutOff? = nil) -> ScreenState {
        let meal = OrderMeal(
            complex: 7, name: "Обед", kind: nil, title: "Обед платный", price: 18500, priceText: "185,00\u{a0}₽", seen: [], amount: 0,
            cutOff: nil, untilText: "Заказать можно до 14:00", choice: choice, weekly: weekly,
            change: change)
        return .orders(
            state: .orders(
                person: Sample.child, name: "Алиса Волкова", school: "Школа № 3107", period: Period(from: "2026-05-11", to: "2026-05-17"),
                week: DatedOrderWeek(
                    value: OrderWeek(days: [
                        OrderDayRow(day: "2026-05-13", title: "среда, 13 мая", kind: .open, text: "", meals: [meal], emptyText: "")
                    ]), freshness: Sample.freshness(.late), asOfText: "на вчера"),
                rules: [], balance: Sample.balance(),
                cutOffs: [
                    CutOffRow(meal: nil, title: "Все приёмы пищи", rule: nil, text: "Срок школы неизвестен"),
                    CutOffRow(meal: .lunch, title: "Обед", rule: lunch, text: lunch == nil ? "Как для всех" : "В тот же день до 08:30"),
                ], notices: []))
    }

    func showOrders(_ state: ScreenState, _ shown: Shown) {
        core.show(.orders(child: Sample.child, week: shown.pocket.today()), state)
    }

    @Test func aMealIsOrderedAfterItsQuestionByTheOwnerOnly() async throws {
        let shown = open(.orders(child: Sample.child))
        showOrders(orders(.canOrder(confirmation: "Заказать обед на 13 мая за 185,00\u{a0}₽?")), shown)
        try await shown.press("Заказать")
        #expect(shown.tree.has("Заказать обед на 13 мая за 185,00\u{a0}₽?"))
        try await shown.press("Оставить")
        #expect(core.actions.isEmpty && shown.pocket.asked.isEmpty)
        expectDated(shown)
        try await shown.press("Заказать")
        try await shown.press("Да, заказать")
        try await eventually("the order") {
            core.actions == [.setOrder(child: Sample.child, day: "2026-05-13", complex: 7, seen: [], amount: 1)]
        }
        #expect(shown.pocket.asked == ["Подтвердите, что заказ меняете вы"])
    }

    @Test func anOrderIsCancelledAndAWishThatWaitsIsGivenUp() async throws {
        let shown = open(.orders(child: Sample.child))
        showOrders(orders(.canCancel(confirmation: "Отменить обед на 13 мая?")), shown)
        try await shown.press("Отменить заказ")
        try await shown.press("Да, отменить")
        let cancel = Action.setOrder(child: Sample.child, day: "2026-05-13", complex: 7, seen: [], amount: 0)
        try await eventually("the cancelling") { core.actions == [cancel] }
        let change = OrderChange(id: "order-1", kind: .waiting, code: "", askedAt: Sample.at, text: "Ещё не отправлено: нет сети")
        showOrders(orders(.underWay, change), shown)
        try await shown.sees("Ещё не отправлено: нет сети")
        #expect(shown.button("Заказать") == nil && shown.button("Отменить заказ") == nil)
        try await shown.press("Не отправлять")
        try await eventually("the retreat") { core.actions == [cancel, .cancelOrder(id: "order-1")] }
    }

    @Test func aMealIsRepeatedEveryWeekOnTheDaysThatAreMarked() async throws {
        let shown = open(.orders(child: Sample.child))
        let wednesday = WeekDays(fromMonday: [false, false, true, false, false, false, false])
        let suggested = WeeklyOrder(period: Period(from: "2026-05-12", to: "2026-05-31"), amount: 1, days: wednesday)
        let offer = WeeklyOffer(seen: [], suggested: suggested, question: "Обед Алисе каждую неделю?")
        showOrders(orders(.tooLate, weekly: offer), shown)
        try await shown.press("Повторять каждую неделю")
        try await shown.sees("Обед Алисе каждую неделю?")
        #expect(shown.tree.find(.toggle, "Среда")?.value == "1" && shown.tree.find(.toggle, "Пятница")?.value == "0")
        #expect(shown.tree.find(.picker, "Сколько порций")?.value == "1")
        #expect(shown.tree.find(.field, "Последний день")?.value == "2026-05-31")
        try await shown.press("Среда")
        #expect(shown.button("Повторять")?.isEnabled == false, "a rule without a day is none")
        try await shown.press("Понедельник")
        try await shown.press("Пятница")
        try await shown.press("2")
        try await shown.type("2026-05-11", into: "Последний день")
        #expect(shown.tree.find(.field, "Последний день")?.value == "2026-05-31", "not before it begins")
        try await shown.type("2026-05-22", into: "Последний день")
        shown.pocket.isOwner = false
        try await shown.press("Повторять")
        try await eventually("the question") { shown.pocket.asked == ["Подтвердите, что заказ меняете вы"] }
        #expect(core.actions.isEmpty)
        shown.pocket.isOwner = true
        try await shown.press("Повторять")
        let days = WeekDays(fromMonday: [true, false, false, false, true, false, false])
        let wanted = WeeklyOrder(period: Period(from: "2026-05-12", to: "2026-05-22"), amount: 2, days: days)
        try await eventually("the rule") {
            core.actions == [.setWeekly(child: Sample.child, complex: 7, seen: [], wanted: wanted)]
        }
        try await shown.until("the form is gone") { $0.find(.button, "Повторять") == nil }
        #expect(shown.host.complaints.isEmpty)
    }

    @Test func theSchoolsCutOffsAreWrittenDownForEveryMealAndForOne() async throws {
        let shown = open(.orders(child: Sample.child))
        showOrders(orders(.tooLate), shown)
        func row(_ text: String) -> String? { shown.tree.all.first { $0.role == .button && $0.title.contains(text) }?.title }
        try await shown.until("the rows") { _ in row("Срок школы неизвестен") != nil }
        try await shown.press(try #require(row("Срок школы неизвестен")))
        #expect(shown.tree.find(.picker, "Срок")?.value == "Не знаю")
        #expect(shown.button("Сохранить")?.isEnabled == false)
        try await shown.press("Школа назвала")
        try await shown.press("14")
        try await shown.type("10:15", into: "Время")
        try await shown.press("Сохранить")
        let general = Action.setCutOff(child: Sample.child, meal: nil, rule: CutOff(daysBefore: 14, time: "10:15"))
        try await eventually("the rule") { core.actions == [general] }
        showOrders(orders(.tooLate, lunch: CutOff(daysBefore: 0, time: "08:30")), shown)
        try await shown.until("the meal's own") { _ in row("08:30") != nil }
        try await shown.press(try #require(row("08:30")))
        #expect(shown.tree.find(.picker, "За сколько учебных дней")?.value == "В тот же день")
        #expect(shown.tree.find(.field, "Время")?.value == "08:30")
        try await shown.press("Как для всех")
        try await shown.press("Сохранить")
        try await eventually("cleared") { core.actions == [general, .setCutOff(child: Sample.child, meal: .lunch, rule: nil)] }
        #expect(shown.host.complaints.isEmpty)
    }

    @Test func aChildIsKeptAtHomeWithAReasonAfterAQuestion() async throws {
        let shown = open(.illToday(child: Sample.child))
        let reason = AbsenceReason(id: 3, name: "Болезнь")
        let today = shown.pocket.today()
        core.show(
            .illToday(child: Sample.child, day: today),
            .illToday(
                state: .form(
                    person: Sample.child, name: "Алиса Волкова", day: today, dayTitle: "вторник, 12 мая",
                    reasons: [IllReason(reason: reason, confirmation: "Сообщить о болезни?")], reasonsText: "",
                    meals: ["Обед, 185,00\u{a0}₽"], mealsText: "", freshness: Sample.freshness(.live), asOfText: "на 11:30", notices: [])))
        try await shown.press("Болезнь")
        #expect(shown.tree.has("Сообщить о болезни?"))
        #expect(core.actions.isEmpty)
        try await shown.press("Да, сообщить и отменить")
        try await eventually("the notice") { core.actions == [.illToday(child: Sample.child, day: today, reason: reason)] }
        expectDated(shown)
    }

    @Test func aBanASwitchAndTheConsentAreOfTheOwnerOnly() async throws {
        let ban = Ban(dish: 5, category: nil, subcategory: nil)
        core.show(
            bans,
            .bans(
                state: .rules(
                    person: Sample.child, name: "Алиса Волкова",
                    bans: .read(
                        banned: [], emptyText: "", categories: [],
                        dishes: [BanRow(ban: ban, text: "Чипсы", banned: false, bannedByCategory: false, stateText: "разрешено")],
                        freshness: Sample.freshness(.live), asOfText: "на 11:30", change: nil),
                    rights: .read(
                        switches: [FoodSwitchRow(switch: .smartBuffet, title: "Умный буфет", on: true, stateText: "включён")],
                        change: nil, preordersAgreed: false, preordersText: "Предзаказы не разрешены",
                        preordersQuestion: "Разрешить насовсем?", consent: nil, discountedText: "Льготы нет",
                        freshness: Sample.freshness(.live), asOfText: "на 11:30"), notices: [])))
        let shown = open(.bans(child: Sample.child))
        try await shown.sees("Чипсы")
        let toggles = shown.tree.all.filter { $0.role == .toggle }
        #expect(toggles.count == 2)
        for toggle in toggles { toggle.actions[""]?() }
        try await shown.press("Разрешить предзаказы")
        #expect(shown.tree.has("Разрешить насовсем?"))
        try await shown.press("Да, согласен (согласна)")
        try await eventually("all three") {
            Set(core.actions) == [
                .setBan(child: Sample.child, ban: ban, banned: true),
                .setFoodSwitch(child: Sample.child, switch: .smartBuffet, on: false), .agreeToPreorders(child: Sample.child),
            ]
        }
        #expect(shown.pocket.asked == Array(repeating: "Подтвердите, что запреты меняете вы", count: 3))
    }

    @Test func theMenuIsSpokenAndLeadsToOrders() async throws {
        let dish = DishRow(
            id: 1, name: "Борщ", category: nil, subcategory: nil, price: nil, priceText: "",
            composition: Composition(ingredients: nil, weight: nil, calories: nil, protein: nil, fat: nil, carbohydrates: nil),
            ingredientsText: "Состав неизвестен", nutritionText: "", banned: false, inSmartBuffet: false, marks: [],
            spoken: "Борщ, состав неизвестен")
        let complex = ComplexRow(
            id: 7, kind: nil, title: "Обед", price: 18500, priceText: "185,00\u{a0}₽", payment: .paid, preorderAllowed: true,
            dishesCanBeChosen: false, specialDiet: false, marks: [], nutritionText: "", dishes: [dish],
            spoken: "Обед, сто восемьдесят пять рублей")
        core.show(
            .menu(child: Sample.child, day: nil, search: ""),
            .menu(
                state: .week(
                    person: Sample.child, name: "Алиса Волкова", week: Period(from: "2026-05-11", to: "2026-05-17"), title: "11–17 мая",
                    previous: "2026-05-04", next: "2026-05-18", search: "", foundText: "", freshness: Sample.freshness(.late),
                    asOfText: "на вчера", buffetFreshness: Sample.freshness(.late), buffetAsOfText: "на вчера",
                    days: [
                        DayMenu(
                            date: "2026-05-12", title: "вторник, 12 мая", isToday: true,
                            places: [PlaceMenu(name: "Школа № 3107", address: "Лесная, 4", complexes: [complex], buffet: nil)], notes: [])
                    ], notices: [], progress: .idle(lastSuccess: nil))))
        let shown = open(.menu(child: Sample.child))
        try await shown.sees("вторник, 12 мая")
        #expect(shown.heard.contains("Обед, сто восемьдесят пять рублей"))
        expectDated(shown)
        try await shown.press("Что в комплексе")
        #expect(shown.heard.contains("Борщ, состав неизвестен"))
        showOrders(orders(.tooLate), shown)
        try await shown.press("Заказы")
        try await shown.sees("Обед платный")
    }
}
