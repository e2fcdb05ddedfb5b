import SchoolCardKit
import Testing

/// Signing in through the real page, as a parent does.
@Suite struct SignInTests {
    @Test func aParentSignsInThroughThePageAndTheScreenFollows() async throws {
        let sandbox = try Sandbox()
        let phone = try Phone(sandbox.baseURL)
        let screen = Notebook()
        let subscription = try phone.app.observe(screen: .signIn, observer: screen)
        let url = try await phone.app.beginSignIn()
        #expect(url.contains("code_challenge_method=S256"))
        try await screen.wait("the browser is open") {
            if case .signIn(.awaitingRedirect(url, _)) = $0 { true } else { false }
        }
        try await phone.app.completeSignIn(redirect: Browser.signIn(url, "parent"))
        try await screen.wait("signed in") { if case .signIn(.signedIn) = $0 { true } else { false } }
        #expect(!phone.secrets.kept.isEmpty, "the tokens are in the face's own store")
        subscription.cancel()
    }

    @Test func aSignInBegunBeforeTheAppWasKilledIsFinishedAfterIt() async throws {
        let sandbox = try Sandbox()
        let first = try Phone(sandbox.baseURL)
        let redirect = try await Browser.signIn(first.app.beginSignIn(), "parent")
        first.app.shutdown()
        let again = try Phone(sandbox.baseURL, secrets: first.secrets, directory: first.directory)
        try await again.app.completeSignIn(redirect: redirect)
        try await again.app.refresh(scope: .latest)
        #expect(try again.cards().count == 2)
    }
}
