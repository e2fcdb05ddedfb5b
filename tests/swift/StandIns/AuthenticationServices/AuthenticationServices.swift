import Foundation
import UIKit

// Stand-in for Apple's AuthenticationServices on Linux, for tests alone: the "browser" is a closure of the test.

public typealias ASPresentationAnchor = UIWindow

@MainActor public protocol ASWebAuthenticationPresentationContextProviding: AnyObject {
    func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor
}

@MainActor public final class ASWebAuthenticationSession: NSObject {
    public struct Callback: Sendable {
        let host: String
        let path: String
        public static func https(host: String, path: String) -> Callback { Callback(host: host, path: path) }
    }
    public typealias CompletionHandler = (URL?, (any Error)?) -> Void

    /// Only here: what the browser does with the page; nil: the parent closes it.
    public static var browser: (@Sendable (URL) async -> URL?)?

    private let url: URL
    private let callback: Callback
    private let completion: CompletionHandler
    public weak var presentationContextProvider: (any ASWebAuthenticationPresentationContextProviding)?
    public var prefersEphemeralWebBrowserSession = false

    public init(url: URL, callback: Callback, completionHandler: @escaping CompletionHandler) {
        self.url = url
        self.callback = callback
        completion = completionHandler
    }

    @discardableResult
    public func start() -> Bool {
        guard presentationContextProvider != nil else { return false }
        Task { @MainActor in
            let end = await Self.browser?(url)
            // As the system does: only an address of the callback ends it with an address.
            let ours = end.flatMap { $0.host == callback.host && $0.path.hasPrefix(callback.path) ? $0 : nil }
            completion(ours, ours == nil ? CocoaError(.userCancelled) : nil)
        }
        return true
    }
}
