import Foundation
import Observation
import SchoolCardKit
import UIKit
import WidgetKit

/// The one core of the process: opened off the main thread, handed to the screens, brought in order when the system
/// suspends the app.
@MainActor @Observable
final class Core {
    static let shared = Core()

    /// What the screens need; nil until the core is open.
    private(set) var face: Face?
    /// Why it could not be opened.
    private(set) var trouble: AppError?

    @ObservationIgnored private var opening: Task<Opened, any Error>?
    /// Puts up the alerts of the open core.
    @ObservationIgnored private var following: Task<Void, Never>?

    /// What an open core consists of.
    struct Opened: Sendable {
        let app: ParentApp
        let alerts: AlertPosting
        let installation: Installation
        let redirect: String
    }

    /// What home looked like when the app was last there, for the frames before the core speaks.
    func snapshot() -> HomeSnapshot? {
        AppGroup.directory.flatMap(HomeSnapshot.read(directory:))
    }

    /// The core, opened once.
    func opened() async throws -> Opened {
        let task = opening ?? Task.detached(priority: .userInitiated) { try Self.open() }
        opening = task
        do {
            let opened = try await task.value
            if face == nil {
                let phone = IPhone(redirect: opened.redirect, installation: opened.installation) { [weak self] in await self?.reopen() }
                face = Face(opened.app, platform: phone, redirectUri: opened.redirect)
                following = Task { await opened.alerts.follow() }
            }
            trouble = nil
            return opened
        } catch {
            // Before the first unlock the files cannot be read: the next one who asks tries again.
            opening = nil
            trouble = error as? AppError ?? .Unexpected(reportId: "")
            throw error
        }
    }

    private nonisolated static func open() throws -> Opened {
        guard let build = Build(Bundle.main.infoDictionary ?? [:]) else { throw AppError.Validation(field: "Info.plist") }
        let installation = try Installation(group: build.appGroup)
        let config = try installation.config(build, language: Bundle.main.preferredLocalizations.first)
        let app = try ParentApp.withDeviceSecrets(config: config, accessGroup: build.keychainGroup)
        return Opened(
            app: app, alerts: AlertPosting(app, board: Notifier(), files: installation.shared), installation: installation,
            redirect: build.redirectURI)
    }

    /// Closes the core and opens it as at a first start: everything it held was deleted.
    private func reopen() async {
        guard let old = try? await opening?.value else { return }
        following?.cancel()
        face = nil
        opening = nil
        await Self.inTurn { old.app.shutdown() }
        await resume()
    }

    /// The app is on the screen.
    func resume() async {
        guard let app = try? await opened().app else { return }
        await Self.inTurn { app.resume() }
    }

    /// The app has left the screen: what is under way ends and the files are in order before the system suspends the
    /// process.
    func pause() async {
        guard let opened = try? await opening?.value else { return }
        // Nothing is suspended while this is held.
        let assertion = UIApplication.shared.beginBackgroundTask(withName: "pause", expirationHandler: nil)
        await Self.inTurn { opened.app.pause(deadline: 5) }
        WidgetCenter.shared.reloadAllTimelines()
        UIApplication.shared.endBackgroundTask(assertion)
    }

    /// The same after work in the background: meanwhile the parent may have opened the app.
    func pauseUnlessSeen() async {
        if UIApplication.shared.applicationState == .background { await pause() }
    }

    /// How the push service reaches this phone.
    func pushToken(_ token: Data) async {
        let text = token.map { String(format: "%02x", $0) }.joined()
        let name = PushToken(provider: .apns, token: text, application: Bundle.main.bundleIdentifier ?? "")
        guard let app = try? await opened().app else { return }
        // Given again at the next start when it could not be kept.
        await Self.inTurn { try? app.setPushToken(token: name) }
    }

    // In the order in which they were asked for: a pause that comes late must not follow the resume.
    private nonisolated static let turns = DispatchQueue(label: "core", qos: .userInitiated)

    /// Runs what blocks, off the main thread; returns when it is done.
    private nonisolated static func inTurn(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            turns.async {
                work()
                done.resume()
            }
        }
    }
}
