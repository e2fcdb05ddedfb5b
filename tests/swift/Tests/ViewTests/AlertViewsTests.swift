import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The feed of alerts and what a parent wants to be told.
@MainActor @Suite struct AlertViewsTests {
    let core = PaperCore()

    init() {
        core.show(.signIn, .signIn(state: .signedIn(name: nil)))
        core.show(.home, Sample.home([]))
    }

    func open(_ place: Place) -> Shown {
        let shown = Shown(core)
        shown.trail.follow(place)
        return shown
    }

    @Test func anAlertIsOneStopThatSaysWhatWhenHowLateAndWhySilent() async throws {
        core.show(.alerts, Sample.feed([Sample.alert("1", unread: true), Sample.alert("2", unread: false)]))
        let shown = open(.alerts)
        try await shown.sees("Алиса в школе")
        let heard = shown.heard.filter { $0.contains("Алиса вошла") }
        #expect(heard == [
            "Новое, Алиса вошла в школу в восемь ноль шесть, сегодня в 08:06, узнали на 4 мин позже, было тихо",
            "Алиса вошла в школу в восемь ноль шесть, сегодня в 08:06, узнали на 4 мин позже, было тихо",
        ])
        #expect(shown.tree.has("Уведомления молчат"), "that no push comes is told")
        #expect(shown.tree.all.contains { $0.rotors["Новое"] == ["Алиса в школе"] })
        expectDated(shown)
    }

    @Test func anEmptyFeedSaysSo() async throws {
        core.show(.alerts, Sample.feed([], empty: "Пока ничего не случилось"))
        let shown = open(.alerts)
        try await shown.sees("Пока ничего не случилось")
    }

    @Test func whoeverLeavesTheFeedHasReadIt() async throws {
        core.show(.alerts, Sample.feed([Sample.alert("1", unread: true)]))
        let shown = open(.alerts)
        try await shown.sees("Алиса в школе")
        #expect(core.actions.isEmpty, "while they look, what is new stays marked")
        try await shown.press("Главная")
        _ = shown.tree
        try await eventually("the mark") { core.actions == [.markAlertsRead] }
    }

    @Test func aSwitchSendsTheWishAndShowsWhatTheCoreSays() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        try await shown.press("Вход в школу")
        try await eventually("the wish") {
            core.actions == [.setAlertChoice(child: Sample.child, kind: .entry, choice: AlertChoice(push: false, hours: nil))]
        }
        #expect(shown.tree.find(.toggle, "Вход в школу")?.value == "1", "it turns when the core says so")
    }

    @Test func entriesBreakThroughAFocusOnlyWhenTheParentSaysSo() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        let title = "Вход и выход — даже в режиме «Не беспокоить»"
        try await shown.sees(title)
        #expect(shown.tree.find(.toggle, title)?.value == "0" && !shown.pocket.entriesBreakThrough)
        try await shown.press(title)
        #expect(shown.tree.find(.toggle, title)?.value == "1" && shown.pocket.entriesBreakThrough)
        try await shown.press(title)
        #expect(!shown.pocket.entriesBreakThrough && core.actions.isEmpty, "the phone's own choice")
    }

    @Test func theBellIsSetMovedAndTakenAway() async throws {
        core.show(.notificationSettings, Sample.settings(bell: nil))
        let shown = open(.notifications)
        func late(_ tree: Node) -> Node? { tree.all.first { $0.role == .toggle && $0.title.contains("Отмечать опоздания") } }
        try await shown.until("the switch") { late($0)?.value == "0" && $0.find(.field, "Звонок на первый урок") == nil }
        late(shown.tree)?.actions[""]?()
        try await eventually("a bell") { core.actions == [.setBell(child: Sample.child, bell: "08:30")] }
        core.show(.notificationSettings, Sample.settings(bell: "08:30"))
        try await shown.until("its time") { $0.find(.field, "Звонок на первый урок")?.value == "08:30" }
        try await shown.type("09:00", into: "Звонок на первый урок")
        try await eventually("another bell") { core.actions.last == .setBell(child: Sample.child, bell: "09:00") }
        late(shown.tree)?.actions[""]?()
        try await eventually("no bell") { core.actions.last == .setBell(child: Sample.child, bell: nil) }
    }

    @Test func theSchoolsSwitchIsSentWithWhatWasSeen() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        try await shown.press("По почте")
        let off = NotificationSwitch(on: false, from: nil, to: nil)
        let on = NotificationSwitch(on: true, from: nil, to: nil)
        try await eventually("the wish") { core.actions == [.setNotification(id: 12, channel: .email, seen: off, wanted: on)] }
        #expect(shown.tree.has("Отправим, когда будет сеть"))
        try await shown.press("Не отправлять")
        try await eventually("the retreat") { core.actions.last == .cancelNotification(id: "change-1") }
    }

    @Test func quietHoursSetElsewhereStandBesideTheOfferedNight() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        try await shown.until("the choice") { $0.find(.picker, "Тихие часы")?.value == "22:00 – 06:30" }
        try await shown.press("21:00 – 07:00")
        try await eventually("the wish") { core.actions == [.setQuietHours(hours: Hours(from: "21:00", to: "07:00"))] }
        try await shown.press("Нет")
        try await eventually("the wish") { core.actions.last == .setQuietHours(hours: nil) }
    }

    @Test func thePermissionIsAskedForAfterTheReasons() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        try await shown.sees("На заблокированном экране не будет ни имени, ни школы, ни суммы.")
        #expect(shown.pocket.askedForNotifications == 0)
        try await shown.press("Разрешить уведомления")
        try await eventually("the question") { shown.pocket.askedForNotifications == 1 }
    }

    @Test func detailsOnTheLockedScreenAndTheResetsAreWishesToo() async throws {
        core.show(.notificationSettings, Sample.settings)
        let shown = open(.notifications)
        try await shown.press("Подробности на заблокированном экране")
        try await eventually("details") { core.actions.last == .setFullWhenLocked(on: true) }
        try await shown.press("Вернуть, как было сначала")
        try await eventually("the reset") { core.actions.last == .resetAlertChoices }
        try await shown.press("Вернуть настройки школы")
        try await eventually("the school's reset") { core.actions.last == .resetNotifications }
    }
}
