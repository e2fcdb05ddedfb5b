import Foundation
import SchoolCardKit
import Synchronization
import Testing

/// The core as the screens use it, against a real core and a real school.
@MainActor @Suite(.serialized) struct FaceTests {
    let school: Sandbox
    let phone: Phone
    let device = TestPhone()
    let face: Face

    init() throws {
        school = try Sandbox()
        phone = try Phone(school.baseURL)
        face = Face(phone.app, platform: device, redirectUri: phone.config.redirectUri)
    }

    func child() throws -> PersonId { try #require(try phone.cards().first).person }

    @Test func aParentSignsInAndAClosedPageEndsTheSignIn() async throws {
        device.login = nil
        let model = ScreenModel.signIn(face.app)
        device.beforeClosing = {
            try await eventually("the page is open") { if case .awaitingRedirect = model.state { true } else { false } }
        }
        try await following(model) {
            await face.signIn()
            try await eventually("signed out again") { if case .signedOut = model.state { true } else { false } }
            device.login = "parent"
            await face.signIn()
            try await eventually("signed in") { if case .signedIn = model.state { true } else { false } }
        }
        #expect(face.trouble == nil)
        #expect(try phone.cards().count == 2)
        await face.signIn()
        #expect(face.trouble == .Rejected(code: "not_now", text: ""), "\(String(describing: face.trouble))")
        face.dismissTrouble()
        #expect(face.trouble == nil)
    }

    @Test func everyModelHasItsScreensStateAndAllAreEmptyAfterASignOut() async throws {
        await face.signIn()
        let (app, child, days) = (face.app, try child(), Period(from: "2026-04-29", to: "2026-05-12"))
        if case .signedIn = try await look(.signIn(app)) {} else { Issue.record("sign-in") }
        if case .children(let cards, _, _) = try await look(.home(app)) { #expect(cards.count == 2) } else { Issue.record("home") }
        if case .days(child, _, days, _, _, _, _, _, _, _, _, _) = try await look(.visits(app, child: child, period: days)) {
        } else { Issue.record("visits") }
        if case .days(child, _, days, _, _, _, _, _, _, _, _) = try await look(.meals(app, child: child, period: days)) {
        } else { Issue.record("meals") }
        if case .account(child, _, _, days, _, _, _, _, _, _, _, _, _, _, _, _, _) = try await look(.money(app, child: child, period: days)) {
        } else { Issue.record("money") }
        switch try await look(.topUp(app, child: child)) {
        case .chooseAmount(let account, _, _), .noProvider(let account, _): #expect(account.person == child)
        case let other: Issue.record("top-up: \(other)")
        }
        switch try await look(.payments(app, child: child)) {
        case .payments, .notRead: break
        case let other: Issue.record("payments: \(other)")
        }
        if case .limits(child, _, _, _, _, _, _, _, _) = try await look(.limits(app, child: child)) {} else { Issue.record("limits") }
        switch try await look(.cards(app, child: child)) {
        case .cards(let person, _, _, _, _, _, _, _, _, _, _, _, _, _): #expect(person == child)
        case .unknown: break
        case let other: Issue.record("cards: \(other)")
        }
        if case .topics(let pages) = try await look(.help(app, topic: nil)) { #expect(!pages.isEmpty) } else { Issue.record("help") }
        if case .feed = try await look(.alerts(app)) {} else { Issue.record("alerts") }
        if case .settings(let children, _, _, _, _, _, _, _) = try await look(.notificationSettings(app)) {
            #expect(children.count == 2)
        } else { Issue.record("settings") }

        face.dispatch(.signOut)
        let home = ScreenModel.home(app)
        try await following(home) { try await eventually("signed out") { if case .signedOut = home.state { true } else { false } } }
        if case .signedOut = try await look(.visits(app, child: child, period: days)) {} else { Issue.record("visits, signed out") }
        if case .signedOut = try await look(.money(app, child: child, period: days)) {} else { Issue.record("money, signed out") }
        if case .signedOut = try await look(.topUp(app, child: child)) {} else { Issue.record("top-up, signed out") }
        if case .signedOut = try await look(.limits(app, child: child)) {} else { Issue.record("limits, signed out") }
        if case .signedOut = try await look(.alerts(app)) {} else { Issue.record("alerts, signed out") }
        if case .signedOut = try await look(.notificationSettings(app)) {} else { Issue.record("settings, signed out") }
    }

    @Test func aTapReachesTheModelAndWithoutTheSchoolItStays() async throws {
        var school: Sandbox? = try Sandbox()
        let phone = try await Phone(try #require(school).baseURL).ready()
        let child = try #require(try phone.cards().first)
        let model = ScreenModel.home(phone.app)
        func card() -> ChildCard? {
            guard case .children(let cards, _, _) = model.state else { return nil }
            return cards.first
        }
        try await following(model) {
            guard case .inSince = card()?.presence.value.presence else {
                Issue.record("not at school: \(String(describing: card()?.presence))")
                return
            }
            _ = try await school?.post("/sandbox/v1/clock", #"{"advance_seconds": 60}"#)
            _ = try await school?.post("/sandbox/v1/tap", #"{"person_id":"\#(child.person)","direction":"out"}"#)
            _ = try await school?.post("/sandbox/v1/clock", #"{"advance_seconds": 600}"#)
            phone.app.dispatch(action: .refresh(scope: .latest))
            try await eventually("out") { if case .outSince = card()?.presence.value.presence { true } else { false } }

            let seen = try #require(card())
            school = nil
            let offline = await failure { @Sendable in try await phone.app.refresh(scope: .latest) }
            #expect(offline == .Offline)
            try await eventually("said to be offline") {
                guard case .children(_, let notices, _) = model.state else { return false }
                return notices.contains { $0.kind == .offline }
            }
            let kept = try #require(card())
            #expect(kept.presence.value == seen.presence.value && kept.presence.freshness.asOf == seen.presence.freshness.asOf)
            #expect(!kept.presence.asOfText.isEmpty, "no figure without its date")
        }
    }

    @Test func aTopUpIsPaidOnTheBanksPageAndEndsCreditedAndNothingIsSentWithoutTheParentsFace() async throws {
        await face.signIn()
        let child = try child()
        let model = ScreenModel.topUp(face.app, child: child)
        try await following(model) {
            face.dispatch(.chooseAmount(child: child, amountText: "500"))
            try await eventually("what is to be confirmed") {
                if case .chooseAmount(_, let form, _) = model.state { form.confirmation?.amount == 50_000 } else { false }
            }
            device.isOwner = false
            let start = Action.startTopUp(child: child, amountText: "500")
            #expect(await face.dispatch(start, confirmed: "top-up") == false)
            device.isOwner = true
            #expect(try await school.get("/sandbox/v1/payments?person_id=\(child)").contains("request_uid") == false)

            #expect(await face.dispatch(start, confirmed: "top-up"))
            #expect(device.asked == ["top-up", "top-up"])
            try await eventually("the page to pay on") { if case .pay = model.state { true } else { false } }
            guard case .pay(_, let topUp, let link, _, _) = model.state else { return }
            #expect(topUp.amount == 50_000)
            let back = try await Browser.pay(link)
            #expect(back.hasPrefix(phone.config.redirectUri + "/payment"))
            await face.cameBack(back)
            try await eventually("on the account") {
                // Coming back proves nothing: the school is asked until it says so.
                _ = try await school.post("/sandbox/v1/clock", #"{"advance_seconds": 30}"#)
                await face.refresh(.payments)
                if case .finished(_, _, .credited, _, _, _) = model.state { return true }
                return false
            }
        }
        #expect(try await school.get("/sandbox/v1/payments?person_id=\(child)").components(separatedBy: "request_uid").count == 2, "one payment")
    }

    @Test func linksOfOthersAreNotTaken() async throws {
        let before = try await school.requests()
        await face.cameBack("https://example.com/?code=1&state=2")
        await face.cameBack("school-card://open/home")
        #expect(try await school.requests() == before)
    }

    @Test func actionsAreSentInTheOrderInWhichTheyWereAsked() async throws {
        await face.signIn()
        let model = ScreenModel.notificationSettings(face.app)
        try await following(model) {
            for number in 0..<20 { face.dispatch(.setFullWhenLocked(on: number % 2 == 0)) }
            face.dispatch(.setQuietHours(hours: Hours(from: "22:00", to: "07:00")))
            try await eventually("the last one") {
                if case .settings(_, let quiet, _, let full, _, _, _, _) = model.state { quiet != nil && !full } else { false }
            }
        }
    }
}
