import SchoolCardKit
import SwiftUI

/// All children at a glance. Before the core has said anything, what the `snapshot` file keeps is shown, with its dates.
struct HomeScreen: View {
    @Environment(Face.self) private var face
    let snapshot: HomeSnapshot?

    var body: some View {
        Follow(.home(face.app)) { state in
            ScreenList("Школьная карта", refreshing: .latest) {
                switch state {
                case nil:
                    SavedChildren(children: snapshot?.children ?? [])
                case .signedOut:
                    SignedOutRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .children(let cards, let notices, let progress):
                    StateBanners(notices)
                    FirstSyncRow(progress)
                    ForEach(cards, id: \.person) { ChildSection(card: $0) }
                }
            }
        }
    }
}

private struct ChildSection: View {
    @Environment(Trail.self) private var trail
    let card: ChildCard

    var body: some View {
        Section {
            PresenceBadge(presence: card.presence)
            ForEach(card.attention.indices, id: \.self) { at in
                StateBanner(notice: card.attention[at])
            }
            BalanceRow(cell: card.balance)
                .swipeActions(edge: .leading) {
                    Button("Пополнить", systemImage: "rublesign.circle") { trail.payee = Payee(id: card.person) }
                }
            // What needs attention for the money's sake says how long it lasts already.
            if !card.attention.contains(where: { $0.kind == .lowBalance || $0.kind == .runOutSoon }) {
                RunOutRow(cell: card.runOut)
            }
            DatedAmount(
                text: card.today.value.text, spoken: card.today.value.spoken, asOfText: card.today.asOfText,
                state: card.today.freshness.state, font: .body)
            MainButton("Пополнить") { trail.payee = Payee(id: card.person) }
            NavigationLink(value: Place.visits(child: card.person)) { Label("Проходы", systemImage: "clock") }
            NavigationLink(value: Place.meals(child: card.person)) { Label("Питание", systemImage: "fork.knife") }
            NavigationLink(value: Place.menu(child: card.person)) { Label("Меню", systemImage: "menucard") }
            NavigationLink(value: Place.orders(child: card.person)) { Label("Заказы", systemImage: "calendar") }
            NavigationLink(value: Place.illToday(child: card.person)) { Label("Ребёнок заболел", systemImage: "cross.case") }
            NavigationLink(value: Place.bans(child: card.person)) { Label("Запреты", systemImage: "nosign") }
            NavigationLink(value: Place.money(child: card.person)) { Label("Деньги", systemImage: "rublesign.circle") }
            NavigationLink(value: Place.cards(child: card.person)) { Label("Карты", systemImage: "creditcard") }
        } header: {
            Who(name: card.name, className: card.className, school: card.school)
        }
    }
}

/// Whose card it is; headings, so that VoiceOver's rotor jumps from child to child.
private struct Who: View {
    let name: String
    var className = ""
    var school = ""

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(name)
                .font(.headline)
            Quiet(className)
            Quiet(school)
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isHeader)
    }
}

private struct SavedChildren: View {
    let children: [HomeSnapshot.Child]

    var body: some View {
        if children.isEmpty {
            LoadingRows()
        } else {
            Badge(.plain, "clock") { Text("Сохранённые данные, обновляем") }
            ForEach(children) { SavedChild(child: $0) }
        }
    }
}

private struct SavedChild: View {
    let child: HomeSnapshot.Child

    var body: some View {
        Section {
            Badge(.plain, "clock") {
                Text(child.presenceText)
                    .fontWeight(.semibold)
                SentenceRow(child.evidenceText)
                    .font(.footnote)
                Text(child.presenceAsOfText)
                    .font(.footnote)
            }
            .accessibilityElement(children: .combine)
            .dated(child.presenceAsOfText)
            VStack(alignment: .leading, spacing: 2) {
                Text("Баланс")
                    .font(.footnote)
                    .foregroundStyle(Color.quiet)
                Amount(child.balanceText, spoken: child.balanceSpoken)
                    .font(.title2)
                Quiet(child.balanceAsOfText)
            }
            .dated(child.balanceAsOfText)
            VStack(alignment: .leading, spacing: 2) {
                Text(child.todayText)
                Quiet(child.todayAsOfText)
            }
            .dated(child.todayAsOfText)
        } header: {
            Who(name: child.name)
        }
    }
}
