import SchoolCardKit
import SwiftUI

/// Where the child is, with the evidence and the date: a symbol and words. One stop of VoiceOver.
struct PresenceBadge: View {
    let presence: DatedPresence

    var body: some View {
        Badge(tone, symbol) {
            Text(presence.value.text)
                .fontWeight(.semibold)
            SentenceRow(presence.value.evidenceText)
                .font(.footnote)
            SentenceRow(presence.value.place)
                .font(.footnote)
            Text(presence.asOfText)
                .font(.footnote)
        }
        .accessibilityElement(children: .combine)
        .dated(presence.asOfText)
    }

    /// What may be out of date does not look like good news.
    private var tone: Tone {
        switch (presence.freshness.state, presence.value.presence) {
        case (.late, _), (.serviceDown, _), (_, .unknown): .plain
        case (_, .inSince): .good
        case (_, .outSince): .soft
        }
    }

    private var symbol: String {
        switch presence.value.presence {
        case .inSince: "checkmark.circle"
        case .outSince: "rectangle.portrait.and.arrow.right"
        case .unknown: "questionmark.circle"
        }
    }
}

/// The confirmed balance, or why there is none.
struct BalanceRow: View {
    let cell: BalanceCell

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text("Баланс")
                .font(.footnote)
                .foregroundStyle(Color.quiet)
            switch cell {
            case .known(let figure):
                DatedAmount(
                    text: figure.value.text, spoken: figure.value.spoken, asOfText: figure.asOfText,
                    state: figure.freshness.state)
            case .loading(let text), .unavailable(let text):
                Text(text)
            }
        }
    }
}

/// How long the money lasts; where that is not known, the balance beside it says why.
struct RunOutRow: View {
    let cell: RunOutCell

    var body: some View {
        switch cell {
        case .known(let figure):
            VStack(alignment: .leading, spacing: 2) {
                Text(figure.value.text)
                Quiet(figure.value.rangeText)
            }
            .dated(figure.asOfText)
        case .unknown:
            EmptyView()
        }
    }
}
