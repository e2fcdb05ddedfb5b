import Foundation

// Stand-in for Apple's BackgroundTasks on Linux, for tests alone. Nothing runs; what was asked for can be looked at.

public class BGTaskRequest: NSObject {
    public let identifier: String
    public var earliestBeginDate: Date?
    init(name: String) { identifier = name }
}

public final class BGAppRefreshTaskRequest: BGTaskRequest {
    public init(identifier: String) { super.init(name: identifier) }
}

public final class BGTaskScheduler: NSObject, @unchecked Sendable {
    public static let shared = BGTaskScheduler()
    private let lock = NSLock()
    private var asked: [String: Date?] = [:]

    public func submit(_ taskRequest: BGTaskRequest) throws {
        lock.lock()
        defer { lock.unlock() }
        asked[taskRequest.identifier] = taskRequest.earliestBeginDate
    }

    /// Only here: the earliest moment of each request.
    public var requests: [String: Date?] {
        lock.lock()
        defer { lock.unlock() }
        return asked
    }
}
