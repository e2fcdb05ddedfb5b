import Observation
import SchoolCardKit

/// Where a link, a widget or a notification leads; the screens go there and set it back to nil.
@MainActor @Observable
final class Route {
    var place: Place?
}
