import Foundation
import SchoolCardKit
import Testing

/// Each way a call can fail, brought about for real.
@Suite struct ErrorsTests {
    let sandbox: Sandbox
    let phone: Phone

    init() throws {
        sandbox = try Sandbox()
        phone = try Phone(sandbox.baseURL)
    }

    @Test func readingBeforeSigningInIsSignedOut() async {
        await #expect(throws: AppError.SignedOut) { try await phone.app.refresh(scope: .latest) }
    }

    @Test func aSchoolThatIsGoneIsOfflineAndWhatWasReadStays() async throws {
        var school: Sandbox? = try Sandbox()
        let phone = try await Phone(#require(school).baseURL).ready()
        school = nil
        await #expect(throws: AppError.Offline) { try await phone.app.refresh(scope: .latest) }
        #expect(try phone.cards().count == 2)
    }

    @Test func aLoginServiceAtFaultIsServer() async throws {
        let redirect = try await Browser.signIn(phone.app.beginSignIn(), "parent")
        _ = try await sandbox.post("/sandbox/v1/faults", #"{"service": "login", "kind": "status", "status": 503}"#)
        guard case .Server = await failure(of: { try await phone.app.completeSignIn(redirect: redirect) }) else {
            Issue.record("not Server")
            return
        }
    }

    @Test func aSchoolThatAsksToBeLeftAloneIsServerWithTheTimeToWait() async throws {
        try await phone.signIn()
        for service in ["profile", "pass", "food"] {
            _ = try await sandbox.post(
                "/sandbox/v1/faults", #"{"service": "\#(service)", "kind": "rate_limited", "retry_after": 90}"#)
        }
        guard case .Server(let wait?) = await failure(of: { try await phone.app.refresh(scope: .latest) }) else {
            Issue.record("not Server with a time")
            return
        }
        #expect((60...90).contains(wait))
    }

    /// The name under which `call` is rejected.
    func rejection(_ call: () async throws -> Void) async -> String? {
        if case .Rejected(let code, _) = await failure(of: call) { code } else { nil }
    }

    @Test func aForeignRedirectARepeatedOneAndASecondSignInAreRejectedByName() async throws {
        let redirect = try await Browser.signIn(phone.app.beginSignIn(), "parent")
        let foreign = redirect.replacingOccurrences(of: "state=[^&]*", with: "state=other", options: .regularExpression)
        #expect(await rejection { try await phone.app.completeSignIn(redirect: foreign) } == "wrong_state")
        try await phone.app.completeSignIn(redirect: redirect)
        #expect(await rejection { try await phone.app.completeSignIn(redirect: redirect) } == "redirect_repeated")
        #expect(await rejection { _ = try await phone.app.beginSignIn() } == "not_now")
        try await phone.app.refresh(scope: .latest)
    }

    @Test func givingUpOnThePageAndAnAccountWithoutASchoolAreRejectedByName() async throws {
        let given = try await Browser.cancel(phone.app.beginSignIn())
        #expect(await rejection { try await phone.app.completeSignIn(redirect: given) } == "sign_in_refused")
        #expect(await rejection { try await phone.signIn(as: "stranger") } == "no_school_account")
    }

    @Test func anAddressThatIsNoneIsValidationOfItsField() {
        let config = AppConfig(
            dataDir: "unused", loginUrl: "http://127.0.0.1:1", schoolUrl: "no address", payUrl: "http://127.0.0.1:1",
            clientId: "c", redirectUri: "r://x", locale: .en, deviceId: "d")
        #expect(throws: AppError.Validation(field: "school_url")) { try ParentApp(config: config, secrets: Secrets()) }
    }

    @Test func aDirectoryThatAnotherAppWorksOnIsStorageInUse() {
        #expect(throws: AppError.Storage(trouble: .inUse)) { try ParentApp(config: phone.config, secrets: Secrets()) }
    }

    @Test func aDirectoryThatCannotBeMadeIsStorage() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString)")
        try Data().write(to: file)
        let inside = file.appendingPathComponent("data")
        guard case .Storage = await failure(of: { _ = try Phone("http://127.0.0.1:1", directory: inside) }) else {
            Issue.record("not Storage")
            return
        }
    }

    @Test func aDatabaseOfANewerVersionIsOutOfDateAndStaysAsItIs() async throws {
        try await phone.ready().app.shutdown()
        let file = phone.directory.appendingPathComponent("cache.db")
        var database = try Data(contentsOf: file)
        // The schema's version stands at byte 60 of an SQLite file.
        database.replaceSubrange(60..<64, with: [0, 0, 3, 231])
        try database.write(to: file)
        #expect(throws: AppError.OutOfDate) { try ParentApp(config: phone.config, secrets: phone.secrets) }
        #expect(try Data(contentsOf: file) == database)
    }
}
