import BackgroundTasks
import Foundation
import SchoolCardKit

/// Time in the background, for phones that no push reaches.
enum BackgroundRefresh {
    /// Asks for the next one. The system decides when; an earlier request of the same name is replaced.
    static func schedule(now: Date = Date()) {
        let request = BGAppRefreshTaskRequest(identifier: RefreshPlan.task)
        request.earliestBeginDate = RefreshPlan.next(after: now)
        // Refused where the parent has switched background refresh off: then there is nothing to do.
        try? BGTaskScheduler.shared.submit(request)
    }

    /// The time granted: the next one is asked for first, because this one may be cut short.
    static func run() async {
        schedule()
        guard let alerts = try? await Core.shared.opened().alerts else { return }
        _ = await alerts.refreshInBackground(deadline: RefreshPlan.deadline)
        await Core.shared.pauseUnlessSeen()
    }
}
