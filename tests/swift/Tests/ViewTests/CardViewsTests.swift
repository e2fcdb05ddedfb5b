import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// Cards and the help beside them.
@MainActor @Suite struct CardViewsTests {
    let core = PaperCore()
    let screen = Screen.cards(child: Sample.child)
    let block = CardAction.block(text: "Потерялась? Заблокировать", question: "Заблокировать карту •••• 4421?")

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: nil)))
        core.show(.home, Sample.home([]))
    }

    func open() -> Shown {
        let shown = Shown(core)
        shown.trail.follow(.cards(child: Sample.child))
        return shown
    }

    @Test func aLostCardIsBlockedAfterAQuestionByItsOwnerOnly() async throws {
        core.show(screen, Sample.cards(block))
        let shown = open()
        try await shown.press("Потерялась? Заблокировать")
        #expect(shown.tree.has("Заблокировать карту •••• 4421?"))
        #expect(core.actions.isEmpty)
        try await shown.press("Оставить")
        #expect(core.actions.isEmpty)
        try await shown.press("Потерялась? Заблокировать")
        try await shown.press("Заблокировать")
        try await eventually("the block") { core.actions == [.blockCard(child: Sample.child, card: "card-1")] }
        #expect(shown.pocket.asked == ["Подтвердите блокировку карты"])
    }

    @Test func aBlockThatIsNotSentYetSaysSoAndCanBeGivenUp() async throws {
        core.show(screen, Sample.cards(.none, CardBlock(id: "block-1", kind: .waiting, text: "Ещё не отправлено: нет сети")))
        let shown = open()
        try await shown.sees("Ещё не отправлено: нет сети")
        #expect(shown.button("Потерялась? Заблокировать") == nil)
        try await shown.press("Не отправлять")
        try await eventually("the retreat") { core.actions == [.cancelCardBlock(id: "block-1")] }
        core.show(screen, Sample.cards(.none, CardBlock(id: "block-1", kind: .sending, text: "Отправляем")))
        try await shown.until("no way back") { $0.has("Отправляем") && $0.find(.button, "Не отправлять") == nil }
        core.show(screen, Sample.cards(.none, CardBlock(id: "block-1", kind: .done, text: "Карта заблокирована")))
        try await shown.sees("Карта заблокирована")
        #expect(shown.host.feedback == [.success])
    }

    @Test func afterALossTheStepsAndWhatHappenedSinceAreTold() async throws {
        let loss = LossState.lost(
            title: "Карта потеряна", since: Sample.at, steps: ["Возьмите временную карту"], replacementText: "", afterTitle: "После этого",
            after: [AfterLoss(at: Sample.at, text: "Покупка в 11:40 на 85,00\u{a0}₽", mayBeNewCard: false, note: "Сообщите школе")],
            afterEmptyText: "")
        core.show(screen, Sample.cards(.none, loss: loss))
        let shown = open()
        try await shown.sees("Возьмите временную карту")
        #expect(shown.heard.contains("Покупка в 11:40 на 85,00\u{a0}₽, Сообщите школе"))
        #expect(shown.heard.contains { $0.hasPrefix("Сервисная карта, последние цифры") })
        #expect(shown.tree.heard.contains { $0.label == "на вчера" && $0.value == "данные запаздывают" })
        expectDated(shown)
    }

    @Test func whatToDoLeadsToTheTopicAndItsLinksToTheBrowser() async throws {
        core.show(screen, Sample.cards(.none))
        core.show(.help(topic: .lostCard), .help(state: .topic(page: Sample.help(.lostCard, "Карта потерялась", ["Позвоните в школу"]))))
        core.show(.help(topic: .connecting), .help(state: .topic(page: Sample.help(.connecting, "Как подключиться", ["Обратитесь"]))))
        let shown = open()
        try await shown.press("Что делать")
        try await shown.sees("Позвоните в школу")
        try await shown.press("SCHOOLCARD.MOS.RU")
        #expect(shown.pocket.opened == ["https://schoolcard.mos.ru"])
        try await shown.press("Как подключиться")
        try await shown.sees("Обратитесь")
    }
}
