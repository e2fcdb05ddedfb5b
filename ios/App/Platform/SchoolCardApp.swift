import SchoolCardKit
import SwiftUI

/// The process: one window over one core; links, the background, the way to sleep and back.
struct SchoolCardApp: App {
    @UIApplicationDelegateAdaptor private var delegate: AppDelegate
    @Environment(\.scenePhase) private var phase
    @State private var core = Core.shared
    @State private var trail = Trail()
    private let snapshot = Core.shared.snapshot()

    var body: some Scene {
        WindowGroup {
            Group {
                if let face = core.face {
                    // Another core, other screens: those of the last one follow it to its end.
                    RootView(snapshot: snapshot).environment(face).id(ObjectIdentifier(face))
                } else {
                    Opening(trouble: core.trouble)
                }
            }
            .environment(trail)
            .task { await core.resume() }
            .onOpenURL { link in take(link) }
            .onChange(of: delegate.route.place, initial: true) { _, _ in follow() }
        }
        .onChange(of: phase) { _, phase in
            switch phase {
            case .active: Task { await core.resume() }
            case .background:
                BackgroundRefresh.schedule()
                Task { await core.pause() }
            case .inactive: break
            @unknown default: break
            }
        }
        .backgroundTask(.appRefresh(RefreshPlan.task)) { await BackgroundRefresh.run() }
    }

    /// A link of ours leads to a place; the browser's way back goes to the core, which decides what it is.
    private func take(_ link: URL) {
        if let place = Place(link: link) { return trail.follow(place) }
        Task {
            _ = try? await core.opened()
            await core.face?.cameBack(link.absoluteString)
        }
    }

    private func follow() {
        guard let place = delegate.route.place else { return }
        trail.follow(place)
        delegate.route.place = nil
    }
}

/// Before there is a core: some milliseconds, or why there will be none.
private struct Opening: View {
    let trouble: AppError?

    var body: some View {
        if trouble == nil { ProgressView() } else { TroubleText(trouble: trouble).padding() }
    }
}
