import SchoolCardPush
import UserNotifications

extension NotificationWords {
    /// A notification of these words; what `original` carried besides (what it opens) stays.
    func shown(in original: UNNotificationContent) -> UNNotificationContent {
        guard let content = original.mutableCopy() as? UNMutableNotificationContent else { return original }
        content.title = title
        content.subtitle = ""
        content.body = body
        content.threadIdentifier = thread
        content.sound = sound ? .default : nil
        content.interruptionLevel =
            switch urgency {
            case .passive: .passive
            case .active: .active
            case .timeSensitive: .timeSensitive
            }
        return content
    }
}
