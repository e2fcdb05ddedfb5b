import Foundation

/// Where notifications are put up: the system's notification centre, in tests a list.
public protocol AlertBoard: Sendable {
    /// Whether the parent lets the app notify.
    func isAllowed() async -> Bool
    /// Puts up `words` under `key`, in the place of what stands there; a tap leads to `place`. Whether it stands now.
    func post(_ words: NotificationWords, key: AlertKey, place: Place) async -> Bool
    /// Takes down everything the app put up.
    func clear() async
}

/// Puts the core's alerts on the board and tells the core which of them stand: one alert, one notification, whoever asked
/// for it. An actor, so that two who ask at once do not post the same twice.
public actor AlertPosting {
    private let app: any ParentAppProtocol
    private let board: any AlertBoard
    private let files: SharedFiles

    public init(_ app: any ParentAppProtocol, board: any AlertBoard, files: SharedFiles) {
        self.app = app
        self.board = board
        self.files = files
    }

    /// Posts `alerts`. Without the permission nothing is posted, and nothing is told: they stay for later.
    public func post(_ alerts: [AlertToPost]) async {
        guard !alerts.isEmpty, await board.isAllowed() else { return }
        var posted: [PostedAlert] = []
        for alert in alerts {
            let words = NotificationWords(alert, entriesBreakThrough: files.entriesBreakThrough)
            let place: Place = alert.child == nil ? .home : .alerts
            if await board.post(words, key: alert.key, place: place) {
                posted.append(PostedAlert(key: alert.key, revision: alert.revision))
            }
        }
        app.alertsPosted(posted: posted)
    }

    /// Posts what the core names for as long as the task lives, and takes everything down at a sign-out.
    public func follow() async {
        guard let states = try? app.states(of: .alerts) else { return }
        for await state in states {
            switch state {
            case .alerts(.feed(_, _, _, _, let toPost, _, _, _)): await post(toPost)
            case .alerts(.signedOut): await board.clear()
            default: break
            }
        }
    }

    /// In the background: reads what is due and posts what it brought. False when it has to be tried again.
    public func refreshInBackground(deadline: TimeInterval) async -> Bool {
        do {
            await post(try await app.backgroundRefresh(deadline: deadline))
            return true
        } catch {
            return false
        }
    }

    /// How a push that comes while the app is on the screen is shown.
    public enum Presentation: Sendable {
        /// Like any other.
        case banner
        /// Where it can be found: it was told before, or the parent does not want to hear it.
        case list
    }

    /// Takes in `payload`, which the extension has already put in words. Not from the main thread.
    public func arrived(_ payload: Data) -> Presentation {
        switch app.handlePush(payload: payload) {
        case .show(let alert):
            // The system shows it: it is posted.
            app.alertsPosted(posted: [PostedAlert(key: alert.key, revision: alert.revision)])
            return .banner
        case .kept, .duplicate: return .list
        case .ignored: return .banner
        }
    }
}
