import Foundation
import Synchronization

// Stand-in for Apple's LocalAuthentication on Linux, for tests alone: it answers what the test chose.

public enum LAPolicy: Int, Sendable { case deviceOwnerAuthenticationWithBiometrics = 1, deviceOwnerAuthentication = 2 }

public final class LAContext: NSObject {
    /// Only here: what the phone's owner does when asked; nil on a phone without a lock.
    public static let owner = Mutex<Bool?>(true)

    public struct Refused: Error {}

    public func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { Self.owner.withLock { $0 != nil } }
    public func evaluatePolicy(_ policy: LAPolicy, localizedReason: String) async throws -> Bool {
        guard Self.owner.withLock({ $0 }) == true else { throw Refused() }
        return true
    }
}
