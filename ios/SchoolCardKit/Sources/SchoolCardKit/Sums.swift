/// A sum as a parent would type it: «710» or «12,50».
public func asTyped(_ sum: Money) -> String {
    let (roubles, kopecks) = sum.quotientAndRemainder(dividingBy: 100)
    return kopecks == 0 ? "\(roubles)" : "\(roubles),\(kopecks < 10 ? "0" : "")\(kopecks)"
}

/// A sum that may be chosen as a limit.
public struct OfferedSum: Hashable, Sendable, Identifiable {
    public let sum: Money
    /// «300 ₽».
    public let text: String

    public var id: Money { sum }

    /// Day limits that are offered; one that the school has besides stands among them.
    public static func dayLimits(present: Money?) -> [OfferedSum] { offered([200, 300, 400, 500, 700, 1000], present) }

    /// Thresholds of the low-balance warning that are offered, likewise.
    public static func thresholds(present: Money?) -> [OfferedSum] { offered([100, 200, 300, 500], present) }

    private static func offered(_ roubles: [Money], _ present: Money?) -> [OfferedSum] {
        Set(roubles.map { $0 * 100 } + [present].compactMap { $0 }).sorted()
            .map { OfferedSum(sum: $0, text: "\(asTyped($0))\u{a0}₽") }
    }
}

extension Hours {
    /// The night that is offered as quiet hours.
    public static let night = Hours(from: "21:00", to: "07:00")

    /// Quiet hours to choose from: the night, and others that were set elsewhere.
    public static func offered(present: Hours?) -> [Hours] {
        if let present, present != night { [night, present] } else { [night] }
    }

    /// «21:00 – 07:00».
    public var text: String { "\(from) – \(to)" }
}
