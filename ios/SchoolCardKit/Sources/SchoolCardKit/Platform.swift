import Foundation

/// What the screens ask of the device they run on. On an iPhone `IPhone` answers, in tests the test.
@MainActor
public protocol Platform: AnyObject {
    /// Today at the school, whatever the device's own zone.
    func today() -> LocalDate

    /// Opens `url` in the system's browser; never in a view of our own. Pages only: addresses come from a server.
    func open(_ url: String)

    /// Shows the school's sign-in page in the system's browser. Returns the address it came back to; nil when the parent
    /// closed it.
    func signIn(at url: String) async -> String?

    /// Puts `text` on the clipboard, for this device only and not for long.
    func copy(_ text: String)

    /// Whether the parent has shown that the device is theirs: a face, a finger or the device's own code. `reason` is
    /// what they read meanwhile. A device without a lock has nothing to ask for.
    func confirmIdentity(_ reason: String) async -> Bool

    /// Asks the system for the permission to notify; called after the reasons were shown. Whether it is given.
    func askForNotifications() async -> Bool

    /// Whether entries and exits may break through a focus of the device. Off until the parent says so.
    var entriesBreakThrough: Bool { get set }

    /// After the core has destroyed what it held: what this device kept besides goes, and the app begins anew under
    /// another name.
    func beginAnew() async
}
