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
                    let person, let name, _, let period, let week, let rules, let balance, let cutOff, let cutOffText, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        NavigationLink("Ребёнок заболел", value: Place.illToday(child: person))
                        BalanceRow(cell: balance)
                        OrdersWeekBar(day: $day, period: period)
                        AsOfLine(week.asOfText, week.freshness.state)
                        Quiet(cutOffText)
                    }
                    Group {
                        ForEach(week.value.days, id: \.day) { OrderDaySection(child: person, day: $0) }
                        ForEach(rules, id: \.complex) { WeeklySection(child: person, rule: $0) }
                    }
                    .dated(week.asOfText)
                    CutOffForm(child: person, rule: cutOff)
                        .id(cutOff)
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
        if let change = meal.change { OrderChangeRow(change: change) }
        switch meal.choice {
        case .canOrder(let confirmation):
            AskFirst("Заказать", confirmation, "Да, заказать") { order(1) }
        case .canCancel(let confirmation):
            AskFirst("Отменить заказ", confirmation, "Да, отменить") { order(0) }
        case .underWay, .tooLate, .notOffered:
            EmptyView()
        }
    }

    private func order(_ amount: Int64) {
        face.dispatch(
            .setOrder(child: child, day: day, complex: meal.complex, seen: meal.seen, amount: amount), confirmedFor: .orders)
    }
}

private struct WeeklySection: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let rule: WeeklyRow

    var body: some View {
        Section {
            Text(rule.title)
            if let change = rule.change { OrderChangeRow(change: change) }
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

/// Until when the school takes orders, as it told the parent: the wire does not say.
private struct CutOffForm: View {
    @Environment(Face.self) private var face
    @State private var days: UInt32?
    @State private var time: LocalTime
    let child: PersonId
    let rule: CutOff?

    /// Times that are offered; one that was written down elsewhere is kept unless another is chosen.
    private static let times: [LocalTime] = ["08:00", "09:00", "10:00", "12:00", "14:00", "16:00", "18:00"]

    init(child: PersonId, rule: CutOff?) {
        self.child = child
        self.rule = rule
        _days = State(initialValue: rule?.daysBefore)
        _time = State(initialValue: rule?.time ?? "14:00")
    }

    var body: some View {
        let wanted = days.map { CutOff(daysBefore: $0, time: time) }
        Section {
            Picker("До какого времени школа принимает заказы", selection: $days) {
                Text("Не знаю").tag(UInt32?.none)
                Text("В тот же день").tag(UInt32?.some(0))
                Text("Накануне").tag(UInt32?.some(1))
                Text("За 2 учебных дня").tag(UInt32?.some(2))
                Text("За 3 учебных дня").tag(UInt32?.some(3))
            }
            .pickerStyle(.menu)
            if days != nil {
                Picker("Время", selection: $time) {
                    ForEach(Set(Self.times + [time]).sorted(), id: \.self) { Text($0).tag($0) }
                }
                .pickerStyle(.menu)
            }
            MainButton("Сохранить") { face.dispatch(.setCutOff(child: child, rule: wanted)) }
                .disabled(wanted == rule)
        } footer: {
            Text("Спросите в школе и запишите здесь: мы покажем, сколько осталось.")
        }
        .needsNoDate()
    }
}

/// How a wish goes.
private struct OrderChangeRow: View {
    @Environment(Face.self) private var face
    let change: OrderChange

    var body: some View {
        Badge(tone, symbol) {
            Text(change.text)
            if change.kind == .waiting {
                SideButton("Не отправлять") { face.dispatch(.cancelOrder(id: change.id)) }
            }
        }
        .sensoryFeedback(.success, trigger: change.kind) { _, kind in kind == .done }
    }

    private var tone: Tone {
        switch change.kind {
        case .waiting, .sending, .checking, .cancelled: .plain
        case .done: .good
        case .conflict, .refused, .tooLate, .expired: .warn
        }
    }

    private var symbol: String {
        switch change.kind {
        case .waiting, .sending, .checking: "clock"
        case .cancelled: "info.circle"
        case .done: "checkmark.circle"
        case .conflict, .refused, .tooLate, .expired: "exclamationmark.triangle"
        }
    }
}
