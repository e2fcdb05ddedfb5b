import Foundation
import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The family's connection, the statement and what this phone holds.
@MainActor @Suite struct FamilyViewsTests {
    let core = PaperCore()

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: "Анна")))
        core.show(.home, Sample.home([]))
    }

    func open(_ place: Place) -> Shown {
        let shown = Shown(core)
        shown.trail.follow(place)
        return shown
    }

    func connection(_ kind: ConnectionKind) -> ScreenState {
        .connection(
            state: .children(
                phone: "", email: "", children: [
                    ChildConnection(
                        person: Sample.child, name: "Алиса Волкова", kind: kind, text: "Ещё не подключена",
                        freshness: Sample.freshness(.live), asOfText: "на 11:30",
                        application: Application(
                            text: "Прошу подключить", pageName: "заявление.html", page: "<html>", missingText: "Впишите телефон"),
                        seenBy: ["Анна Волкова"], seenByAsOfText: "список на 11:29",
                        named: [
                            NamedAdultRow(
                                id: "adult-1", name: "Бабушка", rights: .entries, until: nil, kind: .asked, text: "Только проходы")
                        ])
                ], help: .connecting, notices: []))
    }

    @Test func theApplicationIsOfferedOnlyWhileTheChildIsNotConnected() async throws {
        core.show(.connection, connection(.notConnected))
        let shown = open(.connection)
        try await shown.sees("Впишите телефон")
        #expect(shown.tree.find(.link, "Отправить заявление")?.value == "Прошу подключить")
        try await shown.press("Заявление для печати")
        try await shown.until("the page to share") { $0.find(.link, "Напечатать или отправить")?.value?.hasSuffix(".html") == true }
        try await shown.press("Заявление отдано в школу")
        try await eventually("the mark") { core.actions == [.markApplied(child: Sample.child, on: true)] }
        #expect(shown.tree.has("список на 11:29"), "a list of people has its date")
        expectDated(shown)
        core.show(.connection, connection(.connected))
        try await shown.until("nothing to apply for") { $0.find(.link, "Отправить заявление") == nil }
    }

    @Test func anotherAdultIsNamedByTheOwnerOfThePhoneWithAnEnd() async throws {
        core.show(.connection, connection(.connected))
        let shown = open(.connection)
        core.show(
            .privacy,
            .privacy(
                state: .privacy(
                    consents: [
                        ConsentRow(purpose: .pushes, title: "Уведомления", text: "", kind: .given, kindText: "Дано", history: []),
                        ConsentRow(
                            purpose: .otherAdults, title: "Имена взрослых", text: "Имя хранится на телефоне", kind: .notAsked,
                            kindText: "Не спрашивали", history: []),
                    ], holdsText: "", exportText: "", deleteText: "")))
        try await shown.press("Назвать другого взрослого")
        #expect(shown.button("Добавить в заявление")?.isEnabled == false)
        try await shown.sees("Имя хранится на телефоне")
        #expect(shown.tree.find(.toggle, "Уведомления Дано") == nil)
        try await shown.press("Имена взрослых Не спрашивали")
        try await eventually("the consent") { core.actions == [.setConsent(purpose: .otherAdults, given: true)] }
        try await shown.type("Мария Волкова", into: "Имя и фамилия")
        #expect(shown.tree.find(.picker, "Что видит")?.value == "Только проходы", "fewer rights unless chosen")
        try await shown.press("Добавить в заявление")
        try await eventually("the name") {
            guard case .nameAdult(Sample.child, "Мария Волкова", .entries, let until) = core.actions.last else { return false }
            return until != nil
        }
        #expect(shown.pocket.asked == ["Подтвердите, кто видит ребёнка"])
        try await shown.press("Убрать")
        try await eventually("the end") { core.actions.last == .forgetAdult(id: "adult-1") }
    }

    @Test func consentsAreSwitchedOneByOneAndEverythingIsDeletedAfterAQuestion() async throws {
        core.show(
            .privacy,
            .privacy(
                state: .privacy(
                    consents: [
                        ConsentRow(
                            purpose: .pushes, title: "Уведомления", text: "Что это значит", kind: .notAsked, kindText: "Не спрашивали",
                            history: [])
                    ], holdsText: "Что лежит на телефоне", exportText: "Файл со всем", deleteText: "Всё исчезнет")))
        let shown = open(.privacy)
        shown.face.entriesBreakThrough = true
        try await shown.press("Уведомления Не спрашивали")
        try await eventually("the consent") { core.actions == [.setConsent(purpose: .pushes, given: true)] }
        try await shown.press("Забрать свои данные")
        try await shown.until("the file") { $0.find(.link, "Передать файл")?.value?.hasSuffix("school-card.json") == true }
        try await shown.press("Удалить всё с этого телефона")
        #expect(shown.tree.has("Всё исчезнет"))
        #expect(core.deletions == 0)
        shown.pocket.isOwner = false
        try await shown.press("Удалить")
        try await eventually("the question") { shown.pocket.asked.count == 2 }
        #expect(core.deletions == 0, "another hand deletes nothing")
        shown.pocket.isOwner = true
        try await shown.press("Удалить всё с этого телефона")
        try await shown.press("Удалить")
        try await eventually("the deletion, and another name") { core.deletions == 1 && shown.pocket.begunAnew == 1 }
        #expect(!shown.face.entriesBreakThrough && !shown.pocket.entriesBreakThrough)
    }

    @Test func aStatementIsMadeWhenAskedForAndItsSumsAreDated() async throws {
        let month = Period(from: "2026-05-01", to: "2026-05-31")
        core.show(
            .statement(child: Sample.child, period: month),
            .statement(
                state: .statement(
                    person: Sample.child, name: "Алиса", period: month, countsText: "Операций: 12",
                    sumsText: "Потрачено 312,00\u{a0}₽", freshness: Sample.freshness(.cached), asOfText: "на 11:30",
                    unreadText: "Два дня не прочитаны", notices: [])))
        let shown = open(.statement(child: Sample.child))
        try await shown.sees("Потрачено 312,00\u{a0}₽")
        #expect(shown.tree.has("Два дня не прочитаны"))
        expectDated(shown)
        try await shown.press("Сделать выписку")
        try await shown.until("the files") { $0.find(.link, "Таблица") != nil && $0.find(.link, "Напечатать или отправить") != nil }
    }
}
