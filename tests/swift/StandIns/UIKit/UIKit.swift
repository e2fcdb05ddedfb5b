import Foundation

// Stand-in for Apple's UIKit on Linux, for tests alone: the part that ios/App/Platform uses, with the names and kinds of
// the real one. Nothing is shown.

@MainActor public class UIResponder: NSObject {}
@MainActor public class UIScene: UIResponder {}
@MainActor public class UIWindow: UIResponder {}
@MainActor public final class UIWindowScene: UIScene {
    public var keyWindow: UIWindow? { nil }
}

public struct UIBackgroundTaskIdentifier: Hashable, Sendable {
    public let rawValue: Int
}

@MainActor public protocol UIApplicationDelegate: AnyObject {
    /// Only here: the system makes it.
    init()
    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool
    func application(_ application: UIApplication, didRegisterForRemoteNotificationsWithDeviceToken deviceToken: Data)
    func application(_ application: UIApplication, didFailToRegisterForRemoteNotificationsWithError error: any Error)
}

@MainActor public final class UIApplication: UIResponder {
    public enum State: Sendable { case active, inactive, background }
    public struct LaunchOptionsKey: Hashable, Sendable {}
    public struct OpenExternalURLOptionsKey: Hashable, Sendable {}

    public static let shared = UIApplication()
    public var applicationState: State { .background }
    public var connectedScenes: Set<UIScene> { [] }

    /// Only here: what was opened outside the app.
    public private(set) var opened: [URL] = []
    /// Only here: how often the push service was asked for.
    public private(set) var registrations = 0
    /// Only here: assertions that hold the process awake.
    public private(set) var awake: Set<UIBackgroundTaskIdentifier> = []
    /// Only here: how many there were.
    public private(set) var assertions = 0

    public func open(
        _ url: URL, options: [OpenExternalURLOptionsKey: Any] = [:], completionHandler: (@MainActor @Sendable (Bool) -> Void)? = nil
    ) { opened.append(url) }
    public func registerForRemoteNotifications() { registrations += 1 }
    public func beginBackgroundTask(withName name: String?, expirationHandler: (@MainActor @Sendable () -> Void)? = nil)
        -> UIBackgroundTaskIdentifier
    {
        assertions += 1
        let task = UIBackgroundTaskIdentifier(rawValue: assertions)
        awake.insert(task)
        return task
    }
    public func endBackgroundTask(_ identifier: UIBackgroundTaskIdentifier) { awake.remove(identifier) }
}

@MainActor public final class UIPasteboard: NSObject {
    public struct OptionsKey: Hashable, Sendable {
        let name: String
        public static let localOnly = Self(name: "localOnly")
        public static let expirationDate = Self(name: "expirationDate")
    }
    public static let general = UIPasteboard()

    /// Only here: what lies on it, and on which terms.
    public private(set) var items: [[String: Any]] = []
    public private(set) var options: [OptionsKey: Any] = [:]

    public func setItems(_ items: [[String: Any]], options: [OptionsKey: Any] = [:]) {
        self.items = items
        self.options = options
    }
}
