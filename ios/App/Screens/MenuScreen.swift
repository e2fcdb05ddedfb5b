import SchoolCardKit
import SwiftUI

/// What the canteen offers in a week, by day and building, with what is in every dish as far as the school says.
struct MenuScreen: View {
    @State private var day: LocalDate?
    @State private var search = ""
    let child: PersonId

    var body: some View {
        MenuWeek(child: child, day: $day, search: $search)
    }
}

/// What of the menu is looked at.
private struct MenuAsked: Hashable {
    let day: LocalDate?
    let search: String
}

private struct MenuWeek: View {
    @Environment(Face.self) private var face
    let child: PersonId
    @Binding var day: LocalDate?
    @Binding var search: String

    var body: some View {
        ScreenList("Меню", refreshing: .menu(person: child, day: day)) {
            TextField("Найти в меню", text: $search)
            Follow(.menu(face.app, child: child, day: day, search: search)) { state in
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(_, _, let text, let notices):
                    LoadingRows(notices)
                    SentenceRow(text)
                case .week(
                    let person, let name, _, let title, let previous, let next, let search, let foundText, let freshness,
                    let asOfText, let buffetFreshness, let buffetAsOfText, let days, let notices, let progress):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        FirstSyncRow(progress)
                        WeekBar(title: title) { day = previous } later: { day = next }
                        Quiet(foundText)
                        AsOfLine(asOfText, freshness.state)
                    }
                    ForEach(days, id: \.date) { day in
                        MenuDaySection(
                            day: day, asOfText: asOfText, buffetAsOfText: buffetAsOfText, buffetState: buffetFreshness.state,
                            isSearched: !search.isEmpty)
                    }
                    Section {
                        NavigationLink("Заказы", value: Place.orders(child: person))
                        NavigationLink("Запреты", value: Place.bans(child: person))
                    }
                }
            }
            // The field above stays as it is while the parent types.
            .id(MenuAsked(day: day, search: search))
        }
    }
}

private struct MenuDaySection: View {
    let day: DayMenu
    let asOfText: String
    let buffetAsOfText: String
    let buffetState: DataState
    let isSearched: Bool

    var body: some View {
        Section {
            Lines(day.notes)
            ForEach(day.places.indices, id: \.self) { at in
                Quiet(day.places[at].name)
                Quiet(day.places[at].address)
                ForEach(day.places[at].complexes.indices, id: \.self) { complex in
                    ComplexCell(complex: day.places[at].complexes[complex])
                }
                .dated(asOfText)
                if let buffet = day.places[at].buffet {
                    BuffetCell(buffet: buffet, asOfText: buffetAsOfText, state: buffetState, isSearched: isSearched)
                        .dated(buffetAsOfText)
                }
            }
        } header: {
            Text(day.title)
        }
    }
}

private struct ComplexCell: View {
    @State private var isOpen = false
    let complex: ComplexRow

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            TitleAndSum(title: complex.title, sum: complex.priceText)
            Lines(complex.marks)
            Quiet(complex.nutritionText)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(complex.spoken)
        if isOpen {
            Dishes(dishes: complex.dishes)
        } else {
            SideButton("Что в комплексе") { isOpen = true }
        }
    }
}

private struct BuffetCell: View {
    @State private var isOpen = false
    let buffet: BuffetRow
    let asOfText: String
    let state: DataState
    let isSearched: Bool

    var body: some View {
        Text(buffet.hoursText)
            .fontWeight(.semibold)
        Quiet(buffet.smartHoursText ?? "")
        AsOfLine(asOfText, state)
        // What was looked for is shown at once.
        if isOpen || isSearched {
            Dishes(dishes: buffet.dishes)
        } else {
            SideButton("Что продаёт буфет") { isOpen = true }
        }
    }
}

private struct Dishes: View {
    let dishes: [DishRow]

    var body: some View {
        ForEach(dishes.indices, id: \.self) { at in
            VStack(alignment: .leading, spacing: 4) {
                TitleAndSum(title: dishes[at].name, sum: dishes[at].priceText)
                Quiet(dishes[at].ingredientsText)
                Quiet(dishes[at].nutritionText)
                Lines(dishes[at].marks)
            }
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(dishes[at].spoken)
        }
    }
}
