import SwiftUI

// Stand-in for Apple's WidgetKit on Linux, for tests alone: the part that ios/Widget and ios/App use, with the names and
// kinds of the real one. No widget is ever put up; its view is drawn by the stand-in of SwiftUI.

public final class WidgetCenter: Sendable {
    public static let shared = WidgetCenter()
    public func reloadAllTimelines() {}
}

public protocol TimelineEntry { var date: Date { get } }

public struct TimelineProviderContext {
    public let isPreview: Bool
    /// Only here: the system makes it.
    public init(isPreview: Bool) { self.isPreview = isPreview }
}

public struct TimelineReloadPolicy: Equatable, Sendable {
    let name: String
    public static let never = Self(name: "never")
    public static let atEnd = Self(name: "atEnd")
}

public struct Timeline<Entry: TimelineEntry> {
    public let entries: [Entry]
    public let policy: TimelineReloadPolicy
    public init(entries: [Entry], policy: TimelineReloadPolicy) {
        self.entries = entries
        self.policy = policy
    }
}

public protocol TimelineProvider {
    associatedtype Entry: TimelineEntry
    typealias Context = TimelineProviderContext
    func placeholder(in context: Context) -> Entry
    func getSnapshot(in context: Context, completion: @escaping @Sendable (Entry) -> Void)
    func getTimeline(in context: Context, completion: @escaping @Sendable (Timeline<Entry>) -> Void)
}

public enum WidgetFamily: Sendable { case systemSmall, systemMedium, accessoryRectangular }

@MainActor @preconcurrency
public protocol WidgetConfiguration {}

public struct StaticConfiguration<Content: View>: WidgetConfiguration {
    @MainActor
    public init<Provider: TimelineProvider>(kind: String, provider: Provider, @ViewBuilder content: @escaping (Provider.Entry) -> Content) {}
}

extension WidgetConfiguration {
    public func configurationDisplayName(_ name: LocalizedStringKey) -> some WidgetConfiguration { self }
    public func description(_ description: LocalizedStringKey) -> some WidgetConfiguration { self }
    public func supportedFamilies(_ families: [WidgetFamily]) -> some WidgetConfiguration { self }
}

@MainActor @preconcurrency
public protocol Widget {
    associatedtype Body: WidgetConfiguration
    var body: Body { get }
    init()
}

// What SwiftUI has for widgets.

public struct ContainerBackgroundPlacement: Sendable {
    public static let widget = Self()
}

@MainActor extension View {
    public func containerBackground(_ style: some ShapeStyle, for placement: ContainerBackgroundPlacement) -> some View { self }
    public func widgetURL(_ url: URL?) -> some View { self }
    public func minimumScaleFactor(_ factor: CGFloat) -> some View { self }
}

extension Font {
    public static var caption2: Font { .caption }
}

extension ShapeStyle where Self == Color {
    public static var background: Color { Color("background") }
}
