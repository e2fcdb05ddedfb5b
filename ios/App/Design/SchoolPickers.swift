import SchoolCardKit
import SwiftUI

/// A day, the school's, wherever the phone is.
struct DayPicker: View {
    let title: LocalizedStringKey
    @Binding var day: LocalDate
    /// The first that can be chosen.
    let from: LocalDate

    var body: some View {
        let day = $day
        let moment = Binding(
            get: { SchoolCalendar.midday(of: day.wrappedValue) }, set: { day.wrappedValue = SchoolCalendar.day(of: $0) })
        DatePicker(title, selection: moment, in: SchoolCalendar.start(of: from)..., displayedComponents: .date)
            .environment(\.timeZone, SchoolCalendar.zone)
    }
}

/// A time of the school's day.
struct TimePicker: View {
    let title: LocalizedStringKey
    @Binding var time: LocalTime

    var body: some View {
        let time = $time
        let moment = Binding(
            get: { SchoolCalendar.moment(at: time.wrappedValue) }, set: { time.wrappedValue = SchoolCalendar.time(of: $0) })
        DatePicker(title, selection: moment, displayedComponents: .hourAndMinute)
            .environment(\.timeZone, SchoolCalendar.zone)
    }
}
