import SchoolCardKit
import SwiftUI

/// What one child bought, day by day, with every line and what dishes a complex is made of.
struct MealsScreen: View {
    @Environment(Face.self) private var face
    @State private var shown = DaysShown()
    let child: PersonId

    var body: some View {
        let period = shown.period(today: face.platform.today())
        Follow(.meals(face.app, child: child, period: period)) { state in
            ScreenList("Питание", refreshing: .child(person: child, period: period)) {
                DaysBar(shown: $shown, period: period)
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .days(
                    _, let name, _, let freshness, let asOfText, let days, let emptyText, _, let unreadText, let notices, let progress):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        FirstSyncRow(progress)
                        AsOfLine(asOfText, freshness.state)
                        UnreadRow(unreadText)
                        SentenceRow(emptyText)
                    }
                    ForEach(days, id: \.date) { MealDaySection(day: $0) }
                        .dated(asOfText)
                }
            }
        }
        .id(period)
    }
}

private struct MealDaySection: View {
    let day: MealDay

    var body: some View {
        Section {
            ForEach(day.purchases, id: \.id) { PurchaseCell(purchase: $0) }
        } header: {
            Text(day.title)
        } footer: {
            Text(day.spentText)
        }
    }
}

private struct PurchaseCell: View {
    let purchase: PurchaseRow

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            TitleAndSum(title: purchase.title, sum: purchase.totalText)
            Lines(purchase.itemTexts)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(purchase.spoken)
    }
}
