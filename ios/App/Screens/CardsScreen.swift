import SchoolCardKit
import SwiftUI

/// The cards of one child: which work, what to do about a lost one, the travel purse.
struct CardsScreen: View {
    @Environment(Face.self) private var face
    let child: PersonId

    var body: some View {
        Follow(.cards(face.app, child: child)) { state in
            ScreenList("Карты", refreshing: .cards(child: child)) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .unknown(let text, let help, let notices):
                    StateBanners(notices)
                    Text(text)
                    HelpButton(topic: help)
                case .cards(
                    let person, let name, let accountText, let cards, let emptyText, let compared, let transport, let loss,
                    let hintsTitle, let hints, let freshness, let asOfText, let help, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        AsOfLine(asOfText, freshness.state)
                        SentenceRow(emptyText)
                    } footer: {
                        Text(accountText)
                    }
                    LossSections(loss: loss)
                        .dated(asOfText)
                    ForEach(cards, id: \.id) { CardSection(child: person, card: $0) }
                        .dated(asOfText)
                    HintsSection(title: hintsTitle, hints: hints)
                        .dated(asOfText)
                    TransportSection(cell: transport)
                    Section {
                        Lines(compared)
                        HelpButton(topic: help)
                    }
                }
            }
        }
    }
}

private struct CardSection: View {
    @Environment(Face.self) private var face
    @State private var isAsking = false
    let child: PersonId
    let card: CardRow

    var body: some View {
        Section {
            Badge(tone, symbol) {
                Text(card.title)
                    .fontWeight(.semibold)
                    .accessibilityLabel(card.spoken)
                Text(card.stateText)
            }
            .accessibilityElement(children: .combine)
            if let block = card.block { ChangeRow(block) }
            switch card.action {
            case .none:
                EmptyView()
            case .block(let text, let question):
                Button(text, role: .destructive) { isAsking = true }
                    .confirmationDialog(question, isPresented: $isAsking, titleVisibility: .visible) {
                        Button("Заблокировать", role: .destructive) {
                            face.dispatch(.blockCard(child: child, card: card.id), confirmedFor: .cards)
                        }
                        Button("Оставить", role: .cancel) {}
                    }
            }
        }
    }

    private var tone: Tone {
        switch card.state {
        case .active: .good
        case .temporary: .soft
        case .blockedByParent, .blockedBySchool: .warn
        case .expired, .unclear: .plain
        }
    }

    private var symbol: String {
        switch card.state {
        case .active, .temporary: "creditcard"
        case .blockedByParent, .blockedBySchool: "lock"
        case .expired: "calendar.badge.exclamationmark"
        case .unclear: "questionmark.circle"
        }
    }
}

/// What to do after a loss, and what happened since.
private struct LossSections: View {
    let loss: LossState

    var body: some View {
        switch loss {
        case .nothing:
            EmptyView()
        case .lost(let title, _, let steps, let replacementText, let afterTitle, let after, let afterEmptyText):
            Section(title) {
                Lines(steps)
                SentenceRow(replacementText)
            }
            Section(afterTitle) {
                SentenceRow(afterEmptyText)
                ForEach(after.indices, id: \.self) { at in
                    VStack(alignment: .leading, spacing: 4) {
                        Text(after[at].text)
                        Quiet(after[at].note)
                    }
                    .accessibilityElement(children: .combine)
                }
            }
        }
    }
}

/// Hints that a card may have been copied: hints, not facts.
private struct HintsSection: View {
    let title: String
    let hints: [CopiedHint]

    var body: some View {
        if !hints.isEmpty {
            Section(title) {
                ForEach(hints.indices, id: \.self) { at in
                    Badge(.warn, "questionmark.circle") { Text(hints[at].text) }
                }
            }
        }
    }
}

private struct TransportSection: View {
    let cell: TransportCell

    var body: some View {
        Section {
            switch cell {
            case .notSet(let text):
                Text(text)
            case .known(let figure):
                VStack(alignment: .leading, spacing: 2) {
                    Quiet(figure.value.title)
                    Text(figure.value.text)
                    AsOfLine(figure.asOfText, figure.freshness.state)
                }
                .dated(figure.asOfText)
            }
        }
    }
}
