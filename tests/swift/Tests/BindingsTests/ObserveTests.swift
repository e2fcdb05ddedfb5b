import Foundation
import SchoolCardKit
import Synchronization
import Testing

/// Looking at screens: the first state, then one callback for each commit.
@Suite struct ObserveTests {
    let sandbox: Sandbox
    let phone: Phone
    let child: PersonId

    init() async throws {
        sandbox = try Sandbox()
        phone = try await Phone(sandbox.baseURL).ready()
        child = try #require(try phone.cards().first).person
    }

    /// Every screen there is.
    var screens: [Screen] {
        let fortnight = Period(from: "2026-04-29", to: "2026-05-12")
        return [
            .signIn, .home, .visits(child: child, period: fortnight), .meals(child: child, period: fortnight),
            .menu(child: child, day: nil, search: ""), .money(child: child, period: fortnight), .topUp(child: child),
            .payments(child: child), .limits(child: child), .bans(child: child),
            .orders(child: child, week: "2026-05-12"), .illToday(child: child, day: "2026-05-12"),
            .alerts, .notificationSettings, .cards(child: child), .connection,
            .statement(child: child, period: fortnight), .privacy, .help(topic: nil),
        ]
    }

    func balance(_ state: ScreenState) -> BalanceFigure? {
        guard case .home(.children(let cards, _, _)) = state, case .known(let figure) = cards.first?.balance else {
            return nil
        }
        return figure.value
    }

    @Test func theFirstStateComesBeforeObserveReturnsAndIsWhole() throws {
        for screen in screens {
            let notebook = Notebook()
            let subscription = try phone.app.observe(screen: screen, observer: notebook)
            // A screen that asks for more of itself (who is paid, the school's switches) may have been told twice by now.
            #expect(notebook.count >= 1, "\(screen)")
            subscription.cancel()
        }
        guard case .home(.children(let cards, _, _)) = try phone.look(.home) else {
            Issue.record("home shows no children")
            return
        }
        #expect(cards.count == 2)
        guard case .known(let figure) = try #require(cards.first).balance else {
            Issue.record("no balance")
            return
        }
        #expect(figure.value.text.contains("₽"))
        #expect(!figure.asOfText.isEmpty, "no figure without its date")
    }

    @Test func eachCommitIsExactlyOneCallbackToThoseWhomItConcerns() async throws {
        let notebooks = [Notebook(), Notebook(), Notebook()]
        let subscriptions = try zip(notebooks, [.home, .home, .signIn]).map {
            try phone.app.observe(screen: $1, observer: $0)
        }
        var before: [Int] = []
        for notebook in notebooks { before.append(try await notebook.settled()) }
        for kopecks in 1...20 {
            let already = notebooks[0].count
            try probeCommit(app: phone.app, person: child, confirmed: Money(kopecks))
            try await eventually("a callback") { notebooks[0].count > already && notebooks[1].count > already }
        }
        for notebook in notebooks { _ = try await notebook.settled() }
        #expect(zip(notebooks, before).map { $0.count - $1 } == [20, 20, 0])
        subscriptions.forEach { $0.cancel() }
    }

    @Test func aCommitThatChangesNothingCallsNobody() async throws {
        try probeCommit(app: phone.app, person: child, confirmed: 30)
        let notebook = Notebook()
        let subscription = try phone.app.observe(screen: .home, observer: notebook)
        let before = try await notebook.settled()
        for _ in 0..<20 { try probeCommit(app: phone.app, person: child, confirmed: 30) }
        #expect(try await notebook.settled() == before)
        subscription.cancel()
    }

    @Test func whatTheSchoolTellsReachesTheObserverAndNoStateComesTwiceInARow() async throws {
        let notebook = Notebook()
        let subscription = try phone.app.observe(screen: .home, observer: notebook)
        let before = try #require(notebook.states.first.flatMap(balance)).balance.confirmed
        // The school's clock stands unless told: what is read later must be newer.
        _ = try await sandbox.post("/sandbox/v1/clock", #"{"advance_seconds": 60}"#)
        _ = try await sandbox.post("/sandbox/v1/terminal-top-up", #"{"person_id": "\#(child)", "kopecks": 12345}"#)
        phone.app.dispatch(action: .refresh(scope: .latest))
        try await notebook.wait("the new balance") { balance($0)?.balance.confirmed == before + 12345 }
        _ = try await notebook.settled()
        let states = notebook.states
        #expect(zip(states, states.dropFirst()).allSatisfy { $0 != $1 })
        subscription.cancel()
    }

    @Test func aScreenCostsOneCallIntoTheCore() async throws {
        let counting = Counting(phone.app)
        for screen in screens {
            counting.calls.withLock { $0 = [] }
            for await _ in try counting.states(of: screen) { break }
            #expect(counting.calls.withLock { $0 } == ["observe"], "\(screen)")
        }
    }

    /// Counts the calls of every method of the app.
    final class Counting: ParentAppProtocol {
        let calls = Mutex<[String]>([])
        private let app: ParentApp

        init(_ app: ParentApp) { self.app = app }

        private func note(_ call: String) { calls.withLock { $0.append(call) } }

        func beginSignIn() async throws -> String {
            note("beginSignIn")
            return try await app.beginSignIn()
        }
        func completeSignIn(redirect: String) async throws {
            note("completeSignIn")
            try await app.completeSignIn(redirect: redirect)
        }
        func dispatch(action: Action) {
            note("dispatch")
            app.dispatch(action: action)
        }
        func observe(screen: Screen, observer: any ScreenObserver) throws -> Subscription {
            note("observe")
            return try app.observe(screen: screen, observer: observer)
        }
        func pause(deadline: Double) {
            note("pause")
            app.pause(deadline: deadline)
        }
        func refresh(scope: RefreshScope) async throws {
            note("refresh")
            try await app.refresh(scope: scope)
        }
        func resume() {
            note("resume")
            app.resume()
        }
        func nameAdult(child: PersonId, name: String, rights: AdultRights, until: LocalDate?) throws -> AdultId {
            note("nameAdult")
            return try app.nameAdult(child: child, name: name, rights: rights, until: until)
        }
        func statement(child: PersonId, period: Period) async throws -> Statement {
            note("statement")
            return try await app.statement(child: child, period: period)
        }
        func exportEverything() async throws -> String {
            note("exportEverything")
            return try await app.exportEverything()
        }
        func deleteEverything() async throws {
            note("deleteEverything")
            try await app.deleteEverything()
        }
        func shutdown() {
            note("shutdown")
            app.shutdown()
        }
        func alertsPosted(posted: [PostedAlert]) {
            note("alertsPosted")
            app.alertsPosted(posted: posted)
        }
        func alertsToPost() throws -> [AlertToPost] {
            note("alertsToPost")
            return try app.alertsToPost()
        }
        func backgroundRefresh(deadline: Double) async throws -> [AlertToPost] {
            note("backgroundRefresh")
            return try await app.backgroundRefresh(deadline: deadline)
        }
        func handlePush(payload: Data) -> PushOutcome {
            note("handlePush")
            return app.handlePush(payload: payload)
        }
        func setPushToken(token: PushToken?) throws {
            note("setPushToken")
            try app.setPushToken(token: token)
        }
    }
}
