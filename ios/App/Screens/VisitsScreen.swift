import Charts
import SchoolCardKit
import SwiftUI

/// Entries and exits of one child: a list of days, a week's timeline or a month's calendar.
struct VisitsScreen: View {
    @Environment(Face.self) private var face
    @State private var shown = DaysShown()
    let child: PersonId

    var body: some View {
        let period = shown.period(today: face.platform.today())
        Follow(.visits(face.app, child: child, period: period)) { state in
            ScreenList("Проходы", refreshing: .child(person: child, period: period)) {
                Section {
                    StretchPicker(stretch: $shown.stretch)
                    DaysBar(shown: $shown, period: period)
                }
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
                    _, let name, let period, let presence, let freshness, let asOfText, let days, let emptyText, _, let unreadText,
                    let notices, let progress):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        FirstSyncRow(progress)
                        if shown.isLatest { PresenceBadge(presence: presence) }
                        AsOfLine(asOfText, freshness.state)
                        UnreadRow(unreadText)
                        SentenceRow(emptyText)
                    }
                    Picture(stretch: shown.stretch, period: period, days: days, asOf: freshness.asOf)
                    ForEach(days, id: \.date) { VisitDaySection(day: $0) }
                        .dated(asOfText)
                }
            }
        }
        .id(period)
    }
}

private struct StretchPicker: View {
    @Binding var stretch: DaysShown.Stretch

    var body: some View {
        Picker("Как показать", selection: $stretch) {
            Text("Список").tag(DaysShown.Stretch.fortnight)
            Text("Неделя").tag(DaysShown.Stretch.week)
            Text("Месяц").tag(DaysShown.Stretch.month)
        }
        .pickerStyle(.segmented)
    }
}

/// The days at a glance; the list below says the same in words, and says it alone at accessibility sizes.
private struct Picture: View {
    @Environment(\.dynamicTypeSize) private var typeSize
    let stretch: DaysShown.Stretch
    let period: Period
    let days: [VisitDay]
    let asOf: Date

    var body: some View {
        switch (stretch, typeSize.isAccessibilitySize) {
        case (.fortnight, _), (_, true): EmptyView()
        case (.week, false): WeekTimeline(period: period, days: days, asOf: asOf)
        case (.month, false): MonthCalendar(period: period, days: days)
        }
    }
}

/// A line for each day of a week.
private struct WeekTimeline: View {
    @Environment(\.locale) private var locale
    let period: Period
    let days: [VisitDay]
    let asOf: Date

    var body: some View {
        Chart(Stay.of(days, asOf: asOf, locale)) { stay in
            BarMark(xStart: .value("Вход", stay.from), xEnd: .value("Выход", stay.to), y: .value("День", stay.day))
                .foregroundStyle(stay.isWhole ? Color.accentColor : Color.edge)
                .cornerRadius(4)
                .accessibilityLabel(stay.day)
                .accessibilityValue(stay.spoken)
        }
        .chartXScale(domain: Stay.hours)
        .chartYScale(domain: period.days.map { $0.short(locale) })
        .frame(minHeight: 280)
    }
}

/// A month; days with a visit have a mark under the number.
private struct MonthCalendar: View {
    let period: Period
    let days: [VisitDay]
    private let columns = [GridItem(), GridItem(), GridItem(), GridItem(), GridItem(), GridItem(), GridItem()]

    var body: some View {
        let visited = Set(days.map(\.date))
        LazyVGrid(columns: columns) {
            ForEach(period.cells) { cell in
                switch cell {
                case .empty: Color.clear
                case .day(let day): CalendarDay(day: day, isVisited: visited.contains(day.date))
                }
            }
        }
    }
}

private struct CalendarDay: View {
    @Environment(\.locale) private var locale
    let day: SchoolDay
    let isVisited: Bool

    var body: some View {
        VStack(spacing: 2) {
            Text(day.number)
                .fontWeight(isVisited ? .semibold : .regular)
            Image(systemName: isVisited ? "circle.fill" : "circle.dotted")
                .imageScale(.small)
                .foregroundStyle(isVisited ? Color.accentColor : Color.clear)
        }
        .frame(maxWidth: .infinity)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(day.title(locale))
        .accessibilityValue(isVisited ? Text("был проход") : Text("проходов нет"))
    }
}

private struct VisitDaySection: View {
    let day: VisitDay

    var body: some View {
        Section(day.title) {
            ForEach(day.visits.indices, id: \.self) { at in
                VisitCell(visit: day.visits[at])
            }
        }
    }
}

private struct VisitCell: View {
    let visit: VisitRow

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(visit.text)
                .fontWeight(.semibold)
                .accessibilityLabel(visit.spoken)
            // Spoken already.
            Quiet(visit.durationText)
                .accessibilityHidden(true)
            Quiet(visit.organization)
            Quiet(visit.address)
            if let who = visit.broughtBy { LabeledContent("Кто привёл", value: who) }
            if let who = visit.fetchedBy { LabeledContent("Кто забрал", value: who) }
            SentenceRow(visit.lateText)
                .font(.footnote)
                .foregroundStyle(Tone.warn.text)
        }
        .accessibilityElement(children: .combine)
    }
}
