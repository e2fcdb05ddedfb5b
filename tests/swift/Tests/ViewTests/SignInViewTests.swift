import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The sign-in, in each state.
@MainActor @Suite struct SignInViewTests {
    let core = PaperCore()

    @Test func whileThePageIsOpenItCanBeOpenedAgainOrGivenUp() async throws {
        core.show(.signIn, .signIn(state: .awaitingRedirect(url: "https://school.example/again", text: "Закончите вход в браузере")))
        let shown = Shown(core)
        shown.pocket.redirect = { _ in "school-card://signed-in?code=1" }
        try await shown.sees("Закончите вход в браузере")
        #expect(shown.button("Войти через mos.ru") == nil, "no second sign-in beside the first")
        try await shown.press("Открыть страницу входа")
        try await shown.until("the page") { _ in shown.pocket.opened == ["https://school.example/again"] }
        try await shown.press("Отменить вход")
        try await eventually("the cancellation") { core.actions == [.cancelSignIn] }
    }

    @Test func aFailureSaysWhyAndOffersAnotherTry() async throws {
        core.show(.signIn, .signIn(state: .failed(trouble: .notAParent, text: "Эта запись не родителя")))
        let shown = Shown(core)
        try await shown.sees("Эта запись не родителя")
        #expect(shown.button("Войти через mos.ru") != nil)
    }

    @Test func whatGoesOnIsHeardAndNothingCanBePressedTwice() async throws {
        core.show(.signIn, .signIn(state: .working(text: "Входим…")))
        let shown = Shown(core)
        try await shown.sees("Входим…")
        let heard = try #require(shown.tree.heard.first { $0.label == "Входим…" })
        #expect(heard.traits.contains(.updatesFrequently))
        #expect(shown.button("Войти через mos.ru") == nil)
    }

    @Test func signingOutIsAskedForTwice() async throws {
        core.show(.signIn, .signIn(state: .signedIn(name: "Анна Волкова")))
        let shown = Shown(core)
        try await shown.press("Настройки")
        try await shown.sees("Анна Волкова")
        try await shown.press("Выйти")
        #expect(shown.tree.has("Сохранённые данные будут удалены с этого телефона."))
        #expect(core.actions.isEmpty)
        try await shown.press("Остаться")
        #expect(core.actions.isEmpty)
        try await shown.press("Выйти")
        let sure = try #require(shown.tree.all.first { $0.role == .dialog }?.find(.button, "Выйти")?.actions[""])
        sure()
        try await eventually("the sign-out") { core.actions == [.signOut] }
    }

    @Test func howToConnectLeadsToHelp() async throws {
        core.show(.signIn, .signIn(state: .signedOut(text: "Войдите")))
        let shown = Shown(core)
        try await shown.press("Как подключиться")
        #expect(shown.trail.tab == .help)
        #expect(shown.trail.topics == [.connecting])
    }
}
