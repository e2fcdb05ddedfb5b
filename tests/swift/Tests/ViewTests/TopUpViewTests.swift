import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// Topping up, in each state: what is said, what can be pressed, and what is sent.
@MainActor @Suite struct TopUpViewTests {
    let core = PaperCore()
    let screen = Screen.topUp(child: Sample.child)

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: nil)))
        core.show(.home, Sample.home([]))
    }

    func show(_ state: TopUpState) { core.show(screen, .topUp(state: state)) }

    func open() -> Shown {
        let shown = Shown(core)
        shown.trail.follow(.topUp(child: Sample.child))
        return shown
    }

    @Test func aSumIsTypedLookedAtAndOnlyThenAskedFor() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form(), notices: []))
        let shown = open()
        try await shown.type("500", into: "Сумма, ₽")
        try await eventually("what was typed") { core.actions == [.chooseAmount(child: Sample.child, amountText: "500")] }
        #expect(shown.button("Продолжить")?.isEnabled == false, "the core has not said anything of this sum yet")
        show(.chooseAmount(account: Sample.account, form: Sample.form("500", confirmed: true), notices: []))
        try await shown.press("Продолжить")
        #expect(shown.tree.has("Пополнить счёт 2040311 на 500,00\u{a0}₽."))
        #expect(shown.heard.contains("Пополнить счёт на пятьсот рублей"))
        #expect(core.actions.count == 1, "looking sends nothing")
        expectDated(shown)
        try await shown.press("Всё верно, к оплате")
        try await eventually("the order") { core.actions.last == .startTopUp(child: Sample.child, amountText: "500") }
        #expect(shown.pocket.asked == ["Подтвердите пополнение"])
        #expect(core.actions.count == 2)
        #expect(!shown.tree.has("Проверьте перед оплатой"))
    }

    @Test func anotherHandOnThePhoneSendsNothing() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form("500", confirmed: true), notices: []))
        let shown = open()
        shown.pocket.isOwner = false
        try await shown.press("Продолжить")
        try await shown.press("Всё верно, к оплате")
        try await shown.until("the question") { _ in shown.pocket.asked.count == 1 }
        for _ in 0..<50 { await Task.yield() }
        #expect(core.actions.isEmpty)
    }

    @Test func changingOnesMindSendsNothing() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form("500", confirmed: true), notices: []))
        let shown = open()
        try await shown.press("Продолжить")
        try await shown.press("Изменить")
        #expect(!shown.tree.has("Проверьте перед оплатой"))
        #expect(core.actions.isEmpty)
        #expect(shown.pocket.asked.isEmpty)
    }

    @Test func aSumOfAnEarlierMomentCannotBeConfirmed() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form("500", confirmed: true), notices: []))
        let shown = open()
        try await shown.until("it can be pressed") { $0.find(.button, "Продолжить")?.isEnabled == true }
        try await shown.type("5000", into: "Сумма, ₽")
        #expect(shown.button("Продолжить")?.isEnabled == false)
    }

    @Test func aSuggestionIsTypedForTheParentAndIsHeardInWords() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form(), notices: []))
        let shown = open()
        try await shown.press("Семьсот десять рублей: хватит до пятницы")
        #expect(shown.tree.find(.field, "Сумма, ₽")?.text == "710")
        try await eventually("what was typed") { core.actions == [.chooseAmount(child: Sample.child, amountText: "710")] }
    }

    @Test func aComplaintIsSeenAndHeardAtTheField() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form("7", complaint: "Слишком мало"), notices: []))
        let shown = open()
        try await shown.sees("Слишком мало")
        #expect(shown.tree.find(.field, "Сумма, ₽")?.hint == "Слишком мало")
    }

    @Test func withoutANetworkTheAccountNumberAndTheWaysAreThere() async throws {
        show(.chooseAmount(account: Sample.account, form: Sample.form(), notices: [Sample.offline]))
        let shown = open()
        try await shown.sees("Нет сети")
        #expect(shown.tree.has("Введите номер лицевого счёта."))
        #expect(shown.heard.contains { $0.contains("два ноль четыре ноль три один один") })
        try await shown.press("Скопировать номер")
        #expect(shown.pocket.copied == ["2040311"])
    }

    @Test func theBanksPageIsOpenedInTheBrowserAndAnOpenedOneIsOpenedAgain() async throws {
        show(.pay(account: Sample.account, topUp: Sample.topUp, link: "https://bank.example/pay", expires: Sample.at, notices: []))
        let shown = open()
        try await shown.press("Открыть страницу оплаты")
        #expect(shown.pocket.opened == ["https://bank.example/pay"])
        show(
            .waiting(
                account: Sample.account, topUp: Sample.topUp, expectedText: "Обычно за минуту", canReopen: true, canCancel: false,
                notices: []))
        try await shown.sees("Обычно за минуту")
        #expect(shown.button("Отменить") == nil)
        #expect(shown.tree.find(.field, "Сумма, ₽") == nil, "nothing is asked for twice")
        try await shown.press("Открыть страницу ещё раз")
        try await eventually("the same link") { core.actions == [.reopenLink(id: "intent-1")] }
    }

    @Test func whatMayBeCancelledIsCancelled() async throws {
        show(.asking(account: Sample.account, topUp: Sample.topUp, canCancel: true, notices: []))
        let shown = open()
        try await shown.press("Отменить")
        try await eventually("the cancellation") { core.actions == [.cancelTopUp(id: "intent-1")] }
        show(.asking(account: Sample.account, topUp: Sample.topUp, canCancel: false, notices: []))
        try await shown.until("no way to cancel") { $0.find(.button, "Отменить") == nil }
    }

    @Test func anUnknownOutcomeOffersNothingThatCouldPayTwice() async throws {
        show(.unknown(account: Sample.account, topUp: Sample.topUp, expectedText: "Узнаем у банка", notices: []))
        let shown = open()
        try await shown.sees("Выясняем, что с платежом")
        #expect(shown.tree.has("Узнаем у банка"))
        for title in ["Продолжить", "Открыть страницу оплаты", "Открыть страницу ещё раз", "Отменить"] {
            #expect(shown.button(title) == nil, "\(title)")
        }
        #expect(shown.tree.find(.field, "Сумма, ₽") == nil)
    }

    @Test(arguments: [
        (TopUpOutcome.credited, "Деньги на счёте"), (.declined, "Банк отказал"), (.expired, "Пополнение не состоялось"),
        (.cancelled, "Пополнение не состоялось"), (.refused, "Пополнение не состоялось"),
    ])
    func theEndIsSaidByName(outcome: TopUpOutcome, words: String) async throws {
        show(Sample.finished(outcome))
        let shown = open()
        try await shown.sees(words)
        try await shown.press("Открыть чек")
        #expect(shown.pocket.opened == ["https://bank.example/receipt"])
        #expect(shown.tree.find(.field, "Сумма, ₽") != nil, "another top-up may follow")
        #expect(shown.host.feedback.isEmpty, "what ended earlier is not felt")
        expectDated(shown)
    }

    @Test func moneyThatArrivesBeforeTheParentsEyesIsFelt() async throws {
        show(.waiting(account: Sample.account, topUp: Sample.topUp, expectedText: "", canReopen: false, canCancel: false, notices: []))
        let shown = open()
        try await shown.sees("Ждём подтверждения")
        #expect(shown.host.feedback.isEmpty)
        show(Sample.finished(.credited))
        try await shown.sees("Деньги на счёте")
        #expect(shown.host.feedback == [.success])
    }

    @Test func aChildWithoutAnAccountIsTold() async throws {
        show(.noAccount(text: "У ребёнка нет лицевого счёта", notices: []))
        let shown = open()
        try await shown.sees("У ребёнка нет лицевого счёта")
        #expect(shown.button("Продолжить") == nil)
    }
}
