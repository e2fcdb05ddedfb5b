import Foundation
import Observation
import SchoolCardKit
import Synchronization
import Testing

/// Who lives how long: observers, subscriptions, the app, and work whose caller went away.
@Suite(.serialized) struct LifetimeTests {
    let sandbox: Sandbox
    let phone: Phone

    init() async throws {
        sandbox = try Sandbox()
        phone = try await Phone(sandbox.baseURL).ready()
    }

    var observers: Int { Int(probeObservers(app: phone.app)) }

    /// Resident memory of this process.
    func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    @Test func thousandsOfSubscriptionsComeAndGoWithoutATrace() throws {
        func cycle() throws {
            let notebook = Notebook()
            let subscription = try phone.app.observe(screen: .home, observer: notebook)
            try #require(notebook.count == 1)
            subscription.cancel()
        }
        let alive = Notebook.alive.load(ordering: .sequentiallyConsistent)
        for _ in 0..<1_000 { try cycle() }
        let before = try residentKilobytes()
        for _ in 0..<5_000 { try cycle() }
        #expect(observers == 0)
        #expect(Notebook.alive.load(ordering: .sequentiallyConsistent) == alive)
        // One home state is some kilobytes: five thousand kept would be tens of megabytes.
        let grown = try residentKilobytes() - before
        #expect(grown < 12_000, "\(grown) KB more")
    }

    @Test func aSubscriptionThatIsDroppedEnds() throws {
        for _ in 0..<200 { _ = try phone.app.observe(screen: .home, observer: Notebook()) }
        #expect(observers == 0)
    }

    @Test func theStreamFreesItsSubscriptionWhenItsLoopEndsOrIsCancelled() async throws {
        for _ in 0..<500 { for await _ in try phone.app.states(of: .home) { break } }
        #expect(observers == 0)
        let (app, phone) = (phone.app, phone)
        let loop = Task { for await _ in try app.states(of: .home) {} }
        try await eventually("the loop looks") { probeObservers(app: phone.app) == 1 }
        loop.cancel()
        try await loop.value
        #expect(observers == 0)
    }

    @MainActor @Test func aModelFollowsItsScreenAndLetsGoWhenItsTaskIsCancelled() async throws {
        let model = ScreenModel.home(phone.app)
        #expect(model.state == nil)
        let task = Task { await model.run() }
        try await eventually("the first state") { model.state != nil }
        guard case .children(let cards, _, _) = model.state else {
            Issue.record("home shows no children")
            return
        }
        let changed = Atomic<Bool>(false)
        withObservationTracking { _ = model.state } onChange: { changed.store(true, ordering: .sequentiallyConsistent) }
        try probeCommit(app: phone.app, person: #require(cards.first).person, confirmed: 77)
        try await eventually("the next state") { changed.load(ordering: .sequentiallyConsistent) }
        task.cancel()
        await task.value
        #expect(observers == 0)
        phone.app.shutdown()
        await model.run()
        #expect(model.failure == .Storage(trouble: .closed))
    }

    @Test func aCancelledSubscriptionIsNotCalledAnyMoreAndCancellingTwiceIsFine() async throws {
        let notebook = Notebook()
        let subscription = try phone.app.observe(screen: .home, observer: notebook)
        let before = try await notebook.settled()
        subscription.cancel()
        subscription.cancel()
        try probeCommit(app: phone.app, person: #require(phone.cards().first).person, confirmed: 101)
        try await Task.sleep(for: .milliseconds(300))
        #expect(notebook.count == before)
    }

    @Test func anObserverMayObserveAndDispatchFromInsideItsCallback() throws {
        final class Outer: ScreenObserver {
            let app: ParentApp
            let inner = Notebook()
            init(_ app: ParentApp) { self.app = app }
            func onState(state: ScreenState) {
                _ = try? app.observe(screen: .signIn, observer: inner)
                app.dispatch(action: .cancelSignIn)
            }
        }
        let outer = Outer(phone.app)
        let subscription = try phone.app.observe(screen: .home, observer: outer)
        #expect(outer.inner.count >= 1)
        subscription.cancel()
    }

    @Test func aRefreshGoesOnWhenItsTaskIsCancelledInTheMiddle() async throws {
        let school = try Sandbox()
        let phone = try Phone(school.baseURL)
        try await phone.signIn()
        _ = try await school.post("/sandbox/v1/faults", #"{"service": "pass", "kind": "latency", "ms": 1500}"#)
        let home = Notebook()
        let subscription = try phone.app.observe(screen: .home, observer: home)
        let before = try await school.requests()
        let refresh = Task { try await phone.app.refresh(scope: .latest) }
        try await eventually("the school is asked") { try await school.requests() > before }
        refresh.cancel()
        #expect(refresh.isCancelled)
        try await home.wait("the passages are there") {
            guard case .home(.children(let cards, _, _)) = $0 else { return false }
            return cards.contains { if case .inSince = $0.presence.value.presence { true } else { false } }
        }
        try await refresh.value
        subscription.cancel()
    }

    @Test func aTopUpGoesOnWhenTheTaskThatAskedForItIsCancelledInTheMiddle() async throws {
        let school = try Sandbox()
        let phone = try await Phone(school.baseURL).ready()
        let child = try #require(try phone.cards().first).person
        let screen = Notebook()
        let subscription = try phone.app.observe(screen: .topUp(child: child), observer: screen)
        phone.app.dispatch(action: .chooseAmount(child: child, amountText: "500"))
        try await screen.wait("the payee is known") {
            if case .topUp(.chooseAmount(_, let form, _)) = $0 { !form.payeeText.isEmpty } else { false }
        }
        _ = try await school.post("/sandbox/v1/faults", #"{"service": "payments", "kind": "latency", "ms": 1500}"#)
        let before = try await school.requests()
        let asking = Task {
            phone.app.dispatch(action: .startTopUp(child: child, amountText: "500"))
            try await phone.app.refresh(scope: .payments)
        }
        try await eventually("the school is asked for a page") { try await school.requests() > before }
        asking.cancel()
        guard case .topUp(.asking) = try phone.look(.topUp(child: child)) else {
            Issue.record("not cancelled in the middle")
            return
        }
        try await screen.wait("the page to pay on") { if case .topUp(.pay) = $0 { true } else { false } }
        try? await asking.value
        subscription.cancel()
    }

    @Test func aPanicInTheCoreArrivesAsAnErrorAndTheAppGoesOn() async throws {
        do {
            try probePanic()
            Issue.record("no error")
        } catch {
            #expect("\(error)".contains("asked for by a test"))
        }
        try await phone.app.refresh(scope: .latest)
        #expect(try phone.cards().count == 2)
    }

    @Test func afterShutdownCallsThrowClosedOrDoNothing() async throws {
        let subscription = try phone.app.observe(screen: .home, observer: Notebook())
        phone.app.shutdown()
        phone.app.shutdown()
        let closed = AppError.Storage(trouble: .closed)
        #expect(throws: closed) { try phone.app.observe(screen: .home, observer: Notebook()) }
        await #expect(throws: closed) { try await phone.app.refresh(scope: .latest) }
        await #expect(throws: closed) { try await phone.app.beginSignIn() }
        await #expect(throws: closed) { try await phone.app.completeSignIn(redirect: "school-card://signed-in?code=1&state=2") }
        phone.app.dispatch(action: .signOut)
        phone.app.resume()
        phone.app.pause(deadline: 0.01)
        subscription.cancel()
    }

    @Test func anAppDroppedWithoutShutdownLetsItsDirectoryGo() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("phone-\(UUID().uuidString)")
        let config = try Phone(sandbox.baseURL, directory: directory).config
        _ = try ParentApp(config: config, secrets: Secrets())
        _ = try ParentApp(config: config, secrets: Secrets())
    }
}
