import Foundation

// Stand-in for Apple's UserNotifications on Linux, for tests alone: the part that the app and its extension use, with the
// names and kinds of the real one. It shows nothing; what was put up can be looked at.

public class UNNotificationContent: NSObject, NSMutableCopying, @unchecked Sendable {
    public internal(set) var title = ""
    public internal(set) var subtitle = ""
    public internal(set) var body = ""
    public internal(set) var threadIdentifier = ""
    public internal(set) var userInfo: [AnyHashable: Any] = [:]
    public internal(set) var sound: UNNotificationSound?
    public internal(set) var interruptionLevel = UNNotificationInterruptionLevel.active

    public func mutableCopy(with zone: NSZone? = nil) -> Any {
        let copy = UNMutableNotificationContent()
        copy.title = title
        copy.subtitle = subtitle
        copy.body = body
        copy.threadIdentifier = threadIdentifier
        copy.userInfo = userInfo
        copy.sound = sound
        copy.interruptionLevel = interruptionLevel
        return copy
    }
}

public final class UNMutableNotificationContent: UNNotificationContent, @unchecked Sendable {
    public override var title: String {
        get { super.title }
        set { super.title = newValue }
    }
    public override var subtitle: String {
        get { super.subtitle }
        set { super.subtitle = newValue }
    }
    public override var body: String {
        get { super.body }
        set { super.body = newValue }
    }
    public override var threadIdentifier: String {
        get { super.threadIdentifier }
        set { super.threadIdentifier = newValue }
    }
    public override var userInfo: [AnyHashable: Any] {
        get { super.userInfo }
        set { super.userInfo = newValue }
    }
    public override var sound: UNNotificationSound? {
        get { super.sound }
        set { super.sound = newValue }
    }
    public override var interruptionLevel: UNNotificationInterruptionLevel {
        get { super.interruptionLevel }
        set { super.interruptionLevel = newValue }
    }
}

public enum UNNotificationInterruptionLevel: Sendable { case passive, active, timeSensitive, critical }

public final class UNNotificationSound: NSObject, Sendable {
    public static let `default` = UNNotificationSound()
}

public class UNNotificationTrigger: NSObject, @unchecked Sendable {}

public final class UNNotificationRequest: NSObject, @unchecked Sendable {
    public let identifier: String
    public let content: UNNotificationContent

    public init(identifier: String, content: UNNotificationContent, trigger: UNNotificationTrigger?) {
        self.identifier = identifier
        self.content = content
    }
}

public final class UNNotification: NSObject, @unchecked Sendable {
    public let request: UNNotificationRequest
    public init(request: UNNotificationRequest) { self.request = request }
}

public final class UNNotificationResponse: NSObject, @unchecked Sendable {
    public let notification: UNNotification
    public init(notification: UNNotification) { self.notification = notification }
}

public struct UNNotificationPresentationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let sound = Self(rawValue: 2)
    public static let list = Self(rawValue: 8)
    public static let banner = Self(rawValue: 16)
}

public struct UNAuthorizationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let badge = Self(rawValue: 1)
    public static let sound = Self(rawValue: 2)
    public static let alert = Self(rawValue: 4)
}

public enum UNAuthorizationStatus: Sendable { case notDetermined, denied, authorized, provisional, ephemeral }

public final class UNNotificationSettings: NSObject, Sendable {
    public let authorizationStatus: UNAuthorizationStatus
    init(_ status: UNAuthorizationStatus) { authorizationStatus = status }
}

public protocol UNUserNotificationCenterDelegate: AnyObject {
    func userNotificationCenter(_ center: UNUserNotificationCenter, willPresent notification: UNNotification) async
        -> UNNotificationPresentationOptions
    func userNotificationCenter(_ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse) async
}

public final class UNUserNotificationCenter: NSObject, @unchecked Sendable {
    private static let one = UNUserNotificationCenter()
    public static func current() -> UNUserNotificationCenter { one }

    public weak var delegate: (any UNUserNotificationCenterDelegate)?
    private let lock = NSLock()
    private var status = UNAuthorizationStatus.notDetermined
    private var standing: [String: UNNotificationRequest] = [:]

    public func notificationSettings() async -> UNNotificationSettings { locked { UNNotificationSettings($0.status) } }

    public func requestAuthorization(options: UNAuthorizationOptions = []) async throws -> Bool {
        locked {
            if $0.status == .notDetermined { $0.status = .authorized }
            return $0.status == .authorized
        }
    }

    public func add(_ request: UNNotificationRequest) async throws { locked { $0.standing[request.identifier] = request } }
    public func removeAllDeliveredNotifications() { locked { $0.standing = [:] } }
    public func removeAllPendingNotificationRequests() {}

    /// Only here: what stands, by identifier.
    public var shown: [String: UNNotificationRequest] { locked { $0.standing } }
    /// Only here: what the owner of the phone chose in its settings.
    public func choose(_ status: UNAuthorizationStatus) { locked { $0.status = status } }

    private func locked<R>(_ work: (UNUserNotificationCenter) -> R) -> R {
        lock.lock()
        defer { lock.unlock() }
        return work(self)
    }
}

open class UNNotificationServiceExtension: NSObject {
    public override init() {}
    open func didReceive(
        _ request: UNNotificationRequest, withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
    ) {}
    open func serviceExtensionTimeWillExpire() {}
}
