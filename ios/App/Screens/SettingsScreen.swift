import SchoolCardKit
import SwiftUI

/// Who is signed in, notifications with their reasons first, what is kept where, and signing out.
struct SettingsScreen: View {
    let session: SignInState?

    var body: some View {
        List {
            Section {
                switch session {
                case .signedIn(let name): SignedInRows(name: name ?? "")
                case nil, .signedOut, .awaitingRedirect, .working, .failed, .needsSignIn: SignedOutRow()
                }
            }
            Section("Уведомления") {
                NotificationReasons()
                NavigationLink("Настройки уведомлений", value: Place.notifications)
            }
            Section {
                NavigationLink("Семья и подключение", value: Place.connection)
            }
            Section("Ваши данные") {
                Text(
                    "Проходы, покупки и баланс хранятся только на этом телефоне и на сервере школы. Рекламы и сбора статистики нет. Ключи входа лежат в защищённом хранилище телефона."
                )
                NavigationLink("Согласия, выгрузка и удаление", value: Place.privacy)
            }
        }
        .navigationTitle("Настройки")
    }
}

private struct SignedInRows: View {
    @Environment(Face.self) private var face
    @State private var isAsking = false
    let name: String

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text("Вы вошли")
                .font(.footnote)
                .foregroundStyle(Color.quiet)
            SentenceRow(name)
                .font(.headline)
        }
        .accessibilityElement(children: .combine)
        Button("Выйти", role: .destructive) { isAsking = true }
            .confirmationDialog("Выйти из приложения?", isPresented: $isAsking, titleVisibility: .visible) {
                Button("Выйти", role: .destructive) { face.dispatch(.signOut) }
                Button("Остаться", role: .cancel) {}
            } message: {
                Text("Сохранённые данные будут удалены с этого телефона. В школе ничего не изменится.")
            }
    }
}
