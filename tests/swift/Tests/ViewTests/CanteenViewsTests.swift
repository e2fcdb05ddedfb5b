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

    func orders(_ choice: MealChoice, _ change: OrderChange? = nil) -> ScreenState {
        let meal = OrderMeal(
            complex: 7, name: "Обед", kind: nil, title: "Обед платный", price: 18500, priceText: "185,00\u{a0}₽", seen: [], amount: 0,
            cutOff: nil, untilText: "Заказать можно до 14:00", choice: choice, change: change)
        return .orders(
            state: .orders(
                person: Sample.child, name: "Алиса Волкова", school: "Школа № 3107", period: Period(from: "2026-05-11", to: "2026-05-17"),
                week: DatedOrderWeek(
                    value: OrderWeek(days: [
                        OrderDayRow(day: "2026-05-13", title: "среда, 13 мая", kind: .open, text: "", meals: [meal], emptyText: "")
                    ]), freshness: Sample.freshness(.late), asOfText: "на вчера"),
                rules: [], balance: Sample.balance(), cutOff: nil, cutOffText: "Срок школы неизвестен", notices: []))
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
