import Foundation

/// What the app, its extension and its widgets share: a directory in the app group's container, and the parent's choices
/// for this phone. No database and no lock is ever in that directory: the system ends an app that is suspended while it
/// holds one in a shared container.
public struct SharedFiles: Sendable {
    /// Where the directory is: `shared_dir` of the core's configuration. A path, as the core takes it.
    public let path: String

    public init(path: String) { self.path = path }

    public init(directory: URL) { self.init(path: directory.path) }

    public var directory: URL { URL(fileURLWithPath: path, isDirectory: true) }

    /// What reading a push needs; the app writes it, the extension reads it.
    public var pushContext: String { path + "/push-context.json" }
    /// Pushes that the extension keeps for the app.
    public var pushSpool: String { path + "/push-spool" }

    /// Whether entries and exits may break through a focus: a file, so that the extension needs no service of the system
    /// to know.
    public var entriesBreakThrough: Bool {
        get { FileManager.default.fileExists(atPath: breakThroughMark) }
        nonmutating set {
            if newValue {
                _ = FileManager.default.createFile(atPath: breakThroughMark, contents: nil)
            } else {
                try? FileManager.default.removeItem(atPath: breakThroughMark)
            }
        }
    }

    private var breakThroughMark: String { path + "/entries-break-through" }
}
