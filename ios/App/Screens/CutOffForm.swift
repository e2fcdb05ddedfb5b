import SchoolCardKit
import SwiftUI

/// Until when the school takes orders, for every meal and for single ones, as it told the parent: the wire does not say.
struct CutOffSection: View {
    let child: PersonId
    let rows: [CutOffRow]

    var body: some View {
        Section {
            ForEach(rows, id: \.meal) { CutOffCell(child: child, row: $0) }
        } header: {
            Text("До какого времени школа принимает заказы")
        } footer: {
            Text("Спросите в школе и запишите здесь: мы покажем, сколько осталось.")
        }
        .needsNoDate()
    }
}

private struct CutOffCell: View {
    @State private var isEditing = false
    let child: PersonId
    let row: CutOffRow

    var body: some View {
        Button {
            isEditing = true
        } label: {
            VStack(alignment: .leading, spacing: 2) {
                Text(row.title)
                Quiet(row.text)
            }
        }
        .sheet(isPresented: $isEditing) { CutOffForm(child: child, row: row) }
    }
}

private struct CutOffForm: View {
    @Environment(Face.self) private var face
    @Environment(\.dismiss) private var dismiss
    @State private var isKnown: Bool
    @State private var days: UInt32
    @State private var time: LocalTime
    let child: PersonId
    let row: CutOffRow

    init(child: PersonId, row: CutOffRow) {
        self.child = child
        self.row = row
        _isKnown = State(initialValue: row.rule != nil)
        _days = State(initialValue: row.rule?.daysBefore ?? 1)
        _time = State(initialValue: row.rule?.time ?? "14:00")
    }

    var body: some View {
        let wanted = isKnown ? CutOff(daysBefore: days, time: time) : nil
        FormSheet(Text(row.title)) {
            Section {
                Picker("Срок", selection: $isKnown) {
                    Text(row.meal == nil ? "Не знаю" : "Как для всех").tag(false)
                    Text("Школа назвала").tag(true)
                }
                .pickerStyle(.menu)
                if isKnown {
                    Picker("За сколько учебных дней", selection: $days) {
                        Text("В тот же день").tag(UInt32(0))
                        ForEach(UInt32(1)...14, id: \.self) { Text(verbatim: "\($0)").tag($0) }
                    }
                    .pickerStyle(.menu)
                    TimePicker(title: "Время", time: $time)
                }
            }
            Section {
                MainButton("Сохранить") {
                    face.dispatch(.setCutOff(child: child, meal: row.meal, rule: wanted))
                    dismiss()
                }
                .disabled(wanted == row.rule)
            }
        }
    }
}
