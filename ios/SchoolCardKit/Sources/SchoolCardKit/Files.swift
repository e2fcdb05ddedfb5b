import Foundation

extension TextFile {
    /// Writes it where a share sheet can take it from; the system empties that place by itself. Read only while the phone is
    /// unlocked.
    public func saved() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent(name)
        #if canImport(Darwin)
            try Data(text.utf8).write(to: file, options: [.atomic, .completeFileProtection])
        #else
            try Data(text.utf8).write(to: file, options: .atomic)
        #endif
        return file
    }
}
