import Dispatch
import Observation

/// The core as the screens use it: states to look at (`ScreenModel`), actions to send, the few things that are waited
/// for. Decides nothing.
@MainActor @Observable
public final class Face {
    /// What went wrong with the last call that was waited for; nil when nothing did.
    public private(set) var trouble: AppError?

    /// Whether entries and exits may break through a focus of the device, as the platform keeps it.
    public var entriesBreakThrough: Bool {
        didSet { platform.entriesBreakThrough = entriesBreakThrough }
    }

    /// For the models of screens.
    @ObservationIgnored public let app: any ParentAppProtocol
    @ObservationIgnored public let platform: any Platform
    @ObservationIgnored private let redirectUri: String
    // In the order in which they were sent, and never on the main thread: most are written to disk before they return.
    @ObservationIgnored private let actions = DispatchQueue(label: "actions", qos: .userInitiated)

    /// `redirectUri` is the one of the core's configuration; addresses below it are returns from the bank.
    public init(_ app: any ParentAppProtocol, platform: any Platform, redirectUri: String) {
        self.app = app
        self.platform = platform
        self.redirectUri = redirectUri
        entriesBreakThrough = platform.entriesBreakThrough
    }

    /// Sends `action`; what comes of it shows in the states.
    public func dispatch(_ action: Action) {
        actions.async { [app] in app.dispatch(action: action) }
    }

    /// Sends `action` once the parent has shown that the device is theirs: for money, limits, cards and people. Whether
    /// it was sent.
    @discardableResult
    public func dispatch(_ action: Action, confirmed reason: String) async -> Bool {
        guard await platform.confirmIdentity(reason) else { return false }
        dispatch(action)
        return true
    }

    /// Reads from the school; returns when that is done, for a control that shows it going on. What went wrong shows in
    /// the states.
    public func refresh(_ scope: RefreshScope) async { try? await app.refresh(scope: scope) }

    /// Leads the parent through the school's sign-in page and reads the latest days.
    public func signIn() async {
        trouble = nil
        do {
            await continueSignIn(at: try await app.beginSignIn())
        } catch {
            trouble = error as? AppError ?? .Unexpected(reportId: "")
        }
    }

    /// Shows the page of a sign-in that was begun. Closing it ends that sign-in.
    public func continueSignIn(at url: String) async {
        guard let redirect = await platform.signIn(at: url) else { return dispatch(.cancelSignIn) }
        await cameBack(redirect)
    }

    /// Takes a link that the browser came back with: from the sign-in or from the bank. Neither proves anything; the core
    /// asks the school. What goes wrong shows in the states.
    public func cameBack(_ url: String) async {
        guard url.hasPrefix(redirectUri) else { return }
        let payment = (redirectUri.hasSuffix("/") ? redirectUri : redirectUri + "/") + "payment"
        if url.hasPrefix(payment) { return dispatch(.returnFromBank(url: url)) }
        do {
            try await app.completeSignIn(redirect: url)
            try await app.refresh(scope: .latest)
            actions.async { [app] in app.resume() }
        } catch {}
    }

    /// Destroys everything that this device holds of the family, and its own name.
    public func deleteEverything() async throws {
        try await app.deleteEverything()
        entriesBreakThrough = false
        await platform.beginAnew()
    }

    /// The parent has read `trouble`.
    public func dismissTrouble() { trouble = nil }
}
