import Foundation
import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The screens of one child, in each state.
@MainActor @Suite struct ChildScreensTests {
    let core = PaperCore()

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: nil)))
        core.show(.home, Sample.home([]))
    }

    func open(_ place: Place, _ change: (inout EnvironmentValues) -> Void = { _ in }) -> Shown {
        let shown = Shown(core, change)
        shown.trail.follow(place)
        return shown
    }

    func visits(_ period: Period) -> Screen { .visits(child: Sample.child, period: period) }

    @Test func everyScreenSaysThatItIsSignedOutOrThatTheChildIsGone() async throws {
        let child = Sample.child
        let screens: [(Place, Screen, ScreenState, ScreenState)] = [
            (.visits(child: child), visits(Sample.fortnight), .visits(state: .signedOut), .visits(state: .unknownChild)),
            (
                .meals(child: child), .meals(child: child, period: Sample.fortnight), .meals(state: .signedOut),
                .meals(state: .unknownChild)
            ),
            (
                .money(child: child), .money(child: child, period: Sample.fortnight), .money(state: .signedOut),
                .money(state: .unknownChild)
            ),
            (.payments(child: child), .payments(child: child), .payments(state: .signedOut), .payments(state: .unknownChild)),
            (.limits(child: child), .limits(child: child), .limits(state: .signedOut), .limits(state: .unknownChild)),
            (.cards(child: child), .cards(child: child), .cards(state: .signedOut), .cards(state: .unknownChild)),
            (.topUp(child: child), .topUp(child: child), .topUp(state: .signedOut), .topUp(state: .unknownChild)),
        ]
        for (place, screen, signedOut, unknown) in screens {
            core.show(screen, signedOut)
            let shown = open(place)
            try await shown.sees("Вы не вошли")
            #expect(shown.button("Войти через mos.ru") != nil)
            core.show(screen, unknown)
            try await shown.sees("Этого ребёнка больше нет в вашей учётной записи.")
        }
    }

    @Test func whileLoadingTheReasonIsSaid() async throws {
        let screens: [(Place, Screen, ScreenState)] = [
            (.visits(child: Sample.child), visits(Sample.fortnight), .visits(state: .loading(notices: [Sample.offline]))),
            (
                .meals(child: Sample.child), .meals(child: Sample.child, period: Sample.fortnight),
                .meals(state: .loading(notices: [Sample.offline]))
            ),
            (
                .money(child: Sample.child), .money(child: Sample.child, period: Sample.fortnight),
                .money(state: .loading(notices: [Sample.offline]))
            ),
        ]
        for (place, screen, loading) in screens {
            let shown = open(place)
            try await shown.sees("Загружаем…")
            core.show(screen, loading)
            try await shown.sees("Нет сети")
            #expect(!shown.tree.has("Загружаем…"))
        }
    }

    @Test func visitsAreSeenAsWrittenAndHeardInWords() async throws {
        core.show(visits(Sample.fortnight), Sample.visits([VisitDay(date: "2026-05-12", title: "Вторник, 12 мая", visits: [Sample.visit])]))
        let shown = open(.visits(child: Sample.child))
        try await shown.sees("08:06 – 14:30")
        for words in ["Вторник, 12 мая", "6 ч 24 мин", "Узнали позже", "бабушка"] { #expect(shown.tree.has(words), "\(words)") }
        let heard = try #require(shown.heard.first { $0.contains("Вход в восемь ноль шесть, выход в четырнадцать тридцать") })
        #expect(heard.contains("Узнали позже") && heard.contains("бабушка"))
        #expect(!heard.contains("6 ч"), "the length is in the spoken words")
        expectDated(shown)
    }

    @Test func anEmptyStretchSaysSoInsteadOfShowingNothing() async throws {
        core.show(visits(Sample.fortnight), Sample.visits([], empty: "Проходов не было"))
        let shown = open(.visits(child: Sample.child))
        try await shown.sees("Проходов не было")
    }

    @Test func earlierDaysAreAskedForAndPresenceStaysWithToday() async throws {
        core.show(visits(Sample.fortnight), Sample.visits([]))
        let before = Period(from: "2026-04-15", to: "2026-04-28")
        core.show(visits(before), Sample.visits([], empty: "Каникулы", period: before))
        let shown = open(.visits(child: Sample.child))
        try await shown.sees("В школе с 08:06")
        #expect(shown.button("Позже")?.isEnabled == false, "there is nothing past today")
        try await shown.press("Раньше")
        try await shown.sees("Каникулы")
        #expect(!shown.tree.has("В школе с 08:06"), "where the child is now says nothing of April")
        #expect(shown.tree.has("15"), "\(shown.tree.words)")
        try await shown.until("the days before are let go") { _ in !core.observed.contains(visits(Sample.fortnight)) }
        try await shown.press("Позже")
        try await shown.sees("В школе с 08:06")
    }

    @Test func theWeekIsATimelineWhoseBarsAreHeard() async throws {
        let week = Period(from: "2026-05-11", to: "2026-05-17")
        let days = [VisitDay(date: "2026-05-12", title: "Вторник, 12 мая", visits: [Sample.visit, Sample.halfVisit])]
        core.show(visits(Sample.fortnight), Sample.visits([]))
        core.show(visits(week), Sample.visits(days, period: week))
        let shown = open(.visits(child: Sample.child))
        try await shown.press("Неделя")
        try await shown.until("the timeline") { $0.all.contains { $0.role == .chart } }
        let marks = shown.tree.all.filter { $0.role == .mark }
        #expect(marks.count == 2)
        #expect(marks.map(\.value) == [Sample.visit.spoken, Sample.halfVisit.spoken])
        #expect(marks.allSatisfy { $0.title.contains("12") })
        #expect(shown.tree.has("08:06 – 14:30"), "the list below says the same")
    }

    @Test func theMonthIsACalendarExceptAtAccessibilitySizes() async throws {
        let month = Period(from: "2026-05-01", to: "2026-05-31")
        let days = [VisitDay(date: "2026-05-12", title: "Вторник, 12 мая", visits: [Sample.visit])]
        core.show(visits(Sample.fortnight), Sample.visits([]))
        core.show(visits(month), Sample.visits(days, period: month))
        let shown = open(.visits(child: Sample.child))
        try await shown.press("Месяц")
        try await shown.until("the calendar") { $0.heard.contains { $0.value == "был проход" } }
        #expect(shown.tree.heard.filter { $0.value == "был проход" }.map(\.label) == ["12 мая"])
        #expect(shown.tree.heard.filter { $0.value == "проходов нет" }.count == 30)
        shown.host.set(\.dynamicTypeSize, .accessibility3)
        #expect(!shown.tree.heard.contains { $0.value == "был проход" })
        #expect(shown.tree.has("08:06 – 14:30"))
    }

    @Test func aPurchaseIsOneStopThatSaysEverything() async throws {
        let purchase = PurchaseRow(
            id: "p", at: Sample.at, kind: .buffet, status: .issued, total: 4000, items: [], title: "Буфет", totalText: "40\u{a0}₽",
            spoken: "Буфет, две булочки, сорок рублей", itemTexts: ["Булочка 20\u{a0}₽", "Булочка 20\u{a0}₽"])
        core.show(
            .meals(child: Sample.child, period: Sample.fortnight),
            .meals(
                state: .days(
                    person: Sample.child, name: "Алиса", period: Sample.fortnight, freshness: Sample.freshness(.late),
                    asOfText: "данные на вчера", days: [
                        MealDay(date: "2026-05-12", title: "Вторник", spent: 4000, spentText: "Всего 40\u{a0}₽", purchases: [purchase])
                    ], emptyText: "", unread: [], unreadText: "Первое мая ещё не прочитано", notices: [], progress: .refreshing)))
        let shown = open(.meals(child: Sample.child))
        try await shown.sees("Буфет")
        #expect(shown.tree.words.filter { $0 == "Булочка 20\u{a0}₽" }.count == 2, "two of the same are two")
        #expect(shown.heard.filter { $0.contains("булочк") } == ["Буфет, две булочки, сорок рублей"])
        #expect(shown.tree.has("Первое мая ещё не прочитано"))
        #expect(shown.tree.heard.contains { $0.label == "данные на вчера" && $0.value == "данные запаздывают" })
        expectDated(shown)
    }

    @Test func moneyShowsTheBalanceTheChecksTheChartAndWhatWasEdited() async throws {
        let movement = MovementRow(
            id: "m", at: Sample.at, kind: .purchase, sum: -4000, balanceAfter: 17410, edited: true, title: "Покупка",
            sumText: "−40\u{a0}₽", spoken: "Покупка, минус сорок рублей", editText: "Школа изменила сумму")
        core.show(
            .money(child: Sample.child, period: Sample.fortnight),
            .money(
                state: .account(
                    person: Sample.child, name: "Алиса", account: 1, period: Sample.fortnight, balance: Sample.balance(.serviceDown),
                    runOut: Sample.runOut, freshness: Sample.freshness(.serviceDown), asOfText: "на 11:30",
                    days: [MovementDay(date: "2026-05-12", title: "Вторник", movements: [movement])],
                    spending: [SpendingBar(date: "2026-05-12", label: "вт 12", spent: 4000, text: "40\u{a0}₽", perMille: 1000)],
                    spendingByKind: SpendingByKind(total: 0, totalText: "", weeks: [], months: [], kinds: []),
                    bills: .checked(
                        period: Sample.fortnight, text: "Есть вопросы",
                        findings: [FindingRow(kind: .chargedTwice, date: "2026-05-12", text: "Дважды 40\u{a0}₽", spoken: "Дважды сорок")]),
                    emptyText: "", unread: [], unreadText: "", notices: [Sample.down], progress: .idle(lastSuccess: nil))))
        let shown = open(.money(child: Sample.child))
        try await shown.sees("174,10\u{a0}₽")
        for words in ["Школьный сервис не отвечает.", "Есть вопросы", "Дважды 40\u{a0}₽", "Школа изменила сумму"] {
            #expect(shown.tree.has(words), "\(words)")
        }
        #expect(shown.heard.contains("Дважды сорок"))
        #expect(shown.tree.heard.contains { $0.label == "Покупка, минус сорок рублей" && $0.value == "Школа изменила сумму" })
        let mark = try #require(shown.tree.all.first { $0.role == .mark })
        #expect(mark.title == "вт 12" && mark.value == "40\u{a0}₽")
        #expect(shown.tree.heard.contains { $0.label == "на 11:30" && $0.value == "школа не отвечает" })
        expectDated(shown)
        shown.host.set(\.dynamicTypeSize, .accessibility5)
        #expect(!shown.tree.all.contains { $0.role == .chart }, "bars do not fit beside names of this size")
        #expect(shown.tree.has("вт 12"))
        try await shown.press("Лимиты")
        try await shown.until("the limits") { _ in core.observed.contains(.limits(child: Sample.child)) }
    }

    @Test func aReceiptIsOpenedInTheBrowserByButtonAndBySwipe() async throws {
        let row: (String, PaymentStatus, String?) -> PaymentRow = {
            PaymentRow(
                id: $0, at: Sample.at, amount: 50000, status: $1, title: "Пополнение \($0)", sumText: "500\u{a0}₽",
                spoken: "Пополнение \($0) на пятьсот рублей", receipt: $2)
        }
        core.show(
            .payments(child: Sample.child),
            .payments(
                state: .payments(
                    person: Sample.child, name: "Алиса", rows: [row("a", .approved, "https://bank.example/a"), row("b", .declined, nil)],
                    freshness: Sample.freshness(.cached), asOfText: "на 11:30", emptyText: "", notices: [])))
        let shown = open(.payments(child: Sample.child))
        try await shown.sees("Пополнение a")
        #expect(shown.tree.all.filter { $0.role == .button && $0.title == "Открыть чек" }.count == 2, "a button and a swipe, of one row")
        try await shown.press("Открыть чек")
        #expect(shown.pocket.opened == ["https://bank.example/a"])
        #expect(shown.heard.contains("Пополнение b на пятьсот рублей"))
        expectDated(shown)
    }

    @Test func paymentsThatWereNeverReadCanBeAskedFor() async throws {
        core.show(.payments(child: Sample.child), .payments(state: .notRead(text: "Платежи ещё не прочитаны", notices: [Sample.offline])))
        let shown = open(.payments(child: Sample.child))
        try await shown.sees("Платежи ещё не прочитаны")
        try await shown.press("Обновить")
        try await eventually("the request") { core.actions == [.refresh(scope: .payments)] }
    }

    @Test func limitsAreSentOnlyWhenChangedAskedForAndConfirmed() async throws {
        core.show(.limits(child: Sample.child), Sample.limits())
        let shown = open(.limits(child: Sample.child))
        try await shown.sees("Не больше 300\u{a0}₽ в день")
        #expect(shown.tree.find(.picker, "Лимит на день")?.value == "300\u{a0}₽")
        #expect(shown.button("Сохранить")?.isEnabled == false)
        try await shown.press("500\u{a0}₽")
        try await shown.press("Сохранить")
        #expect(shown.tree.has("Отправить новые правила в школу?"))
        #expect(core.actions.isEmpty)
        try await shown.press("Отправить")
        let wanted = SpendingRules(dayLimit: 50000, warnBelow: nil)
        try await eventually("the change") {
            core.actions == [.setSpendingRules(child: Sample.child, seen: Sample.rules, wanted: wanted)]
        }
        #expect(shown.pocket.asked == ["Подтвердите новые правила"])
        expectDated(shown)
    }

    @Test(arguments: [
        (ChangeKind.waiting, true), (.sending, false), (.done, false), (.conflict, false), (.refused, false), (.expired, false),
        (.cancelled, false),
    ])
    func aChangeUnderWayIsToldAndMayBeTakenBackWhileItWaits(kind: ChangeKind, mayBeTakenBack: Bool) async throws {
        let change = LimitsChange(id: "change-1", kind: kind, wanted: Sample.rules, theirs: nil, text: "Отправим, когда будет сеть")
        core.show(.limits(child: Sample.child), Sample.limits(change))
        let shown = open(.limits(child: Sample.child))
        try await shown.sees("Отправим, когда будет сеть")
        #expect((shown.button("Не отправлять") != nil) == mayBeTakenBack)
        if mayBeTakenBack {
            try await shown.press("Не отправлять")
            try await eventually("the retreat") { core.actions == [.cancelSpendingRules(id: "change-1")] }
        }
    }

    @Test func aChangeThatArrivesIsFelt() async throws {
        let change: (ChangeKind) -> LimitsChange = { LimitsChange(id: "c", kind: $0, wanted: Sample.rules, theirs: nil, text: "\($0)") }
        core.show(.limits(child: Sample.child), Sample.limits(change(.sending)))
        let shown = open(.limits(child: Sample.child))
        try await shown.sees("sending")
        core.show(.limits(child: Sample.child), Sample.limits(change(.done)))
        try await shown.sees("done")
        #expect(shown.host.feedback == [.success])
    }
}
