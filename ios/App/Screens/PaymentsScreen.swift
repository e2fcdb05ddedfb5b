import SchoolCardKit
import SwiftUI

/// What was paid for one child, with receipts.
struct PaymentsScreen: View {
    @Environment(Face.self) private var face
    let child: PersonId

    var body: some View {
        Follow(.payments(face.app, child: child)) { state in
            ScreenList("История платежей", refreshing: .payments) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .notRead(let text, let notices):
                    StateBanners(notices)
                    Text(text)
                    Button("Обновить") { face.dispatch(.refresh(scope: .payments)) }
                case .payments(_, let name, let rows, let freshness, let asOfText, let emptyText, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        AsOfLine(asOfText, freshness.state)
                        SentenceRow(emptyText)
                    }
                    Section {
                        ForEach(rows, id: \.id) { PaymentCell(payment: $0) }
                    }
                    .dated(asOfText)
                }
            }
        }
    }
}

private struct PaymentCell: View {
    @Environment(Face.self) private var face
    let payment: PaymentRow

    var body: some View {
        if let receipt = payment.receipt {
            row
                .swipeActions {
                    Button("Открыть чек", systemImage: "doc.text") { face.platform.open(receipt) }
                }
            Button("Открыть чек") { face.platform.open(receipt) }
        } else {
            row
        }
    }

    private var row: some View {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
            Image(systemName: symbol)
                .foregroundStyle(tone.text)
            TitleAndSum(title: payment.title, sum: payment.sumText)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(payment.spoken)
    }

    private var symbol: String {
        switch payment.status {
        case .approved: "checkmark.circle"
        case .declined: "xmark.circle"
        case .processing: "clock"
        case .unclear: "questionmark.circle"
        }
    }

    private var tone: Tone {
        switch payment.status {
        case .approved: .good
        case .declined: .bad
        case .processing, .unclear: .plain
        }
    }
}
