import Foundation
import SchoolCardKit
import Testing

/// A secret store of the face's own: what it throws, the core understands.
@Suite struct SecretStoreTests {
    struct Bug: Error {}

    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test func aLockedStoreIsLaterNotASignOut() async throws {
        let first = try await Phone(sandbox.baseURL).ready()
        first.app.shutdown()
        let phone = try Phone(sandbox.baseURL, secrets: first.secrets, directory: first.directory)
        phone.secrets.fail(with: SecretStoreError.Locked)
        await #expect(throws: AppError.Storage(trouble: .secretsLocked)) { try await phone.app.refresh(scope: .latest) }
        #expect(try phone.cards().count == 2, "the last data stay readable")
        phone.secrets.fail(with: nil)
        try await phone.app.refresh(scope: .latest)
    }

    @Test func aStoreThatThrowsSomethingUnexpectedDoesNotEndTheAppNorSignAnybodyOut() async throws {
        let phone = try Phone(sandbox.baseURL)
        phone.secrets.fail(with: Bug())
        await #expect(throws: AppError.Storage(trouble: .secretsLocked)) { try await phone.app.beginSignIn() }
        phone.secrets.fail(with: nil)
        #expect(try await phone.ready().cards().count == 2)
    }

    @Test func signingOutEmptiesTheStoreAndTheScreens() async throws {
        let phone = try await Phone(sandbox.baseURL).ready()
        let home = Notebook()
        let subscription = try phone.app.observe(screen: .home, observer: home)
        phone.app.dispatch(action: .signOut)
        try await home.wait("signed out") { $0 == .home(state: .signedOut) }
        try await eventually("the tokens are gone") { phone.secrets.kept["tokens"] == nil }
        subscription.cancel()
    }
}
