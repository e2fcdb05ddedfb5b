import Foundation
import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// Home and the ways from it, in each state.
@MainActor @Suite struct HomeViewTests {
    let core = PaperCore()

    init() { core.show(.signIn, .signIn(state: .signedIn(name: "Анна"))) }

    @Test func beforeTheCoreSpeaksTheSavedFileIsShownWithItsDates() async throws {
        let file = #"""
            {"version":1,"locale":"ru","saved_at_millis":1,"holds_until_millis":2,"children":[{"person_id":"p","name":"Алиса Волкова",
            "presence_text":"В школе","presence_as_of_text":"на 11:30","balance_text":"174,10 ₽","balance_spoken":"сто семьдесят четыре рубля",
            "balance_as_of_text":"на 11:31","today_text":"Сегодня 1 покупка на 20 ₽","today_as_of_text":"на 11:32"}]}
            """#
        let shown = Shown(core, snapshot: HomeSnapshot.parse(Data(file.utf8)))
        for words in ["Сохранённые данные, обновляем", "Алиса Волкова", "на 11:30", "174,10 ₽", "на 11:31", "на 11:32"] {
            #expect(shown.tree.has(words), "\(words)")
        }
        #expect(shown.heard.contains("сто семьдесят четыре рубля"))
        expectDated(shown)
        core.show(.home, Sample.home([Sample.card()]))
        try await shown.until("what the core says instead") { !$0.has("Сохранённые данные") && $0.has("174,10\u{a0}₽") }
    }

    @Test func withoutAFileItSaysThatItLoadsAndWhyThatTakesTime() async throws {
        let shown = Shown(core)
        #expect(shown.tree.has("Загружаем…"))
        core.show(.home, .home(state: .loading(notices: [Sample.offline])))
        try await shown.sees("Нет сети")
        // The wait has its reason: nothing turns for nothing.
        #expect(!shown.tree.all.contains { $0.role == .progress })
    }

    @Test func aChildIsShownWithEvidenceBalanceAndDates() async throws {
        core.show(.home, Sample.home([Sample.card()]))
        let shown = Shown(core)
        try await shown.sees("Алиса Волкова")
        for words in ["В школе с 08:06", "по турникету", "174,10\u{a0}₽", "Хватит до четверга, 14 мая", "на 11:30"] {
            #expect(shown.tree.has(words), "\(words)")
        }
        #expect(shown.heard.contains("В школе с 08:06, по турникету, Школа № 3107, на 11:30"))
        #expect(shown.heard.contains("сто семьдесят четыре рубля десять копеек"))
        #expect(!shown.heard.contains { $0.contains("₽") }, "VoiceOver says sums in words: \(shown.heard)")
        let runOut = try #require(shown.tree.all.first { $0.text.hasPrefix("Хватит до") })
        #expect(runOut.environment.asOf == .told("на 11:30"), "a forecast is as old as what it was made from")
        let header = try #require(shown.tree.heard.first { $0.label.hasPrefix("Алиса Волкова") })
        #expect(header.traits.contains(.isHeader))
        expectDated(shown)
    }

    @Test(arguments: [
        (DataState.live, "данные свежие"), (.cached, "сохранённые данные"), (.late, "данные запаздывают"),
        (.serviceDown, "школа не отвечает"),
    ])
    func howFarAFigureCanBeTrustedIsHeard(state: DataState, words: String) async throws {
        core.show(.home, Sample.home([Sample.card(balance: Sample.balance(state), todayState: state)]))
        let shown = Shown(core)
        try await shown.sees("Алиса Волкова")
        #expect(shown.tree.heard.filter { $0.label == "на 11:30" }.map(\.value) == [words, words])
    }

    @Test func lateAndUnknownPresenceDoesNotLookLikeGoodNews() async throws {
        let symbol: @MainActor (Shown) -> String? = { shown in
            shown.tree.all.first { $0.role == .image }?.text
        }
        core.show(.home, Sample.home([Sample.card(presence: Sample.presence(.unknown(since: nil, reason: .noData), "Нет данных"))]))
        let shown = Shown(core)
        try await shown.sees("Нет данных")
        #expect(symbol(shown) == "questionmark.circle")
        #expect(!shown.tree.has("В школе с"))
    }

    @Test func aBalanceThatIsNotKnownSaysWhy() async throws {
        core.show(.home, Sample.home([Sample.card(balance: .unavailable(text: "Школа не сообщает баланс"))]))
        let shown = Shown(core)
        try await shown.sees("Школа не сообщает баланс")
        #expect(!shown.tree.has("174,10"))
    }

    @Test func moneyThatNeedsAttentionIsSaidOnce() async throws {
        core.show(.home, Sample.home([Sample.card(attention: [Sample.low])]))
        let shown = Shown(core)
        try await shown.sees("это меньше порога")
        #expect(!shown.tree.has("Хватит до четверга"))
    }

    @Test func aDeadSignInOffersTheWayOutAndKeepsTheData() async throws {
        core.show(.signIn, .signIn(state: .needsSignIn(text: "Войдите снова")))
        core.show(.home, Sample.home([Sample.card(balance: Sample.balance(.cached))], [Sample.needsSignIn]))
        let shown = Shown(core)
        try await shown.sees("174,10\u{a0}₽")
        try await shown.press("Войти снова")
        try await shown.until("the sign-in page") { _ in shown.pocket.opened == ["https://school.example/sign-in"] }
    }

    @Test func theFirstReadingOfTheHistoryIsTold() async throws {
        core.show(.home, Sample.home([Sample.card()], [], .firstSync(events: 10, reached: nil, text: "Читаем историю: 10 событий")))
        let shown = Shown(core)
        try await shown.sees("Читаем историю")
        #expect(shown.heard.contains { $0.contains("Читаем историю") })
    }

    @Test func pullingAsksTheSchoolForTheLatest() async throws {
        core.show(.home, Sample.home([Sample.card()]))
        let shown = Shown(core)
        try await shown.sees("Алиса Волкова")
        try await shown.pull()
        #expect(core.refreshed == [.latest])
    }

    @Test(arguments: [("Проходы", Screen.visits(child: Sample.child, period: Sample.fortnight)),
        ("Питание", .meals(child: Sample.child, period: Sample.fortnight)),
        ("Деньги", .money(child: Sample.child, period: Sample.fortnight))])
    func aPressLeadsToTheChildsScreenAndBack(title: String, screen: Screen) async throws {
        core.show(.home, Sample.home([Sample.card()]))
        let shown = Shown(core)
        try await shown.press(title)
        try await shown.until("the screen \(title)") { _ in core.observed.contains(screen) }
        #expect(!shown.tree.has("Алиса Волкова"), "home lies below")
        try await shown.until("home rests meanwhile") { _ in !core.observed.contains(.home) }
        try await shown.press("‹")
        try await shown.sees("Алиса Волкова")
    }

    @Test func topUpOpensAboveHomeByButtonAndBySwipe() async throws {
        core.show(.home, Sample.home([Sample.card()]))
        let shown = Shown(core)
        try await shown.sees("Алиса Волкова")
        let swipe = try #require(shown.tree.all.first { $0.role == .swipe }?.find(.button, "Пополнить")?.actions[""])
        swipe()
        try await shown.until("the top-up") { $0.all.contains { $0.role == .sheet } }
        #expect(shown.tree.has("Алиса Волкова"))
        try await shown.press("Закрыть")
        #expect(!shown.tree.all.contains { $0.role == .sheet })
        try await shown.press("Пополнить")
        try await shown.until("the top-up's screen") { _ in core.observed.contains(.topUp(child: Sample.child)) }
    }

    @Test func signedOutTheSignInStandsThereAndHelpStaysReadable() async throws {
        core.show(.signIn, .signIn(state: .signedOut(text: "Войдите, чтобы видеть детей")))
        let shown = Shown(core)
        try await shown.sees("Войдите, чтобы видеть детей")
        #expect(shown.tree.has("Пароль вводится только на сайте mos.ru"))
        core.show(.help(topic: nil), .help(state: .topics(pages: [Sample.help(.lostCard, "Карта потерялась")])))
        core.show(.help(topic: .lostCard), .help(state: .topic(page: Sample.help(.lostCard, "Карта потерялась", ["Позвоните в школу"]))))
        try await shown.press("Помощь")
        try await shown.press("Карта потерялась")
        try await shown.sees("Позвоните в школу")
        try await shown.press("Настройки")
        #expect(shown.tree.has("Вы не вошли"))
    }

    @Test func awayFromTheFrontNothingOfAChildIsPictured() async throws {
        core.show(.home, Sample.home([Sample.card()]))
        let shown = Shown(core) { $0.scenePhase = .inactive }
        try await shown.sees("Алиса Волкова")
        let cover = try #require(shown.tree.all.last { $0.isHidden && $0.has("Школьная карта") }, "the cover")
        #expect(!cover.has("Алиса"))
        shown.host.set(\.scenePhase, .active)
        #expect(!shown.tree.all.contains { $0.isHidden && $0.has("Школьная карта") })
    }

    @Test func aSignInThatCannotBeginIsToldOnce() async throws {
        core.show(.signIn, .signIn(state: .signedOut(text: "Войдите")))
        core.failSignIn(with: .Offline)
        let shown = Shown(core)
        try await shown.press("Войти через mos.ru")
        try await shown.sees("Нет связи. Проверьте интернет")
        try await shown.press("Понятно")
        #expect(!shown.tree.has("Нет связи"))
    }
}

/// No sum stands outside the date it is of, and what is read is meant to be read.
@MainActor
func expectDated(_ shown: Shown, _ location: SourceLocation = #_sourceLocation) {
    let undated = shown.tree.all.filter { $0.text.contains("₽") && $0.text.contains(where: \.isNumber) && $0.environment.asOf == nil }
    #expect(undated.isEmpty, "undated: \(undated.map(\.text))", sourceLocation: location)
    let dates = Set(shown.tree.words)
    for node in shown.tree.all {
        if case .told(let date) = node.environment.asOf, !node.text.isEmpty, !dates.contains(date) {
            Issue.record("the date «\(date)» of «\(node.text)» is nowhere on the screen", sourceLocation: location)
        }
    }
    #expect(shown.host.complaints.isEmpty, sourceLocation: location)
    let symbols = shown.heard.filter { $0.wholeMatch(of: /[a-z.]+/) != nil }
    #expect(symbols.isEmpty, "symbols are read out", sourceLocation: location)
}
