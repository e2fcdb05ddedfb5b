import Foundation
import SchoolCardKit
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Pushes and alerts as an iPhone face and its notification extension meet them.
@Suite struct AlertsTests {
    static let device = "swift-tests"

    /// A signed-in phone that the school sends pushes to.
    private func registered(_ school: Sandbox) async throws -> Phone {
        let phone = try Phone(school.baseURL)
        try phone.app.setPushToken(token: PushToken(provider: .apns, token: "token", application: "ru.schoolcard"))
        _ = try await phone.ready()
        try await eventually("the school has the phone") {
            try await school.get("/sandbox/v1/devices").contains(Self.device)
        }
        return phone
    }

    private func tapOut(_ school: Sandbox, _ child: ChildCard) async throws {
        _ = try await school.post("/sandbox/v1/tap", #"{"person_id":"\#(child.person)","direction":"out"}"#)
    }

    /// What the platform hands over: the request that the push service was given holds the same payload.
    private func push(_ school: Sandbox) async throws -> Data {
        let text = try await school.get("/sandbox/v1/provider-pushes?device_id=\(Self.device)")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let pushes = try #require(all["pushes"] as? [[String: Any]])
        let request = try #require(pushes.first?["request"] as? [String: Any])
        return try JSONSerialization.data(withJSONObject: try #require(request["payload"]))
    }

    private func feed(_ phone: Phone) throws -> (rows: [AlertRow], unread: UInt32) {
        guard case .alerts(.feed(let rows, let unread, _, _, _, _, _, _)) = try phone.look(.alerts) else { return ([], 0) }
        return (rows, unread)
    }

    @Test func aPushIsShownOnceAndStandsInTheFeed() async throws {
        let school = try Sandbox()
        let phone = try await registered(school)
        try await tapOut(school, try #require(try phone.cards().first))
        let payload = try await push(school)
        guard case .show(let alert) = phone.app.handlePush(payload: payload) else {
            Issue.record("nothing is shown")
            return
        }
        #expect(alert.kind == .exit && alert.channel == .entryExit)
        guard case .duplicate = phone.app.handlePush(payload: payload) else {
            Issue.record("a copy is no news")
            return
        }
        #expect(try phone.app.alertsToPost() == [alert])
        phone.app.alertsPosted(posted: [PostedAlert(key: alert.key, revision: alert.revision)])
        #expect(try phone.app.alertsToPost().isEmpty)
        #expect(try feed(phone).unread == 1)
        phone.app.dispatch(action: .markAlertsRead)
        #expect(try feed(phone).unread == 0)
    }

    @Test func theExtensionReadsAndKeepsAPushWithoutTheApp() async throws {
        let school = try Sandbox()
        let phone = try await registered(school)
        let child = try #require(try phone.cards().first)
        try await tapOut(school, child)
        let payload = try await push(school)
        let context = phone.directory.appendingPathComponent("push-context.json").path
        let rendered = renderPush(payload: payload, contextFile: context)
        #expect("\(rendered)".contains(child.shortName))
        guard case .full(_, let kind, _, _, _, let neutralTitle, let neutralBody, _, _, _) = rendered else {
            Issue.record("the push cannot be read")
            return
        }
        #expect(kind == .exit && !(neutralTitle + neutralBody).contains(child.shortName))
        guard case .neutral = renderPush(payload: Data("noise".utf8), contextFile: "/nowhere") else {
            Issue.record("noise is neutral")
            return
        }
        let spool = phone.directory.appendingPathComponent("push-spool").path
        guard case .kept = recordPush(spoolDir: spool, payload: payload) else {
            Issue.record("the push is not kept")
            return
        }
        #expect(try await phone.app.backgroundRefresh(deadline: 10).isEmpty, "the extension has posted it")
        #expect(try feed(phone).rows.map(\.kind) == [.exit])
        #expect(try FileManager.default.contentsOfDirectory(atPath: spool).isEmpty)
    }
}
