import Foundation
import SchoolCardKit
import Synchronization
import Testing

/// A notification centre that is a list.
final class Board: AlertBoard {
    struct Post: Equatable {
        let key: AlertKey
        let words: NotificationWords
        let place: Place
    }
    struct Held {
        var allowed = true
        var posts: [Post] = []
        var cleared = 0
    }
    let held = Mutex(Held())

    func isAllowed() async -> Bool { held.withLock { $0.allowed } }
    func post(_ words: NotificationWords, key: AlertKey, place: Place) async -> Bool {
        held.withLock { $0.posts.append(Post(key: key, words: words, place: place)) }
        return true
    }
    func clear() async { held.withLock { $0.cleared += 1 } }

    var posts: [Post] { held.withLock { $0.posts } }
}

/// Alerts of a real core on a notification centre.
@Suite(.serialized) struct AlertPostingTests {
    @Test func anAlertIsPostedOnceInNeutralWordsWhoeverAsks() async throws {
        let family = try await PushedPhone()
        let board = Board()
        let alerts = AlertPosting(family.phone.app, board: board, files: family.files)
        let following = Task { await alerts.follow() }
        try await family.taps(1)
        let payload = try await family.payload()
        guard case .show = family.phone.app.handlePush(payload: payload) else {
            Issue.record("nothing to show")
            return
        }
        try await eventually("it is posted") { try !board.posts.isEmpty && family.phone.app.alertsToPost().isEmpty }
        await alerts.post(try family.phone.app.alertsToPost())
        #expect(await alerts.refreshInBackground(deadline: 10))
        let post = try #require(board.posts.first)
        #expect(board.posts.count == 1)
        #expect(post.words.urgency == .active && post.words.sound && post.place == .alerts)
        #expect(!(post.words.title + post.words.body).contains(family.children[0].shortName))
        #expect(await alerts.arrived(payload) == .list, "told before")

        family.phone.app.dispatch(action: .signOut)
        try await eventually("taken down") { board.held.withLock { $0.cleared } > 0 }
        following.cancel()
        await following.value
    }

    @Test func withoutThePermissionAlertsStayForLater() async throws {
        let family = try await PushedPhone()
        let board = Board()
        board.held.withLock { $0.allowed = false }
        let alerts = AlertPosting(family.phone.app, board: board, files: family.files)
        try await family.taps(1)
        guard case .show(let alert) = family.phone.app.handlePush(payload: try await family.payload()) else {
            Issue.record("nothing to show")
            return
        }
        await alerts.post([alert])
        #expect(board.posts.isEmpty)
        #expect(try family.phone.app.alertsToPost() == [alert])
        board.held.withLock { $0.allowed = true }
        await alerts.post(try family.phone.app.alertsToPost())
        #expect(board.posts.map(\.key) == [alert.key])
        #expect(try family.phone.app.alertsToPost().isEmpty)
    }

    @Test func aPushThatComesWhileTheAppIsSeenIsShownByTheSystemOnce() async throws {
        let family = try await PushedPhone()
        let board = Board()
        let alerts = AlertPosting(family.phone.app, board: board, files: family.files)
        try await family.taps(1)
        let payload = try await family.payload()
        #expect(await alerts.arrived(payload) == .banner)
        #expect(try family.phone.app.alertsToPost().isEmpty)
        #expect(await alerts.arrived(payload) == .list)
        #expect(await alerts.arrived(Data("noise".utf8)) == .banner, "the server's own neutral text")
    }
}

/// What needs no core.
@Suite struct PlaceAndPlanTests {
    @Test func aPlaceSurvivesItsRouteAndItsLink() throws {
        let child = "0a1b-2c"
        let places: [Place] = [
            .home, .help, .settings, .alerts, .notifications, .visits(child: child), .meals(child: child), .money(child: child),
            .topUp(child: child), .payments(child: child), .limits(child: child),
        ]
        for place in places {
            #expect(Place(route: place.route) == place)
            #expect(Place(link: try #require(place.link)) == place)
        }
        #expect(Set(places.map(\.route)).count == places.count)
    }

    @Test func whatIsNoPlaceLeadsNowhere() throws {
        for route in ["", "visits", "visits/", "visits/a/b", "home/a", "../x", "money/ /"] { #expect(Place(route: route) == nil, "\(route)") }
        for link in ["school-card://signed-in?code=1", "https://open/home", "school-card://open/", "school-card:home"] {
            #expect(Place(link: try #require(URL(string: link))) == nil, "\(link)")
        }
    }

    /// Moscow's clock on a May day of 2026: the 11th is a Monday.
    func moscow(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Date {
        ISO8601DateFormatter().date(from: String(format: "2026-05-%02dT%02d:%02d:00+03:00", day, hour, minute)) ?? .distantPast
    }

    @Test func theBackgroundIsAskedForOftenInSchoolHoursAndSeldomOutsideThem() {
        #expect(RefreshPlan.next(after: moscow(12, 8)) == moscow(12, 8, 20))
        #expect(RefreshPlan.next(after: moscow(12, 6, 50)) == moscow(12, 7, 10))
        #expect(RefreshPlan.next(after: moscow(12, 18, 50)) == moscow(12, 20, 50))
        #expect(RefreshPlan.next(after: moscow(12, 22)) == moscow(13, 0))
        #expect(RefreshPlan.next(after: moscow(13, 6)) == moscow(13, 7), "not past the morning")
        #expect(RefreshPlan.next(after: moscow(17, 12)) == moscow(17, 14), "a Sunday")
        #expect(RefreshPlan.next(after: moscow(18, 5, 30)) == moscow(18, 7), "Monday's morning")
    }

    @Test func theSchoolsDateIsNotThePhones() {
        #expect(SchoolCalendar.day(of: moscow(12, 0, 5)) == "2026-05-12")
        #expect(SchoolCalendar.day(of: moscow(12, 23, 55)) == "2026-05-12")
    }

    @Test func theAnswerIsGivenOnce() {
        let given = Mutex<[Int]>([])
        let answer = OneAnswer<Int> { number in given.withLock { $0.append(number) } }
        #expect(answer.give(1))
        #expect(!answer.give(2))
        #expect(given.withLock { $0 } == [1])
    }
}
