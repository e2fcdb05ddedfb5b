import SchoolCardKit
import SwiftUI

/// The feed of alerts: what was told, what was kept back and why, and how late it was learned.
struct AlertsScreen: View {
    @Environment(Face.self) private var face

    var body: some View {
        Follow(.alerts(face.app)) { state in
            ScreenList("Уведомления", refreshing: .latest) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .feed(let rows, _, let unreadText, let emptyText, _, _, let pushText, let notices):
                    Section {
                        StateBanners(notices)
                        if let pushText {
                            Badge(.warn, "bell.slash") { Text(pushText) }
                        }
                        SentenceRow(unreadText)
                        SentenceRow(emptyText)
                        NavigationLink("Настройки уведомлений", value: Place.notifications)
                    }
                    Section {
                        ForEach(rows, id: \.id) { AlertCell(alert: $0) }
                    }
                }
            }
            .accessibilityRotor("Новое", entries: unread(state), entryID: \.id, entryLabel: \.title)
        }
        // Whoever leaves the feed has seen it; while they look, what is new stays marked.
        .onDisappear { face.dispatch(.markAlertsRead) }
    }

    private func unread(_ state: AlertsState?) -> [AlertRow] {
        switch state {
        case nil, .signedOut: []
        case .feed(let rows, _, _, _, _, _, _, _): rows.filter(\.unread)
        }
    }
}

private struct AlertCell: View {
    let alert: AlertRow

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 12) {
            Image(systemName: symbol)
                .foregroundStyle(alert.unread ? Color.accentColor : Color.quiet)
                .accessibilityHidden(true)
            VStack(alignment: .leading, spacing: 4) {
                if alert.unread {
                    Text("Новое")
                        .font(.footnote)
                        .foregroundStyle(Color.accentColor)
                }
                VStack(alignment: .leading, spacing: 4) {
                    Text(alert.title)
                        .fontWeight(alert.unread ? .semibold : .regular)
                    SentenceRow(alert.body)
                }
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(alert.spoken)
                Quiet(alert.atText)
                if let delayText = alert.delayText {
                    Text(delayText)
                        .font(.footnote)
                        .foregroundStyle(Tone.warn.text)
                }
                if let suppressedText = alert.suppressedText { Quiet(suppressedText) }
            }
        }
        .accessibilityElement(children: .combine)
        // An alert is about a moment of the past, which it names itself.
        .needsNoDate()
    }

    private var symbol: String {
        switch alert.channel {
        case .entryExit: "clock"
        case .moneyUrgent: "exclamationmark.triangle"
        case .moneyInfo: "rublesign.circle"
        case .meals: "fork.knife"
        case .cardSecurity: "lock"
        case .service: "info.circle"
        }
    }
}
