import SchoolCardKit
import UserNotifications

/// The system's notification centre as the alerts see it.
struct Notifier: AlertBoard {
    /// Where a tap leads, in a notification's own data.
    static let place = "place"

    func isAllowed() async -> Bool {
        switch await UNUserNotificationCenter.current().notificationSettings().authorizationStatus {
        case .authorized, .provisional, .ephemeral: true
        case .notDetermined, .denied: false
        @unknown default: false
        }
    }

    func post(_ words: NotificationWords, key: AlertKey, place: Place) async -> Bool {
        let empty = UNMutableNotificationContent()
        // The system shows a number and the app's name where previews are hidden; neither says anything of a child.
        empty.userInfo = [Self.place: place.route]
        let request = UNNotificationRequest(identifier: key, content: words.shown(in: empty), trigger: nil)
        do {
            try await UNUserNotificationCenter.current().add(request)
            return true
        } catch {
            return false
        }
    }

    func clear() async {
        UNUserNotificationCenter.current().removeAllDeliveredNotifications()
        UNUserNotificationCenter.current().removeAllPendingNotificationRequests()
    }
}
