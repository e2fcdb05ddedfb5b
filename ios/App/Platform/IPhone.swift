import AuthenticationServices
import Foundation
import LocalAuthentication
import SchoolCardKit
import UIKit
import UserNotifications

/// What the screens ask of an iPhone.
@MainActor
final class IPhone: NSObject, Platform {
    private let redirect: String
    private let installation: Installation
    private let reopen: @MainActor () async -> Void
    private var session: ASWebAuthenticationSession?

    /// `reopen` opens the core again as if for the first time.
    init(redirect: String, installation: Installation, reopen: @escaping @MainActor () async -> Void) {
        self.redirect = redirect
        self.installation = installation
        self.reopen = reopen
    }

    func today() -> LocalDate { SchoolCalendar.day() }

    func open(_ url: String) {
        // Addresses come from a server: only pages are opened, never another app's own links.
        guard let page = URL(string: url), page.scheme == "https" || page.host == "127.0.0.1" else { return }
        UIApplication.shared.open(page)
    }

    func signIn(at url: String) async -> String? {
        guard let page = URL(string: url), let back = URL(string: redirect), let host = back.host else { return nil }
        return await withCheckedContinuation { continuation in
            let answer = OneAnswer<String?> { continuation.resume(returning: $0) }
            let session = ASWebAuthenticationSession(url: page, callback: .https(host: host, path: back.path)) { address, _ in
                answer.give(address?.absoluteString)
            }
            session.presentationContextProvider = self
            // What the parent typed in another tab is of no use here, and nothing of this sign-in stays in the browser.
            session.prefersEphemeralWebBrowserSession = true
            self.session = session
            if !session.start() { answer.give(nil) }
        }
    }

    func copy(_ text: String) {
        UIPasteboard.general.setItems(
            [["public.utf8-plain-text": text]], options: [.localOnly: true, .expirationDate: Date(timeIntervalSinceNow: 120)])
    }

    func confirmIdentity(_ reason: String) async -> Bool {
        let context = LAContext()
        // A face, a finger, or the phone's own code. A phone that has no lock has nothing to ask for.
        guard context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) else { return true }
        return (try? await context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)) ?? false
    }

    func askForNotifications() async -> Bool {
        let allowed = (try? await UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound, .badge])) ?? false
        if allowed { UIApplication.shared.registerForRemoteNotifications() }
        return allowed
    }

    var entriesBreakThrough: Bool {
        get { installation.shared.entriesBreakThrough }
        set { installation.shared.entriesBreakThrough = newValue }
    }

    func beginAnew() async {
        installation.forget()
        await reopen()
    }
}

extension IPhone: ASWebAuthenticationPresentationContextProviding {
    func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor {
        let scene = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first
        return scene?.keyWindow ?? ASPresentationAnchor()
    }
}
