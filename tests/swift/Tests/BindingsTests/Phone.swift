import Foundation
import SchoolCardKit
import Synchronization
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A secret store in the face's language; `trouble` is thrown by every call while it is set.
final class Secrets: SecretStore {
    private struct Held {
        var kept: [String: String] = [:]
        var trouble: (any Error)?
    }
    private let held = Mutex(Held())

    var kept: [String: String] { held.withLock { $0.kept } }

    func fail(with trouble: (any Error)?) { held.withLock { $0.trouble = trouble } }

    func get(key: String) throws -> String? {
        try held.withLock { held in
            if let trouble = held.trouble { throw trouble }
            return held.kept[key]
        }
    }

    func set(key: String, value: String) throws {
        try held.withLock { held in
            if let trouble = held.trouble { throw trouble }
            held.kept[key] = value
        }
    }

    func delete(key: String) throws {
        try held.withLock { held in
            if let trouble = held.trouble { throw trouble }
            held.kept[key] = nil
        }
    }
}

/// Remembers every state it is handed, and counts how many of its kind are alive.
final class Notebook: ScreenObserver {
    static let alive = Atomic<Int>(0)

    private let pages = Mutex<[ScreenState]>([])

    init() { Self.alive.add(1, ordering: .sequentiallyConsistent) }
    deinit { Self.alive.subtract(1, ordering: .sequentiallyConsistent) }

    var states: [ScreenState] { pages.withLock { $0 } }
    var count: Int { states.count }

    func onState(state: ScreenState) { pages.withLock { $0.append(state) } }

    /// Waits until a state satisfies `wanted`.
    @discardableResult
    func wait(_ what: Comment, _ wanted: (ScreenState) -> Bool) async throws -> ScreenState {
        try await eventually(what) { states.contains(where: wanted) }
        let found = states.first(where: wanted)
        return try #require(found)
    }

    /// Waits until nothing comes any more; how many came so far.
    func settled() async throws -> Int {
        var last = -1
        while last != count {
            last = count
            try await Task.sleep(for: .milliseconds(400))
        }
        return last
    }
}

/// Waits until `wanted` holds.
func eventually(
    isolation: isolated (any Actor)? = #isolation, _ what: Comment, _ wanted: () async throws -> Bool
) async throws {
    for _ in 0..<1_000 {
        if try await wanted() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("not within 20 s: \(what)")
    throw CancellationError()
}

/// The app's error with which `call` fails.
func failure(of call: () async throws -> Void) async -> AppError? {
    do {
        try await call()
        return nil
    } catch {
        return error as? AppError
    }
}

/// A phone of its own with the app on it, talking to the school at `baseURL`.
final class Phone: Sendable {
    let app: ParentApp
    let secrets: Secrets
    let directory: URL
    let config: AppConfig

    /// `shared`: where its extension and widgets look; the phone's own directory unless told.
    init(_ baseURL: String, secrets: Secrets = Secrets(), directory: URL? = nil, shared: URL? = nil) throws {
        let directory =
            directory ?? FileManager.default.temporaryDirectory.appendingPathComponent("phone-\(UUID().uuidString)")
        let config = AppConfig(
            dataDir: directory.path, loginUrl: baseURL, schoolUrl: baseURL, payUrl: baseURL, clientId: "school-card",
            redirectUri: "school-card://signed-in", locale: .ru, deviceId: "swift-tests",
            sharedDir: shared?.path)
        self.directory = directory
        self.config = config
        self.secrets = secrets
        app = try ParentApp(config: config, secrets: secrets)
    }

    deinit { app.shutdown() }

    /// Signs in through the school's page.
    func signIn(as login: String = "parent") async throws {
        try await app.completeSignIn(redirect: Browser.signIn(app.beginSignIn(), login))
    }

    /// Signs in and reads the latest days.
    func ready() async throws -> Phone {
        try await signIn()
        try await app.refresh(scope: .latest)
        return self
    }

    /// One look at `screen`.
    func look(_ screen: Screen) throws -> ScreenState {
        let notebook = Notebook()
        let subscription = try app.observe(screen: screen, observer: notebook)
        subscription.cancel()
        return try #require(notebook.states.first)
    }

    /// The children on home.
    func cards() throws -> [ChildCard] {
        guard case .home(.children(let cards, _, _)) = try look(.home) else { return [] }
        return cards
    }
}

/// The parent in front of the school's sign-in page.
enum Browser {
    /// Stays where it is: the app takes the redirects.
    private final class Stay: NSObject, URLSessionTaskDelegate {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }

    /// Opens the page at `url`, types, and returns the address the browser is sent to.
    static func signIn(_ url: String, _ login: String) async throws -> String {
        try await submit(url, "login=\(login)&password=\(login)")
    }

    /// Opens the page at `url` and gives up.
    static func cancel(_ url: String) async throws -> String { try await submit(url, "cancel=1") }

    /// Pays on the bank's page at `url`; the address it sends the browser back to.
    static func pay(_ url: String) async throws -> String { try await submit(url, "action=pay&method=card", says: "pay") }

    private static func submit(_ url: String, _ form: String, says: String = "password") async throws -> String {
        let session = URLSession(configuration: .ephemeral, delegate: Stay(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let address = try #require(URL(string: url))
        let (page, _) = try await session.data(from: address)
        try #require(String(decoding: page, as: UTF8.self).contains(says), "not the page")
        var post = URLRequest(url: address)
        post.httpMethod = "POST"
        post.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        post.httpBody = Data(form.utf8)
        let (_, answer) = try await session.data(for: post)
        return try #require((answer as? HTTPURLResponse)?.value(forHTTPHeaderField: "Location"), "no redirect")
    }
}
