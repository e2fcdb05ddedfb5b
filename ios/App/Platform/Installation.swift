import Foundation
import SchoolCardKit

/// Where the app keeps its files on this phone, and how they are protected.
struct Installation {
    /// The databases and their lock: the app's own, because the system ends an app that is suspended while it holds a
    /// lock in a shared container.
    let own: URL
    /// What the extension and the widgets read.
    let shared: SharedFiles

    /// Makes both directories: readable after the first unlock, because the app may be woken in the background before
    /// the parent unlocks the phone again, and never in a backup.
    init(group: String) throws {
        let support = try FileManager.default.url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        guard let shared = AppGroup.directory(group) else { throw AppError.Storage(trouble: .other) }
        own = support.appendingPathComponent("core", isDirectory: true)
        self.shared = SharedFiles(directory: shared)
        for directory in [own, shared] { try Self.make(directory) }
    }

    /// The same with directories that are there.
    init(own: URL, shared: SharedFiles) {
        self.own = own
        self.shared = shared
    }

    private static func make(_ directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        var kept = directory
        try kept.setResourceValues(values)
    }

    /// A random name of this installation; a backup does not carry it to another phone.
    func deviceId() throws -> String {
        if let kept = try? String(contentsOf: nameFile, encoding: .utf8), !kept.isEmpty { return kept }
        let fresh = UUID().uuidString
        try fresh.write(to: nameFile, atomically: true, encoding: .utf8)
        return fresh
    }

    private var nameFile: URL { own.appendingPathComponent("device-id") }

    /// What is kept here besides the core's files: the name, so that the school cannot tell that the phone is the same, and
    /// the parent's choice of what breaks through.
    func forget() {
        shared.entriesBreakThrough = false
        try? FileManager.default.removeItem(at: nameFile)
    }

    /// What the core is told. Russian unless the phone speaks English.
    func config(_ build: Build, language: String?) throws -> AppConfig {
        AppConfig(
            dataDir: own.path, loginUrl: build.loginURL, schoolUrl: build.schoolURL, payUrl: build.payURL,
            clientId: build.clientId, redirectUri: build.redirectURI, locale: language == "en" ? .en : .ru,
            deviceId: try deviceId(), sharedDir: shared.path)
    }
}
