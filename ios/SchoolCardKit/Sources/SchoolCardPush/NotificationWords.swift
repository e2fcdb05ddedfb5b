@_exported import SchoolCardCore
@_exported import SchoolCardSnapshot

/// A notification as the system is to show it, without the system's types: made by the core's words and the parent's
/// choices, from an alert in the app or from a push in the extension.
public struct NotificationWords: Equatable, Sendable {
    /// How much it may disturb.
    public enum Urgency: Equatable, Sendable {
        /// Into the list, nothing else.
        case passive
        /// As any other.
        case active
        /// Through a focus, because the parent asked for it.
        case timeSensitive
    }

    public let title: String
    public let body: String
    /// Those of one kind stand together; says nothing of whom.
    public let thread: String
    public let sound: Bool
    public let urgency: Urgency

    /// An alert that the app posts.
    public init(_ alert: AlertToPost, entriesBreakThrough: Bool) {
        // What the system shows of a notification on a locked screen is the owner's setting of previews, not ours: so
        // unless the parent asked for it, the full words are in the app alone.
        title = alert.fullWhenLocked ? alert.title : alert.neutralTitle
        body = alert.fullWhenLocked ? alert.body : alert.neutralBody
        thread = alert.channel.thread
        sound = alert.sound
        urgency = alert.channel.urgency(sound: alert.sound, entriesBreakThrough: entriesBreakThrough)
    }

    /// A push that the extension read; nil when it could not be read, and what came with it is to be shown.
    public init?(_ push: RenderedPush, entriesBreakThrough: Bool) {
        guard case .full(_, _, let channel, let title, let body, let neutralTitle, let neutralBody, let full, let wanted, let sound) = push
        else { return nil }
        self.title = full ? title : neutralTitle
        self.body = full ? body : neutralBody
        thread = channel.thread
        // The system shows every push; one that the parent does not want is at least not heard.
        self.sound = sound && wanted
        urgency = wanted ? channel.urgency(sound: sound, entriesBreakThrough: entriesBreakThrough) : .passive
    }
}

extension AlertChannel {
    fileprivate var thread: String {
        switch self {
        case .entryExit: "entry_exit"
        case .moneyUrgent: "money_urgent"
        case .moneyInfo: "money_info"
        case .meals: "meals"
        case .cardSecurity: "card_security"
        case .service: "service"
        }
    }

    /// Late news and quiet hours come without sound, and then nothing breaks through.
    fileprivate func urgency(sound: Bool, entriesBreakThrough: Bool) -> NotificationWords.Urgency {
        switch self {
        case .entryExit: sound && entriesBreakThrough ? .timeSensitive : .active
        case .moneyUrgent, .moneyInfo, .meals, .cardSecurity: .active
        case .service: .passive
        }
    }
}
