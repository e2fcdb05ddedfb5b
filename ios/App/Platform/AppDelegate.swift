import Foundation
import SchoolCardKit
import UIKit
import UserNotifications

/// What only a delegate is told: the push token, notifications that arrive or are tapped.
final class AppDelegate: NSObject, UIApplicationDelegate {
    /// Where a tapped notification leads; the screens take it from here.
    let route = Route()

    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]? = nil
    ) -> Bool {
        UNUserNotificationCenter.current().delegate = self
        Task {
            // The token may change at any start; the permission is asked for later, after the reasons were shown.
            if await Notifier().isAllowed() { application.registerForRemoteNotifications() }
        }
        return true
    }

    func application(_ application: UIApplication, didRegisterForRemoteNotificationsWithDeviceToken deviceToken: Data) {
        Task { await Core.shared.pushToken(deviceToken) }
    }

    func application(_ application: UIApplication, didFailToRegisterForRemoteNotificationsWithError error: any Error) {
        // Tried again at the next start; meanwhile the background refresh brings the same alerts.
    }
}

extension AppDelegate: UNUserNotificationCenterDelegate {
    nonisolated func userNotificationCenter(
        _ center: UNUserNotificationCenter, willPresent notification: UNNotification
    ) async -> UNNotificationPresentationOptions {
        let content = notification.request.content.userInfo
        // One that the app itself posted is shown as it is.
        guard content[Notifier.place] == nil, JSONSerialization.isValidJSONObject(content),
            let payload = try? JSONSerialization.data(withJSONObject: content),
            let alerts = try? await Core.shared.opened().alerts
        else { return [.banner, .list, .sound] }
        return switch await alerts.arrived(payload) {
        case .banner: [.banner, .list, .sound]
        case .list: .list
        }
    }

    nonisolated func userNotificationCenter(_ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse) async {
        let name = response.notification.request.content.userInfo[Notifier.place] as? String
        let place = name.flatMap(Place.init(route:)) ?? .alerts
        await MainActor.run { route.place = place }
    }
}
