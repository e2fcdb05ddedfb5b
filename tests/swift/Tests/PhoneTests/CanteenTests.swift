import Foundation
import SchoolCardKit
import Testing

/// Orders ahead, a child who is ill, and bans, as the models of the screens show them, against a real core and a real school.
@MainActor @Suite(.serialized) struct CanteenTests {
    let school: Sandbox
    let phone: Phone
    let device = TestPhone()
    let face: Face
    let wednesday: LocalDate = "2026-05-13"
    /// The second child's: paid when ordered, money back after two hours.
    let lunch: Int64 = 601

    init() throws {
        school = try Sandbox()
        phone = try Phone(school.baseURL)
        face = Face(phone.app, platform: device, redirectUri: phone.config.redirectUri)
    }

    /// Signed in, with the second child's orders read.
    func signedIn() async throws -> PersonId {
        await face.signIn()
        let child = try #require(try phone.cards().last).person
        await face.refresh(.orders(person: child))
        return child
    }

    func meal(_ model: ScreenModel<OrdersState>) -> OrderMeal? {
        guard case .orders(_, _, _, _, let week, _, _, _, _) = model.state else { return nil }
        return week.value.days.first { $0.day == wednesday }?.meals.first { $0.complex == lunch }
    }

    func rules(_ model: ScreenModel<OrdersState>) -> [WeeklyRow] {
        guard case .orders(_, _, _, _, _, let rules, _, _, _) = model.state else { return [] }
        return rules
    }

    /// Meals ordered ahead of `child` that are still to be served, as the school has them.
    func waiting(_ child: PersonId) async throws -> Int {
        try await school.get("/sandbox/v1/orders?person_id=\(child)").components(separatedBy: "\"waiting\"").count - 1
    }

    func order(_ child: PersonId, _ model: ScreenModel<OrdersState>, amount: Int64) async throws -> Bool {
        let seen = try #require(meal(model)).seen
        return await face.dispatch(
            .setOrder(child: child, day: wednesday, complex: lunch, seen: seen, amount: amount), confirmed: "order")
    }

    @Test func aMealIsOrderedByTheOwnerOfThePhoneTheSchoolHasItAndItIsCancelledAgain() async throws {
        let child = try await signedIn()
        let model = ScreenModel.orders(face.app, child: child, week: wednesday)
        try await following(model) {
            guard case .canOrder(let confirmation) = try #require(meal(model)).choice else {
                Issue.record("\(String(describing: meal(model)))")
                return
            }
            #expect(confirmation.contains("187,50\u{a0}₽"), "\(confirmation)")
            device.isOwner = false
            #expect(try await order(child, model, amount: 1) == false)
            #expect(try await waiting(child) == 0 && device.asked == ["order"])
            device.isOwner = true
            #expect(try await order(child, model, amount: 1))
            try await eventually("ordered") { meal(model)?.change?.kind == .done && meal(model)?.amount == 1 }
            #expect(try await waiting(child) == 1)
            guard case .canCancel = meal(model)?.choice else {
                Issue.record("\(String(describing: meal(model)))")
                return
            }
            #expect(try await order(child, model, amount: 0))
            try await eventually("cancelled") { meal(model)?.change?.kind == .done && meal(model)?.amount == 0 }
            #expect(try await waiting(child) == 0)
        }
    }

    @Test func aWeeklyRuleIsMadeFromAMealAndTakenAway() async throws {
        let child = try await signedIn()
        let model = ScreenModel.orders(face.app, child: child, week: wednesday)
        try await following(model) {
            let offer = try #require(meal(model)?.weekly)
            #expect(offer.seen.isEmpty && !offer.question.isEmpty)
            #expect(offer.suggested.days.fromMonday == [false, false, true, false, false, false, false])
            let wanted = WeeklyOrder(
                period: Period(from: offer.suggested.period.from, to: "2026-05-31"), amount: 1,
                days: WeekDays(fromMonday: [true, false, true, false, false, false, false]))
            #expect(
                await face.dispatch(
                    .setWeekly(child: child, complex: lunch, seen: offer.seen, wanted: wanted), confirmed: "weekly"))
            try await eventually("the rule") { rules(model).map(\.seen) == [[wanted]] && rules(model).first?.change?.kind == .done }
            #expect(meal(model)?.weekly?.suggested == wanted, "a change begins with the rule that stands")
            #expect(try await waiting(child) > 1, "on more days than one")
            face.dispatch(.setWeekly(child: child, complex: lunch, seen: [wanted], wanted: nil))
            try await eventually("none") { rules(model).allSatisfy(\.seen.isEmpty) && rules(model).first?.change?.kind != .sending }
            try await eventually("nothing waits at the school") { try await waiting(child) == 0 }
        }
    }

    @Test func theSchoolsCutOffIsKeptForEveryMealAndForOne() async throws {
        let child = try await signedIn()
        let model = ScreenModel.orders(face.app, child: child, week: wednesday)
        func rows() -> [CutOffRow] {
            guard case .orders(_, _, _, _, _, _, _, let cutOffs, _) = model.state else { return [] }
            return cutOffs
        }
        try await following(model) {
            #expect(rows().first?.meal == nil && rows().contains { $0.meal == .lunch })
            let (general, own) = (CutOff(daysBefore: 1, time: "14:00"), CutOff(daysBefore: 0, time: "08:30"))
            face.dispatch(.setCutOff(child: child, meal: nil, rule: general))
            face.dispatch(.setCutOff(child: child, meal: .lunch, rule: own))
            try await eventually("both") { rows().first?.rule == general && rows().first { $0.meal == .lunch }?.rule == own }
            #expect(meal(model)?.cutOff == ISO8601DateFormatter().date(from: "2026-05-13T08:30:00+03:00"))
            face.dispatch(.setCutOff(child: child, meal: .lunch, rule: nil))
            try await eventually("as for every meal") { rows().first { $0.meal == .lunch }?.rule == nil }
        }
    }

    @Test func aChildWhoIsIllIsNotFedTheSchoolIsToldAndTheMoneyReturns() async throws {
        let child = try await signedIn()
        let orders = ScreenModel.orders(face.app, child: child, week: wednesday)
        try await following(orders) {
            #expect(try await order(child, orders, amount: 1))
            try await eventually("ordered") { meal(orders)?.amount == 1 }
        }
        let model = ScreenModel.illToday(face.app, child: child, day: wednesday)
        func ill() -> IllFigure? { if case .asked(_, _, _, _, let ill, _) = model.state { ill } else { nil } }
        try await following(model) {
            guard case .form(child, _, wednesday, _, let reasons, _, let meals, _, _, let asOfText, _) = model.state else {
                Issue.record("\(String(describing: model.state))")
                return
            }
            #expect(meals.count == 1 && !asOfText.isEmpty)
            face.dispatch(.illToday(child: child, day: wednesday, reason: try #require(reasons.first).reason))
            try await eventually("told, and cancelled") {
                ill()?.notice == .filed && ill()?.meals.map(\.kind) == [.cancelled]
            }
            #expect(try await waiting(child) == 0)
            try await eventually("the money is back") {
                _ = try await school.post("/sandbox/v1/clock", #"{"advance_seconds": 3600}"#)
                await face.refresh(.latest)
                return ill()?.kind == .settled
            }
        }
    }

    @Test func aDishIsBannedAtTheSchoolAndTheBanIsLifted() async throws {
        await face.signIn()
        let child = try #require(try phone.cards().first).person
        await face.refresh(.foodRules(child: child))
        let model = ScreenModel.bans(face.app, child: child)
        func rows() -> (banned: [BanRow], dishes: [BanRow], change: FoodChange?) {
            guard case .rules(child, _, .read(let banned, _, _, let dishes, _, _, let change), _, _) = model.state else { return ([], [], nil) }
            return (banned, dishes, change)
        }
        try await following(model) {
            let dish = try #require(rows().dishes.first { !$0.banned }, "\(String(describing: model.state))")
            device.isOwner = false
            let ban = Action.setBan(child: child, ban: dish.ban, banned: true)
            #expect(await face.dispatch(ban, confirmed: "ban") == false)
            #expect(rows().banned.isEmpty && rows().change == nil)
            device.isOwner = true
            #expect(await face.dispatch(ban, confirmed: "ban"))
            try await eventually("banned") { rows().banned.map(\.text) == [dish.text] && rows().change?.kind == .done }
            face.dispatch(.setBan(child: child, ban: dish.ban, banned: false))
            try await eventually("lifted") { rows().banned.isEmpty && rows().change?.kind == .done }
        }
    }
}
