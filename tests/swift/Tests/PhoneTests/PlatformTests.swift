import AuthenticationServices
import BackgroundTasks
import Foundation
import LocalAuthentication
import SchoolCardKit
import Testing
import UIKit
import UserNotifications

@testable import SchoolCardViews

/// What the app says to the system, against the stand-ins of Apple's kits.
@MainActor @Suite(.serialized) struct PlatformTests {
    static let directory = FileManager.default.temporaryDirectory.appendingPathComponent("group-\(UUID().uuidString)")
    let files: SharedFiles
    let installation: Installation
    let phone: IPhone

    init() throws {
        try FileManager.default.createDirectory(at: Self.directory, withIntermediateDirectories: true)
        files = SharedFiles(directory: Self.directory)
        installation = Installation(own: Self.directory, shared: files)
        phone = IPhone(redirect: "https://app.example/back", installation: installation) {}
    }

    @Test func onlyPagesAreOpened() {
        for url in ["tel:112", "sms:1", "file:///etc/passwd", "http://example.com", "javascript:1", "школа", ""] { phone.open(url) }
        #expect(UIApplication.shared.opened.isEmpty)
        phone.open("https://pay.example/1")
        #expect(UIApplication.shared.opened.map(\.absoluteString) == ["https://pay.example/1"])
    }

    @Test func theSignInEndsWhereItBeganOrNowhere() async {
        ASWebAuthenticationSession.browser = { _ in URL(string: "https://app.example/back?code=1") }
        #expect(await phone.signIn(at: "https://login.example") == "https://app.example/back?code=1")
        ASWebAuthenticationSession.browser = { _ in URL(string: "https://evil.example/back?code=1") }
        #expect(await phone.signIn(at: "https://login.example") == nil)
        ASWebAuthenticationSession.browser = nil
        #expect(await phone.signIn(at: "https://login.example") == nil)
        #expect(await phone.signIn(at: "") == nil)
    }

    @Test func moneyIsConfirmedByWhomThePhoneBelongsTo() async {
        LAContext.owner.withLock { $0 = true }
        #expect(await phone.confirmIdentity("reason"))
        LAContext.owner.withLock { $0 = false }
        #expect(await phone.confirmIdentity("reason") == false)
        LAContext.owner.withLock { $0 = nil }
        #expect(await phone.confirmIdentity("reason"), "a phone without a lock has nothing to ask for")
    }

    @Test func whatIsCopiedStaysOnThisPhoneAndNotForLong() throws {
        phone.copy("2040311")
        let options = UIPasteboard.general.options
        #expect(options[.localOnly] as? Bool == true)
        let until = try #require(options[.expirationDate] as? Date)
        #expect(until.timeIntervalSinceNow < 300)
    }

    @Test func thePermissionIsAskedForAndThenThePushService() async {
        UNUserNotificationCenter.current().choose(.denied)
        let before = UIApplication.shared.registrations
        #expect(await phone.askForNotifications() == false)
        #expect(UIApplication.shared.registrations == before)
        UNUserNotificationCenter.current().choose(.notDetermined)
        #expect(await phone.askForNotifications())
        #expect(UIApplication.shared.registrations == before + 1)
    }

    @Test func afterEverythingIsDeletedThePhoneHasAnotherNameAndNothingBreaksThrough() async throws {
        let name = try installation.deviceId()
        #expect(try installation.deviceId() == name)
        phone.entriesBreakThrough = true
        var names: [String] = []
        let phone = IPhone(redirect: "https://app.example/back", installation: installation) {
            names.append((try? installation.deviceId()) ?? "")
        }
        await phone.beginAnew()
        #expect(!files.entriesBreakThrough && !phone.entriesBreakThrough)
        #expect(names.count == 1 && names.first != name, "opened again under the new name")
    }

    @Test func aNotificationCarriesThePlaceAndNothingOfTheChild() async throws {
        let center = UNUserNotificationCenter.current()
        let alert = AlertToPost(
            key: "k", revision: 0, kind: .exit, channel: .entryExit, child: "p", at: Date(), title: "Маша вышла", body: "Школа № 1",
            spoken: "", neutralTitle: "Школьная карта", neutralBody: "Есть новости", fullWhenLocked: false, sound: true)
        #expect(await Notifier().post(NotificationWords(alert, entriesBreakThrough: true), key: alert.key, place: .alerts))
        let content = try #require(center.shown["k"]).content
        #expect(content.title == "Школьная карта" && content.body == "Есть новости")
        #expect(content.interruptionLevel == .timeSensitive && content.sound != nil)
        #expect(content.userInfo as? [String: String] == ["place": "alerts"])
        let delegate = AppDelegate()
        await delegate.userNotificationCenter(center, didReceive: UNNotificationResponse(notification: UNNotification(request: center.shown["k"]!)))
        #expect(delegate.route.place == .alerts)
        let own = await delegate.userNotificationCenter(center, willPresent: UNNotification(request: center.shown["k"]!))
        #expect(own == [.banner, .list, .sound])
        await Notifier().clear()
        #expect(center.shown.isEmpty)
    }

    @Test func theSystemIsAskedForTimeUnderTheNameOfTheProject() throws {
        let now = Date()
        BackgroundRefresh.schedule(now: now)
        let earliest = try #require(BGTaskScheduler.shared.requests[RefreshPlan.task]) ?? now
        #expect(earliest == RefreshPlan.next(after: now) && earliest > now)
    }

    @Test func aBuildWithoutItsSettingsIsNone() {
        let whole: [String: Any] = [
            "LoginURL": "l", "SchoolURL": "s", "PayURL": "p", "ClientID": "c", "RedirectURI": "r", "AppGroup": "g", "KeychainGroup": "k",
        ]
        #expect(Build(whole)?.redirectURI == "r")
        for key in whole.keys { #expect(Build(whole.filter { $0.key != key }) == nil, "\(key)") }
    }
}
