// Stand-in for Apple's WidgetKit on Linux, for tests alone: what the app says to it. The widgets themselves are not
// compiled here.

public final class WidgetCenter: Sendable {
    public static let shared = WidgetCenter()
    public func reloadAllTimelines() {}
}
