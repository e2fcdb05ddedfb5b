import Foundation
import SchoolCardPush
import UserNotifications

/// What the system starts for each push while the app may not be running. All that it knows is in `PushReader`; here are
/// the system's types alone. On any trouble, and when its time runs out, what the server sent is shown: that text is
/// neutral.
class NotificationService: UNNotificationServiceExtension {
    private var answer: OneAnswer<UNNotificationContent>?
    private var original = UNNotificationContent()

    override func didReceive(
        _ request: UNNotificationRequest, withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
    ) {
        let answer = OneAnswer(contentHandler)
        self.answer = answer
        original = request.content
        guard let files = sharedFiles() else {
            answer.give(request.content)
            return
        }
        let received = Received(content: request.content)
        // The system calls from its own thread and counts the seconds there.
        DispatchQueue.global(qos: .userInitiated).async {
            let words = PushReader(files).read(userInfo: received.content.userInfo)
            answer.give(words?.shown(in: received.content) ?? received.content)
        }
    }

    override func serviceExtensionTimeWillExpire() { answer?.give(original) }

    /// The app group's directory; nil in a build that is not entitled to it.
    func sharedFiles() -> SharedFiles? { AppGroup.directory.map(SharedFiles.init(directory:)) }

    /// Nobody changes it any more.
    private struct Received: @unchecked Sendable {
        let content: UNNotificationContent
    }
}
