import SchoolCardKit
import SwiftUI

/// The whole app. `snapshot` is what the file says of home, for the frames before the core speaks.
struct RootView: View {
    @Environment(Face.self) private var face
    @Environment(Trail.self) private var trail
    @Environment(\.scenePhase) private var phase
    let snapshot: HomeSnapshot?

    var body: some View {
        @Bindable var face = face
        @Bindable var trail = trail
        Follow(.signIn(face.app)) { session in
            Tabs(session: session, snapshot: snapshot)
        }
        .sheet(item: $trail.payee) { payee in
            TopUpScreen(child: payee.id)
        }
        .alert("Не получилось", isPresented: $face.isTroubled) {
            Button("Понятно") {}
        } message: {
            TroubleText(trouble: face.trouble)
        }
        // The picture that the system keeps for the app switcher shows no name and no sum.
        .overlay {
            if phase == .background || phase == .inactive { Cover() }
        }
    }
}

private struct Tabs: View {
    @Environment(Face.self) private var face
    @Environment(Trail.self) private var trail
    let session: SignInState?
    let snapshot: HomeSnapshot?

    var body: some View {
        @Bindable var trail = trail
        TabView(selection: $trail.tab) {
            NavigationStack(path: $trail.home) {
                Entrance(session: session) { HomeScreen(snapshot: snapshot) }
                    .navigationDestination(for: Place.self) { Destination(place: $0) }
            }
            .tabItem { Label("Главная", systemImage: "house") }
            .tag(MainTab.home)
            NavigationStack(path: $trail.alerts) {
                Entrance(session: session) { AlertsScreen() }
                    .navigationDestination(for: Place.self) { Destination(place: $0) }
            }
            .tabItem { Label("События", systemImage: "bell") }
            .tag(MainTab.alerts)
            NavigationStack(path: $trail.topics) {
                HelpScreen()
                    .navigationDestination(for: HelpTopic.self) { HelpTopicScreen(topic: $0) }
            }
            .tabItem { Label("Помощь", systemImage: "questionmark.circle") }
            .tag(MainTab.help)
            NavigationStack(path: $trail.settings) {
                SettingsScreen(session: session)
                    .navigationDestination(for: Place.self) { Destination(place: $0) }
            }
            .tabItem { Label("Настройки", systemImage: "gearshape") }
            .tag(MainTab.settings)
        }
    }
}

/// What is behind the sign-in, or the sign-in.
private struct Entrance<Content: View>: View {
    let session: SignInState?
    @ViewBuilder let content: Content

    var body: some View {
        switch session {
        case nil, .signedIn, .needsSignIn: content
        case .signedOut, .awaitingRedirect, .working, .failed: SignInScreen(state: session)
        }
    }
}

private struct Destination: View {
    let place: Place

    var body: some View {
        switch place {
        case .visits(let child): VisitsScreen(child: child)
        case .meals(let child): MealsScreen(child: child)
        case .money(let child): MoneyScreen(child: child)
        case .payments(let child): PaymentsScreen(child: child)
        case .limits(let child): LimitsScreen(child: child)
        case .cards(let child): CardsScreen(child: child)
        case .statement(let child): StatementScreen(child: child)
        case .menu(let child): MenuScreen(child: child)
        case .orders(let child): OrdersScreen(child: child)
        case .illToday(let child): IllTodayScreen(child: child)
        case .bans(let child): BansScreen(child: child)
        case .connection: ConnectionScreen()
        case .privacy: PrivacyScreen()
        case .notifications: NotificationSettingsScreen()
        case .topUp(let child): TopUpScreen(child: child)
        case .alerts: AlertsScreen()
        case .help: HelpScreen()
        case .settings, .home: EmptyView()
        }
    }
}

/// What went wrong with something the parent asked for.
struct TroubleText: View {
    let trouble: AppError?

    var body: some View {
        switch trouble {
        case nil: Text(verbatim: "")
        case .Offline: Text("Нет связи. Проверьте интернет и попробуйте ещё раз.")
        case .Server: Text("Школьный сервис не отвечает. Попробуйте немного позже.")
        case .SignedOut: Text("Сначала войдите.")
        case .Storage: Text("Память телефона недоступна или заполнена. Освободите место и откройте приложение снова.")
        case .OutOfDate: Text("Эти данные записала более новая версия. Обновите приложение.")
        case .Rejected(_, let text) where !text.isEmpty: Text(text)
        case .Rejected, .Validation, .Unexpected: Text("Что-то пошло не так. Попробуйте ещё раз.")
        }
    }
}

/// Over everything while the app is not in front.
private struct Cover: View {
    var body: some View {
        ZStack {
            Color("Page")
            Label("Школьная карта", systemImage: "creditcard")
                .font(.title2)
        }
        .ignoresSafeArea()
        .accessibilityHidden(true)
    }
}
