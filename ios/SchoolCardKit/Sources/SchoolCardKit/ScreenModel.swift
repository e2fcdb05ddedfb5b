import Observation

/// One screen for SwiftUI: `.task { await model.run() }` keeps `state` current for as long as the view is there.
@MainActor @Observable
public final class ScreenModel<State: Sendable> {
    /// The latest state; nil until the first one, which comes at once from the phone's own copy.
    public private(set) var state: State?
    /// Why the screen cannot be read, if it cannot.
    public private(set) var failure: AppError?

    @ObservationIgnored private let app: any ParentAppProtocol
    @ObservationIgnored private let screen: Screen
    @ObservationIgnored private let pick: @Sendable (ScreenState) -> State?

    /// A model of `screen`, whose own state `pick` takes out of the common type.
    public init(_ app: any ParentAppProtocol, _ screen: Screen, _ pick: @escaping @Sendable (ScreenState) -> State?) {
        self.app = app
        self.screen = screen
        self.pick = pick
    }

    /// Follows the screen until the task is cancelled; then the core lets go of the observer. May be run again.
    public func run() async {
        do {
            failure = nil
            for await state in try await Self.open(app, screen) {
                self.state = pick(state) ?? self.state
            }
        } catch {
            failure = error as? AppError ?? .Unexpected(reportId: "")
        }
    }

    /// Not on the main thread: the first state is read from disk.
    private nonisolated static func open(_ app: any ParentAppProtocol, _ screen: Screen) async throws -> AsyncStream<ScreenState> {
        try app.states(of: screen)
    }
}

extension ScreenModel where State == SignInState {
    /// The sign-in screen.
    public static func signIn(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .signIn) { if case .signIn(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == HomeState {
    /// The home screen.
    public static func home(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .home) { if case .home(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == VisitsState {
    /// The entries and exits of `child`.
    public static func visits(_ app: any ParentAppProtocol, child: PersonId, period: Period) -> ScreenModel {
        ScreenModel(app, .visits(child: child, period: period)) { if case .visits(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == MealsState {
    /// The meals of `child`.
    public static func meals(_ app: any ParentAppProtocol, child: PersonId, period: Period) -> ScreenModel {
        ScreenModel(app, .meals(child: child, period: period)) { if case .meals(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == BansState {
    /// What `child` may buy.
    public static func bans(_ app: any ParentAppProtocol, child: PersonId) -> ScreenModel {
        ScreenModel(app, .bans(child: child)) { if case .bans(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == MenuState {
    /// The menu of the week with `day` in it, or of the one that matters now, for `child`.
    public static func menu(_ app: any ParentAppProtocol, child: PersonId, day: LocalDate?, search: String) -> ScreenModel {
        ScreenModel(app, .menu(child: child, day: day, search: search)) { if case .menu(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == MoneyState {
    /// The account of `child`.
    public static func money(_ app: any ParentAppProtocol, child: PersonId, period: Period) -> ScreenModel {
        ScreenModel(app, .money(child: child, period: period)) { if case .money(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == TopUpState {
    /// The top-up of the account of `child`.
    public static func topUp(_ app: any ParentAppProtocol, child: PersonId) -> ScreenModel {
        ScreenModel(app, .topUp(child: child)) { if case .topUp(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == PaymentsState {
    /// The payments for `child`.
    public static func payments(_ app: any ParentAppProtocol, child: PersonId) -> ScreenModel {
        ScreenModel(app, .payments(child: child)) { if case .payments(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == LimitsState {
    /// The limits of `child`.
    public static func limits(_ app: any ParentAppProtocol, child: PersonId) -> ScreenModel {
        ScreenModel(app, .limits(child: child)) { if case .limits(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == CardsState {
    /// The cards of `child`.
    public static func cards(_ app: any ParentAppProtocol, child: PersonId) -> ScreenModel {
        ScreenModel(app, .cards(child: child)) { if case .cards(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == HelpState {
    /// The help, opened at `topic` or as a whole.
    public static func help(_ app: any ParentAppProtocol, topic: HelpTopic?) -> ScreenModel {
        ScreenModel(app, .help(topic: topic)) { if case .help(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == ConnectionState {
    /// How the family is connected.
    public static func connection(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .connection) { if case .connection(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == StatementState {
    /// What a statement of `child` for `period` would hold.
    public static func statement(_ app: any ParentAppProtocol, child: PersonId, period: Period) -> ScreenModel {
        ScreenModel(app, .statement(child: child, period: period)) {
            if case .statement(let state) = $0 { state } else { nil }
        }
    }
}

extension ScreenModel where State == PrivacyState {
    /// Consents, and what this device holds.
    public static func privacy(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .privacy) { if case .privacy(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == AlertsState {
    /// The feed of alerts.
    public static func alerts(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .alerts) { if case .alerts(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == NotificationSettingsState {
    /// What the parent is told, and by which way.
    public static func notificationSettings(_ app: any ParentAppProtocol) -> ScreenModel {
        ScreenModel(app, .notificationSettings) { if case .notificationSettings(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == OrdersState {
    /// What is ordered ahead for `child` in the week of `day`.
    public static func orders(_ app: any ParentAppProtocol, child: PersonId, week day: LocalDate) -> ScreenModel {
        ScreenModel(app, .orders(child: child, week: day)) { if case .orders(let state) = $0 { state } else { nil } }
    }
}

extension ScreenModel where State == IllTodayState {
    /// Keeping `child` at home on `day`.
    public static func illToday(_ app: any ParentAppProtocol, child: PersonId, day: LocalDate) -> ScreenModel {
        ScreenModel(app, .illToday(child: child, day: day)) { if case .illToday(let state) = $0 { state } else { nil } }
    }
}
