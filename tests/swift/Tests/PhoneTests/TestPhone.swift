import SchoolCardKit
import Testing

/// A phone that answers as the test says.
@MainActor final class TestPhone: Platform {
    var isOwner = true
    /// Who signs in on the page; nil closes it, once `beforeClosing` is done.
    var login: String? = "parent"
    var beforeClosing: () async throws -> Void = {}
    var asked: [String] = []
    var opened: [String] = []
    var entriesBreakThrough = false
    var begunAnew = 0

    func beginAnew() async { begunAnew += 1 }
    func today() -> LocalDate { "2026-05-12" }
    func open(_ url: String) { opened.append(url) }
    func signIn(at url: String) async -> String? {
        guard let login else {
            try? await beforeClosing()
            return nil
        }
        return try? await Browser.signIn(url, login)
    }
    func copy(_ text: String) {}
    func confirmIdentity(_ reason: String) async -> Bool {
        asked.append(reason)
        return isOwner
    }
    func askForNotifications() async -> Bool { true }
}

/// Follows `model` while `work` runs.
@MainActor
func following<State>(_ model: ScreenModel<State>, _ work: () async throws -> Void) async throws {
    let task = Task { await model.run() }
    defer { task.cancel() }
    try await eventually("the first state") { model.state != nil }
    try await work()
}

/// The first state of `model`.
@MainActor
func look<State>(_ model: ScreenModel<State>) async throws -> State {
    try await following(model) {}
    return try #require(model.state)
}
