import Foundation

/// The directory that the app shares with its extension and its widgets.
public enum AppGroup {
    /// Its place in the container of `group`; nil when the process is not entitled to it, and where there are no groups.
    public static func directory(_ group: String) -> URL? {
        #if os(Linux)
            return nil
        #else
            return FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: group)?
                .appendingPathComponent("shared", isDirectory: true)
        #endif
    }

    /// The one that the build names in `Info.plist`.
    public static var directory: URL? {
        (Bundle.main.object(forInfoDictionaryKey: "AppGroup") as? String).flatMap(directory(_:))
    }
}
