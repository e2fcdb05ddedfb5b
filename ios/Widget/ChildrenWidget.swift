import SchoolCardSnapshot
import SwiftUI
import WidgetKit

/// What the widgets draw at one moment: the file the app left, nothing else. No core is loaded here.
struct HomeEntry: TimelineEntry {
    let date: Date
    let snapshot: HomeSnapshot?

    /// Whether presence still means what it says; after that it is shown as old, with its date.
    var holds: Bool { snapshot?.holds(at: date) ?? false }
}

struct SnapshotProvider: TimelineProvider {
    private static func entry(at date: Date) -> HomeEntry { HomeEntry(date: date, snapshot: AppGroup.directory.flatMap(HomeSnapshot.read(directory:))) }

    func placeholder(in context: TimelineProviderContext) -> HomeEntry { HomeEntry(date: .now, snapshot: nil) }

    func getSnapshot(in context: TimelineProviderContext, completion: @escaping (HomeEntry) -> Void) {
        // The gallery of widgets is no place for a family's own data.
        completion(context.isPreview ? placeholder(in: context) : Self.entry(at: .now))
    }

    func getTimeline(in context: TimelineProviderContext, completion: @escaping (Timeline<HomeEntry>) -> Void) {
        let now = Self.entry(at: .now)
        completion(Timeline(entries: Self.entries(of: now.snapshot, now: now.date), policy: .never))
    }

    /// Now, and once more when presence stops to hold; the app asks for new ones when it has read home anew.
    static func entries(of snapshot: HomeSnapshot?, now: Date) -> [HomeEntry] {
        let end = snapshot?.holdsUntil ?? now
        return ([now] + (end > now ? [end] : [])).map { HomeEntry(date: $0, snapshot: snapshot) }
    }
}

/// The children's presence on the home screen, each line with its date; no sum and no school, as on any screen that
/// others see.
struct HomeScreenView: View {
    let entry: HomeEntry

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            if let snapshot = entry.snapshot, !snapshot.children.isEmpty {
                ForEach(snapshot.children) { child in
                    let line = ChildLine(child: child, holds: entry.holds)
                    if let link = Place.visits(child: child.personId).link { Link(destination: link) { line } } else { line }
                }
                Spacer(minLength: 0)
                if !entry.holds { Text("Давние данные, от \(snapshot.savedAtText)").font(.caption2) }
            } else {
                Text("Откройте приложение, чтобы увидеть детей.")
            }
        }
        .privacySensitive()
        .containerBackground(.background, for: .widget)
        .widgetURL(Place.home.link)
    }
}

struct ChildLine: View {
    let child: HomeSnapshot.Child
    let holds: Bool

    var body: some View {
        VStack(alignment: .leading, spacing: 1) {
            Text(child.shortName).font(.caption).foregroundStyle(.secondary)
            // Old is said by the date below and shown by the weight, never by colour alone.
            Text(child.presenceText).font(.headline).fontWeight(holds ? .semibold : .regular).minimumScaleFactor(0.7)
            Text(child.presenceAsOfText).font(.caption2).foregroundStyle(.secondary)
        }
        .accessibilityElement(children: .combine)
    }
}

/// On the lock screen anybody reads: how old what the app knows is, and a way in; no name, no school, no sum.
struct LockScreenView: View {
    let entry: HomeEntry

    var body: some View {
        VStack(alignment: .leading) {
            Label("Школьная карта", systemImage: "graduationcap")
            if let snapshot = entry.snapshot, !snapshot.children.isEmpty {
                Text("Данные от \(snapshot.savedAtText)").font(.caption)
            } else {
                Text("Откройте приложение, чтобы увидеть детей.").font(.caption)
            }
        }
        .containerBackground(.background, for: .widget)
        .widgetURL(Place.home.link)
    }
}

/// The one for the home screen.
struct ChildrenWidget: Widget {
    var body: some WidgetConfiguration {
        StaticConfiguration(kind: "children", provider: SnapshotProvider()) { HomeScreenView(entry: $0) }
            .configurationDisplayName("Дети")
            .description("Кто в школе и с какого часа. Без сумм.")
            .supportedFamilies([.systemSmall, .systemMedium])
    }
}

/// The one for the lock screen.
struct LockScreenWidget: Widget {
    var body: some WidgetConfiguration {
        StaticConfiguration(kind: "locked", provider: SnapshotProvider()) { LockScreenView(entry: $0) }
            .configurationDisplayName("Для экрана блокировки")
            .description("Когда обновлялись данные. Без имён, школы и сумм.")
            .supportedFamilies([.accessoryRectangular])
    }
}
