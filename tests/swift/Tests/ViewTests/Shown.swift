import Foundation
import SchoolCardKit
import SwiftUI
import Synchronization
import Testing

@testable import SchoolCardViews

/// A core that shows the states it is given and writes down what it is asked for.
final class PaperCore: ParentAppProtocol {
    private struct Held {
        var states: [Screen: ScreenState] = [:]
        var observers: [(Screen, any ScreenObserver)] = []
        var actions: [Action] = []
        var refreshed: [RefreshScope] = []
        var signInFails: AppError?
        var deletions = 0
    }
    private let held = Mutex(Held())

    var actions: [Action] { held.withLock { $0.actions } }
    var deletions: Int { held.withLock { $0.deletions } }
    var refreshed: [RefreshScope] { held.withLock { $0.refreshed } }
    /// Screens that are looked at.
    var observed: [Screen] { held.withLock { $0.observers.map(\.0) } }

    /// `screen` is in `state` from now on.
    func show(_ screen: Screen, _ state: ScreenState) {
        let observers = held.withLock { held in
            held.states[screen] = state
            return held.observers.filter { $0.0 == screen }
        }
        observers.forEach { $0.1.onState(state: state) }
    }

    func failSignIn(with error: AppError) { held.withLock { $0.signInFails = error } }

    func observe(screen: Screen, observer: any ScreenObserver) throws -> Subscription {
        let state = held.withLock { held in
            held.observers.append((screen, observer))
            return held.states[screen]
        }
        if let state { observer.onState(state: state) }
        return PaperSubscription { [self] in held.withLock { $0.observers.removeAll { $0.1 === observer } } }
    }
    func dispatch(action: Action) { held.withLock { $0.actions.append(action) } }
    func refresh(scope: RefreshScope) async throws { held.withLock { $0.refreshed.append(scope) } }
    func beginSignIn() async throws -> String {
        if let error = held.withLock({ $0.signInFails }) { throw error }
        return "https://school.example/sign-in"
    }
    func completeSignIn(redirect: String) async throws {}
    func pause(deadline: TimeInterval) {}
    func resume() {}
    func shutdown() {}
    func alertsPosted(posted: [PostedAlert]) {}
    func alertsToPost() throws -> [AlertToPost] { [] }
    func backgroundRefresh(deadline: TimeInterval) async throws -> [AlertToPost] { [] }
    func handlePush(payload: Data) -> PushOutcome { .ignored(reason: .malformed) }
    func setPushToken(token: PushToken?) throws {}
    func deleteEverything() async throws { held.withLock { $0.deletions += 1 } }
    func exportEverything() async throws -> String { "{}" }
    func nameAdult(child: PersonId, name: String, rights: AdultRights, until: LocalDate?) throws -> AdultId {
        held.withLock { $0.actions.append(.nameAdult(child: child, name: name, rights: rights, until: until)) }
        return "adult-1"
    }
    func statement(child: PersonId, period: Period) async throws -> Statement {
        Statement(
            csv: TextFile(name: "выписка.csv", mime: "text/csv", text: "дата;сумма"),
            page: TextFile(name: "выписка.html", mime: "text/html", text: "<html>"))
    }
}

private final class PaperSubscription: Subscription, @unchecked Sendable {
    private let end: @Sendable () -> Void
    init(_ end: @escaping @Sendable () -> Void) {
        self.end = end
        super.init(noHandle: NoHandle())
    }
    required init(unsafeFromHandle handle: UInt64) { fatalError("a paper subscription has no handle") }
    override func cancel() { end() }
}

/// The phone in a test's hands.
@MainActor
final class Pocket: Platform {
    var day: LocalDate = "2026-05-12"
    var isOwner = true
    var opened: [String] = []
    var copied: [String] = []
    var asked: [String] = []
    var askedForNotifications = 0
    /// What the browser comes back with.
    var redirect: (@MainActor (String) async throws -> String?)?
    var entriesBreakThrough = false
    var begunAnew = 0

    func beginAnew() async { begunAnew += 1 }
    func today() -> LocalDate { day }
    func open(_ url: String) { opened.append(url) }
    func signIn(at url: String) async -> String? {
        opened.append(url)
        return try? await redirect?(url)
    }
    func copy(_ text: String) { copied.append(text) }
    func confirmIdentity(_ reason: String) async -> Bool {
        asked.append(reason)
        return isOwner
    }
    func askForNotifications() async -> Bool {
        askedForNotifications += 1
        return true
    }
}

/// The app on a screen, with a finger and an ear.
@MainActor
final class Shown {
    let host: ViewHost
    let face: Face
    let trail = Trail()
    let pocket = Pocket()

    init(
        _ core: any ParentAppProtocol, snapshot: HomeSnapshot? = nil, language: String = "ru",
        _ change: (inout EnvironmentValues) -> Void = { _ in }
    ) {
        let face = Face(core, platform: pocket, redirectUri: "school-card://signed-in")
        let trail = trail
        self.face = face
        host = ViewHost {
            $0.locale = Locale(identifier: language == "ru" ? "ru_RU" : "en_GB")
            change(&$0)
        } _: {
            RootView(snapshot: snapshot)
                .environment(face)
                .environment(trail)
        }
        host.words = Catalog.words
    }

    deinit {
        let host = host
        Task { @MainActor in host.close() }
    }

    var tree: Node { host.tree }

    /// Waits until what is seen satisfies `wanted`.
    func until(_ what: Comment, _ wanted: @MainActor (Node) -> Bool) async throws {
        for _ in 0..<4_000 {
            if wanted(tree) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("not seen within 20 s: \(what)\n\(tree.outline)")
        throw CancellationError()
    }

    /// Waits until `words` are read.
    func sees(_ words: String) async throws { try await until("«\(words)»") { $0.has(words) } }

    /// Presses the button, tab, option, switch or link that is called `title`, once it is there and can be pressed.
    func press(_ title: String, _ action: String = "") async throws {
        try await until("«\(title)» to press") { pressing($0, title, action) != nil }
        pressing(tree, title, action)?()
        // A phone draws by itself.
        _ = tree
    }

    private func pressing(_ tree: Node, _ title: String, _ action: String) -> (@MainActor () -> Void)? {
        let roles: [Node.Role] = [.button, .tab, .option, .toggle, .link]
        for node in tree.all where roles.contains(node.role) && node.title == title && node.isEnabled {
            if let act = node.actions[action] { return act }
        }
        return nil
    }

    /// Types into the field that is called `title`.
    func type(_ text: String, into title: String) async throws {
        try await until("the field «\(title)»") { $0.find(.field, title) != nil }
        tree.find(.field, title)?.type?(text)
        _ = tree
    }

    /// Pulls the list down.
    func pull() async throws {
        let refresh = try #require(tree.all.last { $0.refresh != nil }?.refresh, "nothing to pull")
        await refresh()
    }

    func button(_ title: String) -> Node? { tree.find(.button, title) }

    /// What VoiceOver says at each stop.
    var heard: [String] { tree.heard.map(\.label) }
}

/// The app's string catalog.
enum Catalog {
    static let app = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("App")

    /// Words by key and language.
    static let words: [String: [String: String]] = {
        struct File: Decodable {
            struct Entry: Decodable { let localizations: [String: Localization] }
            struct Localization: Decodable { let stringUnit: Unit }
            struct Unit: Decodable {
                let state: String
                let value: String
            }
            let strings: [String: Entry]
        }
        guard let data = try? Data(contentsOf: app.appendingPathComponent("Localizable.xcstrings")),
            let file = try? JSONDecoder().decode(File.self, from: data)
        else { return [:] }
        return file.strings.mapValues { entry in
            entry.localizations.compactMapValues { $0.stringUnit.state == "translated" ? $0.stringUnit.value : nil }
        }
    }()
}
