import Foundation
import SchoolCardKit
import Testing

/// The family's connection, the statement and what the phone holds, as the models of the screens show them, against a real
/// core and a real school.
@MainActor @Suite(.serialized) struct FamilyTests {
    let school: Sandbox
    let phone: Phone
    let device = TestPhone()
    let face: Face

    init() throws {
        school = try Sandbox()
        phone = try Phone(school.baseURL)
        face = Face(phone.app, platform: device, redirectUri: phone.config.redirectUri)
    }

    func child() throws -> ChildCard { try #require(try phone.cards().first) }

    @Test func anApplicationIsFilledInHandedInAndTheChildIsConnected() async throws {
        struct State: Decodable {
            struct Child: Decodable { let person_id: String }
            let children: [Child]
        }
        let state = try JSONDecoder().decode(State.self, from: Data(try await school.get("/sandbox/v1/state").utf8))
        let child = try #require(state.children.first).person_id
        _ = try await school.post("/sandbox/v1/connection", #"{"person_id":"\#(child)","connected":false}"#)
        await face.signIn()
        let model = ScreenModel.connection(face.app)
        func row() -> ChildConnection? {
            guard case .children(_, _, let children, _, _) = model.state else { return nil }
            return children.first { $0.person == child }
        }
        try await following(model) {
            await face.refresh(.connection)
            try await eventually("not connected") { row()?.kind == .notConnected && row()?.asOfText.isEmpty == false }
            face.dispatch(.setContact(phone: "+7 900 000-00-00", email: "parent@example.org"))
            try await eventually("the paper names the phone") { row()?.application.page.contains("900 000-00-00") == true }
            let paper = try #require(row()).application
            #expect(paper.text.contains("parent@example.org") && paper.missingText.isEmpty)
            face.dispatch(.markApplied(child: child, on: true))
            try await eventually("applied") { row()?.kind == .applied }
            struct Handed: Decodable { let id: Int }
            let paperText = #"{"person_id":"\#(child)","login":"parent","phone":"+79000000000","email":"parent@example.org"}"#
            let handed = try JSONDecoder().decode(
                Handed.self, from: Data(try await school.post("/sandbox/v1/applications", paperText).utf8))
            _ = try await school.post("/sandbox/v1/applications/\(handed.id)", #"{"approve":true}"#)
            _ = try await school.post("/sandbox/v1/clock", #"{"advance_seconds": 180}"#)
            await face.refresh(.latest)
            await face.refresh(.connection)
            try await eventually("connected") { row()?.kind == .connected }
        }
    }

    @Test func anotherAdultIsNamedOnceTheParentHasAgreedToKeepTheName() async throws {
        await face.signIn()
        let child = try child().person
        let refused = await failure { @Sendable [app = phone.app] in
            _ = try app.nameAdult(child: child, name: "Мария Волкова", rights: .entries, until: "2026-06-30")
        }
        if case .Rejected("no_consent", _) = refused {} else { Issue.record("\(String(describing: refused))") }
        let model = ScreenModel.connection(face.app)
        func named() -> [NamedAdultRow] {
            guard case .children(_, _, let children, _, _) = model.state else { return [] }
            return children.first { $0.person == child }?.named ?? []
        }
        try await following(model) {
            face.app.dispatch(action: .setConsent(purpose: .otherAdults, given: true))
            _ = try face.app.nameAdult(child: child, name: "Мария Волкова", rights: .entries, until: "2026-06-30")
            try await eventually("named") { named().map(\.name) == ["Мария Волкова"] }
            #expect(named().first?.rights == .entries && named().first?.until == "2026-06-30")
            face.dispatch(.forgetAdult(id: try #require(named().first).id))
            try await eventually("forgotten") { named().isEmpty }
        }
    }

    @Test func aStatementHasWhatTheScreenCountsAndIsWrittenToAFile() async throws {
        await face.signIn()
        let (child, period) = (try child(), Period(from: "2026-05-01", to: "2026-05-12"))
        guard case .statement(child.person, child.name, period, let counts, let sums, _, let asOfText, _, _) =
            try await look(.statement(face.app, child: child.person, period: period))
        else {
            Issue.record("no statement")
            return
        }
        #expect(!counts.isEmpty && !sums.isEmpty && !asOfText.isEmpty)
        let statement = try await face.app.statement(child: child.person, period: period)
        let file = try statement.csv.saved()
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(file.lastPathComponent == statement.csv.name && written == statement.csv.text)
        #expect(written.split(whereSeparator: \.isNewline).count > 10, "a line for each movement")
        #expect(statement.page.text.contains(child.name))
    }

    @Test func whatThePhoneHoldsIsTakenAlongAndDestroyedWithItsOwnChoices() async throws {
        await face.signIn()
        let child = try child()
        let model = ScreenModel.privacy(face.app)
        try await following(model) {
            guard case .privacy(let consents, let holds, _, _) = model.state else {
                Issue.record("\(String(describing: model.state))")
                return
            }
            #expect(consents.allSatisfy { $0.kind == .notAsked } && !holds.isEmpty)
            face.dispatch(.setConsent(purpose: .pushes, given: true))
            try await eventually("agreed") {
                if case .privacy(let consents, _, _, _) = model.state { consents.contains { $0.kind == .given } } else { false }
            }
            let everything = try await face.app.exportEverything()
            #expect(everything.contains(child.person) && everything.contains(child.name))
            #expect(try JSONSerialization.jsonObject(with: Data(everything.utf8)) is [String: Any])

            face.entriesBreakThrough = true
            #expect(device.entriesBreakThrough)
            try await face.deleteEverything()
            try await eventually("signed out") { if case .signedOut = model.state { true } else { false } }
            #expect(!device.entriesBreakThrough && !face.entriesBreakThrough && device.begunAnew == 1)
            #expect(!phone.secrets.kept.keys.contains { $0.contains("token") || $0.contains("session") }, "\(phone.secrets.kept.keys)")
            #expect(try phone.cards().isEmpty)
        }
        await face.signIn()
        #expect(try phone.cards().count == 2, "and all begins anew")
    }
}
