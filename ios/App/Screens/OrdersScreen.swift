import SchoolCardKit
import SwiftUI

/// What is ordered ahead for one child in a week, what can be ordered or cancelled until when, and how every wish goes.
struct OrdersScreen: View {
    @Environment(Face.self) private var face
    @State private var day: LocalDate?
    let child: PersonId

    var body: some View {
        let week = day ?? face.platform.today()
        Follow(.orders(face.app, child: child, week: week)) { state in
            ScreenList("Заказы", refreshing: .orders(person: child)) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let text, let notices):
                    LoadingRows(notices)
                    SentenceRow(text)
                case .orders(
                    let person, let name, _, let period, let week, let rules, let balance, let cutOffs, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        NavigationLink("Ребёнок заболел", value: Place.illToday(child: person))
                        BalanceRow(cell: balance)
                        OrdersWeekBar(day: $day, period: period)
                        AsOfLine(week.asOfText, week.freshness.state)
                    }
                    Group {
                        ForEach(week.value.days, id: \.day) { OrderDaySection(child: person, day: $0) }
                        ForEach(rules, id: \.complex) { WeeklySection(child: person, rule: $0) }
                    }
                    .dated(week.asOfText)
                    CutOffSection(child: person, rows: cutOffs)
                    NavigationLink("Меню", value: Place.menu(child: person))
                }
            }
        }
        .id(week)
    }
}

private struct OrdersWeekBar: View {
    @Environment(\.locale) private var locale
    @Binding var day: LocalDate?
    let period: Period

    var body: some View {
        WeekBar(title: period.title(locale)) {
            day = SchoolCalendar.weekBefore(period.from)
        } later: {
            day = SchoolCalendar.weekAfter(period.from)
        }
    }
}

private struct OrderDaySection: View {
    let child: PersonId
    let day: OrderDayRow

    var body: some View {
        Section {
            Quiet(day.text)
            Quiet(day.emptyText)
            ForEach(day.meals, id: \.complex) { OrderMealCell(child: child, day: day.day, meal: $0) }
        } header: {
            Text(day.title)
        }
    }
}

private struct OrderMealCell: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let day: LocalDate
    let meal: OrderMeal

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(meal.title)
                .fontWeight(.semibold)
            Quiet(meal.priceText)
            Quiet(meal.untilText)
        }
        .accessibilityElement(children: .combine)
        if let change = meal.change { ChangeRow(change) }
        switch meal.choice {
        case .canOrder(let confirmation):
            AskFirst("Заказать", confirmation, "Да, заказать") { order(1) }
        case .canCancel(let confirmation):
            AskFirst("Отменить заказ", confirmation, "Да, отменить") { order(0) }
        case .underWay, .tooLate, .notOffered:
            EmptyView()
        }
        if let weekly = meal.weekly { WeeklyButton(child: child, complex: meal.complex, offer: weekly) }
    }

    private func order(_ amount: Int64) {
        face.dispatch(
            .setOrder(child: child, day: day, complex: meal.complex, seen: meal.seen, amount: amount), confirmedFor: .orders)
    }
}

private struct WeeklyButton: View {
    @State private var isAsking = false
    let child: PersonId
    let complex: Int64
    let offer: WeeklyOffer

    var body: some View {
        SideButton("Повторять каждую неделю") { isAsking = true }
            .sheet(isPresented: $isAsking) { WeeklyForm(child: child, complex: complex, offer: offer) }
    }
}

private struct WeeklySection: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let rule: WeeklyRow

    var body: some View {
        Section {
            Text(rule.title)
            if let change = rule.change { ChangeRow(change) }
            if !rule.seen.isEmpty {
                AskFirst("Больше не повторять", rule.title, "Больше не повторять") {
                    face.dispatch(
                        .setWeekly(child: child, complex: rule.complex, seen: rule.seen, wanted: nil), confirmedFor: .orders)
                }
            }
        } header: {
            Text("Каждую неделю")
        }
    }
}
