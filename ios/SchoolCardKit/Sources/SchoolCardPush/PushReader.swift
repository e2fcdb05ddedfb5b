import Foundation

/// What the notification extension does with one push: keeps it for the app and puts it in words. Uses the core's two
/// free functions and nothing else: no app, no network, no database, no token, no thread.
public struct PushReader: Sendable {
    private let files: SharedFiles

    public init(_ files: SharedFiles) { self.files = files }

    /// The words of the push that came with `userInfo`; nil when what came with it is to be shown as it is. Not from the
    /// main thread: it reads and writes a file.
    public func read(userInfo: [AnyHashable: Any]) -> NotificationWords? {
        guard JSONSerialization.isValidJSONObject(userInfo), let payload = try? JSONSerialization.data(withJSONObject: userInfo, options: .withoutEscapingSlashes)
        else { return nil }
        return read(payload: payload)
    }

    /// The same for the payload as text.
    public func read(payload: Data) -> NotificationWords? {
        // Kept first: what cannot be shown in words now, the app may still tell.
        _ = recordPush(spoolDir: files.pushSpool, payload: payload)
        let rendered = renderPush(payload: payload, contextFile: files.pushContext)
        return NotificationWords(rendered, entriesBreakThrough: files.entriesBreakThrough)
    }
}

/// Gives one answer, the first: the words, or the original when the system's time runs out before.
public final class OneAnswer<Answer>: @unchecked Sendable {
    private let lock = NSLock()
    private var handler: ((Answer) -> Void)?

    public init(_ handler: @escaping (Answer) -> Void) { self.handler = handler }

    /// Whether this was the answer.
    @discardableResult
    public func give(_ answer: Answer) -> Bool {
        lock.lock()
        let first = handler
        handler = nil
        lock.unlock()
        first?(answer)
        return first != nil
    }
}
