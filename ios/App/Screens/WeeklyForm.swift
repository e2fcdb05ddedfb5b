import SchoolCardKit
import SwiftUI

/// One meal every week: on which days, how many portions, until when. Begins with what the core suggests.
struct WeeklyForm: View {
    @Environment(Face.self) private var face
    @Environment(\.dismiss) private var dismiss
    @Environment(\.locale) private var locale
    @State private var days: [Bool]
    @State private var amount: Int64
    @State private var last: LocalDate
    /// As it was when the form was opened: rules that changed behind it were not seen.
    @State private var offer: WeeklyOffer
    let child: PersonId
    let complex: Int64

    init(child: PersonId, complex: Int64, offer: WeeklyOffer) {
        self.child = child
        self.complex = complex
        _offer = State(initialValue: offer)
        _days = State(initialValue: offer.suggested.days.fromMonday)
        _amount = State(initialValue: offer.suggested.amount)
        _last = State(initialValue: offer.suggested.period.to)
    }

    var body: some View {
        let names = SchoolCalendar.weekdays(locale)
        FormSheet(Text("Каждую неделю")) {
            Section {
                Text(offer.question)
            } footer: {
                Text("Заказ повторится сам в отмеченные дни, до последнего дня или пока вы его не уберёте.")
            }
            Section("По каким дням") {
                ForEach(names.indices, id: \.self) { Toggle(names[$0], isOn: $days[$0]) }
            }
            Section {
                Picker("Сколько порций", selection: $amount) {
                    // Another amount may have been ordered elsewhere.
                    ForEach(Set(1...10).union([offer.suggested.amount]).sorted(), id: \.self) { Text(verbatim: "\($0)").tag($0) }
                }
                .pickerStyle(.menu)
                DayPicker(title: "Последний день", day: $last, from: max(offer.suggested.period.from, face.platform.today()))
            }
            Section {
                MainButton("Повторять") { Task { await save() } }
                    .disabled(!days.contains(true))
            }
        }
        .needsNoDate()
    }

    private func save() async {
        let wanted = WeeklyOrder(
            period: Period(from: offer.suggested.period.from, to: last), amount: amount, days: WeekDays(fromMonday: days))
        let action = Action.setWeekly(child: child, complex: complex, seen: offer.seen, wanted: wanted)
        if await face.dispatch(action, confirmed: IdentityReason.orders.text) { dismiss() }
    }
}
