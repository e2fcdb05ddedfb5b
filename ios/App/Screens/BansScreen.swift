import SchoolCardKit
import SwiftUI

/// What one child may not buy, the smart buffet, the special diet, and the consent to orders ahead.
struct BansScreen: View {
    @Environment(Face.self) private var face
    let child: PersonId

    var body: some View {
        Follow(.bans(face.app, child: child)) { state in
            ScreenList("Запреты", refreshing: .foodRules(child: child)) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .rules(let person, let name, let bans, let rights, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                    }
                    RightsSection(child: person, cell: rights)
                    BansSections(child: person, cell: bans)
                }
            }
        }
    }
}

private struct RightsSection: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let cell: FoodRightsCell

    var body: some View {
        switch cell {
        case .notRead(let text):
            Text(text)
        case .read(
            let switches, let change, _, let preordersText, let preordersQuestion, let consent, let discountedText, let freshness,
            let asOfText):
            Section {
                Text(discountedText)
                ForEach(switches, id: \.switch) { SwitchRow(child: child, row: $0) }
                if let change { ChangeRow(change) }
                Text(preordersText)
                if let preordersQuestion {
                    AskFirst("Разрешить предзаказы", preordersQuestion, "Да, согласен (согласна)") {
                        face.dispatch(.agreeToPreorders(child: child), confirmedFor: .bans)
                    }
                }
                if let consent { ChangeRow(consent) }
                AsOfLine(asOfText, freshness.state)
            }
            .dated(asOfText)
        }
    }
}

private struct SwitchRow: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let row: FoodSwitchRow

    var body: some View {
        if let on = row.on {
            Toggle(
                isOn: face.asking(on, confirmedFor: .bans) { [child, row] in
                    .setFoodSwitch(child: child, switch: row.switch, on: $0)
                }
            ) {
                ToggleLabel(title: row.title, details: [row.stateText])
            }
        } else {
            Text(row.title)
            Quiet(row.stateText)
        }
    }
}

private struct BansSections: View {
    let child: PersonId
    let cell: BansCell

    var body: some View {
        switch cell {
        case .notRead(let text):
            Text(text)
        case .read(let banned, let emptyText, let categories, let dishes, let freshness, let asOfText, let change):
            Section {
                if let change { ChangeRow(change) }
                AsOfLine(asOfText, freshness.state)
                SentenceRow(emptyText)
            }
            Group {
                BanRows(title: "Запрещено", child: child, rows: banned)
                BanRows(title: "Категории целиком", child: child, rows: categories)
                BanRows(title: "Блюда", child: child, rows: dishes)
            }
            .dated(asOfText)
        }
    }
}

private struct BanRows: View {
    @Environment(Face.self) private var face
    let title: LocalizedStringKey
    let child: PersonId
    let rows: [BanRow]

    var body: some View {
        if !rows.isEmpty {
            Section {
                ForEach(rows, id: \.ban) { row in
                    Toggle(
                        isOn: face.asking(row.banned, confirmedFor: .bans) { [child] in
                            .setBan(child: child, ban: row.ban, banned: $0)
                        }
                    ) {
                        ToggleLabel(title: row.text, details: [row.stateText])
                    }
                }
            } header: {
                Text(title)
            }
        }
    }
}
