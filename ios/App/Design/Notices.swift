import SchoolCardKit
import SwiftUI

/// What is said beside the content, most urgent first.
struct StateBanners: View {
    let notices: [Notice]

    init(_ notices: [Notice]) { self.notices = notices }

    var body: some View {
        ForEach(notices.indices, id: \.self) { at in
            StateBanner(notice: notices[at])
        }
    }
}

/// One notice: its symbol, its words, and what to press.
struct StateBanner: View {
    @Environment(Face.self) private var face
    let notice: Notice

    var body: some View {
        Badge(tone, symbol) {
            // A sum in a notice is of the core's own sentence, which says of when it is where that matters.
            Text(notice.text)
            if notice.kind == .needsSignIn {
                SideButton("Войти снова") { face.startSignIn() }
            }
            if let topic = notice.help { HelpButton(topic: topic) }
        }
        .needsNoDate()
    }

    private var tone: Tone {
        switch notice.kind {
        case .lowBalance, .storageFault, .moneyNotReturned: .bad
        case .needsSignIn, .serviceDown, .runOutSoon, .copiedCard: .warn
        case .offline, .waiting, .cacheRebuilt, .noChildren, .topUp: .plain
        }
    }

    private var symbol: String {
        switch notice.kind {
        case .needsSignIn: "lock"
        case .offline: "wifi.slash"
        case .lowBalance, .storageFault, .moneyNotReturned, .serviceDown, .runOutSoon, .copiedCard: "exclamationmark.triangle"
        case .waiting, .topUp: "clock"
        case .cacheRebuilt, .noChildren: "info.circle"
        }
    }
}

/// Nothing to show yet, and why it takes time. With a notice the wait has its reason, and nothing turns for nothing.
struct LoadingRows: View {
    let notices: [Notice]

    init(_ notices: [Notice] = []) { self.notices = notices }

    var body: some View {
        if notices.isEmpty {
            VStack(spacing: 8) {
                ProgressView()
                Text("Загружаем…")
                Text("Первая загрузка может занять минуту.")
                    .font(.footnote)
                    .foregroundStyle(Color.quiet)
            }
            .frame(maxWidth: .infinity)
            .accessibilityElement(children: .combine)
            .accessibilityAddTraits(.updatesFrequently)
        } else {
            StateBanners(notices)
        }
    }
}

/// The first reading of the history, in words; nothing when none is under way.
struct FirstSyncRow: View {
    let progress: SyncProgress

    init(_ progress: SyncProgress) { self.progress = progress }

    var body: some View {
        switch progress {
        case .firstSync(_, _, let text):
            VStack(alignment: .leading, spacing: 8) {
                Text(text)
                    .font(.footnote)
                ProgressView()
            }
            .accessibilityElement(children: .combine)
            .accessibilityAddTraits(.updatesFrequently)
        case .idle, .refreshing:
            EmptyView()
        }
    }
}

/// Why something that was asked for did not work; nothing when it did.
struct FailureRow: View {
    let failure: AppError?

    var body: some View {
        if let failure {
            Badge(.warn, "exclamationmark.triangle") { TroubleText(trouble: failure) }
        }
    }
}

/// A screen of somebody who is not signed in.
struct SignedOutRow: View {
    @Environment(Face.self) private var face

    var body: some View {
        Badge(.plain, "person.crop.circle.badge.questionmark") {
            Text("Вы не вошли")
            SideButton("Войти через mos.ru") { face.startSignIn() }
        }
    }
}

/// A screen of a child that the family no longer has.
struct UnknownChildRow: View {
    var body: some View {
        Badge(.plain, "info.circle") { Text("Этого ребёнка больше нет в вашей учётной записи.") }
    }
}
