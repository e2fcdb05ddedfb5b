import Charts
import SchoolCardKit
import SwiftUI

/// Balance, how long it lasts, movements, spending and the bill check of one child.
struct MoneyScreen: View {
    @Environment(Face.self) private var face
    @Environment(Trail.self) private var trail
    @State private var shown = DaysShown()
    let child: PersonId

    var body: some View {
        let period = shown.period(today: face.platform.today())
        Follow(.money(face.app, child: child, period: period)) { state in
            ScreenList("Деньги", refreshing: .child(person: child, period: period)) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .account(
                    let person, let name, _, _, let balance, let runOut, let freshness, let asOfText, let days, let spending,
                    let spendingByKind, let bills, let emptyText, _, let unreadText, let notices, let progress):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        FirstSyncRow(progress)
                        BalanceRow(cell: balance)
                        RunOutRow(cell: runOut)
                        MainButton("Пополнить") { trail.payee = Payee(id: person) }
                        NavigationLink("История платежей", value: Place.payments(child: person))
                        NavigationLink("Лимиты", value: Place.limits(child: person))
                        NavigationLink("Выписка", value: Place.statement(child: person))
                    }
                    Section {
                        DaysBar(shown: $shown, period: period)
                        AsOfLine(asOfText, freshness.state)
                        UnreadRow(unreadText)
                        SentenceRow(emptyText)
                    }
                    Group {
                        BillsSection(bills: bills)
                        SpendingSection(spending: spending)
                        KindsSections(spending: spendingByKind)
                        ForEach(days, id: \.date) { MovementDaySection(day: $0) }
                    }
                    .dated(asOfText)
                }
            }
        }
        .id(period)
    }
}

private struct BillsSection: View {
    let bills: BillsState

    var body: some View {
        Section("Проверка счёта") {
            switch bills {
            case .notYet(let text):
                Text(text)
            case .checked(_, let text, let findings):
                Badge(findings.isEmpty ? .good : .warn, findings.isEmpty ? "checkmark.circle" : "info.circle") { Text(text) }
                ForEach(findings.indices, id: \.self) { at in
                    Badge(.plain, "exclamationmark.triangle") {
                        Text(findings[at].text)
                            .accessibilityLabel(findings[at].spoken)
                    }
                }
            }
        }
    }
}

/// A bar for each day: its name and sum in words, so that the length only adds to them.
private struct SpendingSection: View {
    @Environment(\.dynamicTypeSize) private var typeSize
    let spending: [SpendingBar]

    var body: some View {
        if !spending.isEmpty {
            Section("Траты по дням") {
                // At accessibility sizes the names of the days do not fit beside bars.
                if !typeSize.isAccessibilitySize {
                    Chart(spending, id: \.date) { bar in
                        BarMark(x: .value("Траты", Double(bar.perMille)), y: .value("День", bar.label))
                            .foregroundStyle(Color.accentColor)
                            .cornerRadius(4)
                            .accessibilityLabel(bar.label)
                            .accessibilityValue(bar.text)
                    }
                    .chartXAxis(.hidden)
                    .frame(minHeight: 280)
                }
                ForEach(spending, id: \.date) { bar in
                    TitleAndSum(title: bar.label, sum: bar.text)
                        .accessibilityElement(children: .combine)
                }
            }
        }
    }
}

private struct KindsSections: View {
    let spending: SpendingByKind

    var body: some View {
        if !spending.kinds.isEmpty {
            Section {
                ForEach(spending.kinds, id: \.kind) { ShareRow(label: $0.label, text: $0.text, spoken: $0.spoken) }
            } header: {
                Text("На что потрачено")
            } footer: {
                Text(spending.totalText)
            }
            Section("По неделям") {
                ForEach(spending.weeks, id: \.period) { ShareRow(label: $0.label, text: $0.text, spoken: $0.spoken) }
            }
            Section("По месяцам") {
                ForEach(spending.months, id: \.period) { ShareRow(label: $0.label, text: $0.text, spoken: $0.spoken) }
            }
        }
    }
}

private struct ShareRow: View {
    let label: String
    let text: String
    let spoken: String

    var body: some View {
        TitleAndSum(title: label, sum: text)
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(spoken)
    }
}

private struct MovementDaySection: View {
    let day: MovementDay

    var body: some View {
        Section(day.title) {
            ForEach(day.movements, id: \.id) { MovementCell(movement: $0) }
        }
    }
}

private struct MovementCell: View {
    let movement: MovementRow

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            TitleAndSum(title: movement.title, sum: movement.sumText)
            SentenceRow(movement.editText)
                .font(.footnote)
                .foregroundStyle(Tone.warn.text)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(movement.spoken)
        .accessibilityValue(movement.editText)
    }
}
