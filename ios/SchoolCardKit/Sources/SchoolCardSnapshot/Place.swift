import Foundation

/// Where in the app the parent is. The route is what survives the end of the process and what widgets, notifications
/// and links carry; it names a child by the person id only.
public enum Place: Hashable, Sendable {
    case home
    case help
    case settings
    case alerts
    case notifications
    case connection
    case privacy
    case visits(child: String)
    case meals(child: String)
    case money(child: String)
    case topUp(child: String)
    case payments(child: String)
    case limits(child: String)
    case cards(child: String)
    case statement(child: String)
    case menu(child: String)
    case orders(child: String)
    case illToday(child: String)
    case bans(child: String)

    /// The scheme of links that lead into the app from its own widgets and notifications.
    public static let scheme = "school-card"

    /// What it is called in a link.
    public var route: String {
        switch self {
        case .home: "home"
        case .help: "help"
        case .settings: "settings"
        case .alerts: "alerts"
        case .notifications: "notifications"
        case .connection: "connection"
        case .privacy: "privacy"
        case .visits(let child): "visits/\(child)"
        case .meals(let child): "meals/\(child)"
        case .money(let child): "money/\(child)"
        case .topUp(let child): "top-up/\(child)"
        case .payments(let child): "payments/\(child)"
        case .limits(let child): "limits/\(child)"
        case .cards(let child): "cards/\(child)"
        case .statement(let child): "statement/\(child)"
        case .menu(let child): "menu/\(child)"
        case .orders(let child): "orders/\(child)"
        case .illToday(let child): "ill-today/\(child)"
        case .bans(let child): "bans/\(child)"
        }
    }

    /// The place of `route`; nil when there is none such.
    public init?(route: String) {
        let parts = route.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 {
            switch parts[0] {
            case "home": self = .home
            case "help": self = .help
            case "settings": self = .settings
            case "alerts": self = .alerts
            case "notifications": self = .notifications
            case "connection": self = .connection
            case "privacy": self = .privacy
            default: return nil
            }
            return
        }
        let child = parts[1]
        guard !child.isEmpty, !child.contains("/") else { return nil }
        switch parts[0] {
        case "visits": self = .visits(child: child)
        case "meals": self = .meals(child: child)
        case "money": self = .money(child: child)
        case "top-up": self = .topUp(child: child)
        case "payments": self = .payments(child: child)
        case "limits": self = .limits(child: child)
        case "cards": self = .cards(child: child)
        case "statement": self = .statement(child: child)
        case "menu": self = .menu(child: child)
        case "orders": self = .orders(child: child)
        case "ill-today": self = .illToday(child: child)
        case "bans": self = .bans(child: child)
        default: return nil
        }
    }

    /// The link to it: `school-card://open/visits/…`.
    public var link: URL? {
        var link = URLComponents()
        link.scheme = Self.scheme
        link.host = "open"
        link.path = "/" + route
        return link.url
    }

    /// The place a link of ours leads to; nil for anything else, such as the way back from the sign-in.
    public init?(link: URL) {
        guard link.scheme == Self.scheme, link.host == "open" else { return nil }
        self.init(route: String(link.path.drop { $0 == "/" }))
    }
}
