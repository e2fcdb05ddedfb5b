import SchoolCardKit
import SwiftUI

extension Face {
    /// A switch that shows `value`, and asks the core for another.
    func asking<Value: Sendable>(_ value: Value, _ action: @escaping @Sendable (Value) -> Action) -> Binding<Value> {
        Binding(get: { value }, set: { wanted in Task { @MainActor in self.dispatch(action(wanted)) } })
    }

    /// The same for what only the owner of the phone may change.
    func asking<Value: Sendable>(
        _ value: Value, confirmedFor reason: IdentityReason, _ action: @escaping @Sendable (Value) -> Action
    ) -> Binding<Value> {
        Binding(get: { value }, set: { wanted in Task { @MainActor in self.dispatch(action(wanted), confirmedFor: reason) } })
    }

    /// Whether there is a `trouble` to tell; false once the parent has read it.
    var isTroubled: Bool {
        get { trouble != nil }
        set { if !newValue { dismissTrouble() } }
    }

    /// `signIn()` for a button.
    func startSignIn() { Task { await signIn() } }

    /// Names another adult; off the main thread, because it is written down before it returns.
    nonisolated func nameAdult(child: PersonId, name: String, rights: AdultRights, until: LocalDate?) async throws {
        let app = await app
        _ = try app.nameAdult(child: child, name: name, rights: rights, until: until)
    }

    /// Sends `action` once the parent has shown that the phone is theirs.
    func dispatch(_ action: Action, confirmedFor reason: IdentityReason) {
        Task { await dispatch(action, confirmed: reason.text) }
    }
}

/// Why the parent has to show that the phone is theirs.
enum IdentityReason {
    case topUp, limits, cards, people, data, orders, bans

    /// What they read meanwhile.
    var text: String {
        switch self {
        case .topUp: NSLocalizedString("Подтвердите пополнение", comment: "над запросом кода или лица")
        case .cards: NSLocalizedString("Подтвердите блокировку карты", comment: "над запросом кода или лица")
        case .people: NSLocalizedString("Подтвердите, кто видит ребёнка", comment: "над запросом кода или лица")
        case .data: NSLocalizedString("Подтвердите, что это ваш телефон", comment: "над запросом кода или лица")
        case .orders: NSLocalizedString("Подтвердите, что заказ меняете вы", comment: "над запросом кода или лица")
        case .bans: NSLocalizedString("Подтвердите, что запреты меняете вы", comment: "над запросом кода или лица")
        case .limits: NSLocalizedString("Подтвердите новые правила", comment: "над запросом кода или лица")
        }
    }
}
