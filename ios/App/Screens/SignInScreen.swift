import SchoolCardKit
import SwiftUI

/// Signing in: why, how, and what became of the attempt. The password is typed in the system browser.
struct SignInScreen: View {
    @Environment(Face.self) private var face
    @Environment(Trail.self) private var trail
    let state: SignInState?

    var body: some View {
        List {
            Section {
                switch state {
                case nil, .signedIn:
                    LoadingRows()
                case .signedOut(let text), .needsSignIn(let text):
                    Text(text)
                    MainButton("Войти через mos.ru") { face.startSignIn() }
                case .failed(_, let text):
                    Badge(.warn, "exclamationmark.triangle") { Text(text) }
                    MainButton("Войти через mos.ru") { face.startSignIn() }
                case .awaitingRedirect(let url, let text):
                    Text(text)
                    MainButton("Открыть страницу входа") { Task { await face.continueSignIn(at: url) } }
                    SideButton("Отменить вход") { face.dispatch(.cancelSignIn) }
                case .working(let text):
                    HStack(spacing: 10) {
                        ProgressView()
                        Text(text)
                    }
                    .accessibilityElement(children: .combine)
                    .accessibilityAddTraits(.updatesFrequently)
                }
            } footer: {
                Label("Пароль вводится только на сайте mos.ru, приложение его не видит.", systemImage: "lock")
            }
            Section("Что видно родителю") {
                Label("Когда ребёнок пришёл в школу и вышел", systemImage: "clock")
                Label("Что купил в столовой и сколько потратил", systemImage: "fork.knife")
                Label("Сколько осталось на счёте и когда пополнить", systemImage: "rublesign.circle")
            }
            Section {
                Button("Как подключиться") { trail.help(.connecting) }
            }
        }
        .navigationTitle("Школьная карта")
    }
}
