import SchoolCardKit
import SwiftUI

/// Day limit and warning threshold of one child's account, and how a change goes.
struct LimitsScreen: View {
    @Environment(Face.self) private var face
    let child: PersonId

    var body: some View {
        Follow(.limits(face.app, child: child)) { state in
            ScreenList("Лимиты", refreshing: .latest) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .unknown(let text, let notices):
                    StateBanners(notices)
                    Text(text)
                case .limits(
                    let person, let name, let rules, let dayLimitText, let warnBelowText, let freshness, let asOfText, let change,
                    let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        if let change { ChangeRow(change) }
                    }
                    Section {
                        Text(dayLimitText)
                        Text(warnBelowText)
                        AsOfLine(asOfText, freshness.state)
                    }
                    .dated(asOfText)
                    LimitsForm(child: person, rules: rules)
                        .id(rules)
                }
            }
        }
    }
}

/// What the parent wants instead of `rules`, which the school has.
private struct LimitsForm: View {
    @Environment(Face.self) private var face
    @State private var dayLimit: Money?
    @State private var warnBelow: Money?
    @State private var isAsking = false
    let child: PersonId
    let rules: SpendingRules

    init(child: PersonId, rules: SpendingRules) {
        self.child = child
        self.rules = rules
        _dayLimit = State(initialValue: rules.dayLimit)
        _warnBelow = State(initialValue: rules.warnBelow)
    }

    var body: some View {
        let wanted = SpendingRules(dayLimit: dayLimit, warnBelow: warnBelow)
        Group {
            Section {
                SumPicker(title: "Лимит на день", sums: OfferedSum.dayLimits(present: rules.dayLimit), chosen: $dayLimit)
            } footer: {
                Text("Больше этой суммы в день ребёнок в столовой потратить не сможет.")
            }
            Section {
                SumPicker(
                    title: "Предупреждать об остатке", sums: OfferedSum.thresholds(present: rules.warnBelow), chosen: $warnBelow)
            } footer: {
                Text("Скажем заранее, когда на счёте станет меньше.")
            }
            Section {
                MainButton("Сохранить") { isAsking = true }
                    .disabled(wanted == rules)
                    .confirmationDialog("Отправить новые правила в школу?", isPresented: $isAsking, titleVisibility: .visible) {
                        Button("Отправить") {
                            face.dispatch(
                                .setSpendingRules(child: child, seen: rules, wanted: wanted), confirmedFor: .limits)
                        }
                        Button("Изменить", role: .cancel) {}
                    }
            }
        }
        .needsNoDate()
    }
}

/// None or one of several sums.
private struct SumPicker: View {
    let title: LocalizedStringKey
    let sums: [OfferedSum]
    @Binding var chosen: Money?

    var body: some View {
        Picker(title, selection: $chosen) {
            Text("Нет").tag(Money?.none)
            ForEach(sums) { Text($0.text).tag(Money?.some($0.sum)) }
        }
        .pickerStyle(.menu)
    }
}
