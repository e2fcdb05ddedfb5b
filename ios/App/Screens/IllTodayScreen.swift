import SchoolCardKit
import SwiftUI

/// Keeping a child at home for a day: what would be done before it is asked for, and how each part goes after.
struct IllTodayScreen: View {
    @Environment(Face.self) private var face
    let child: PersonId

    var body: some View {
        let today = face.platform.today()
        Follow(.illToday(face.app, child: child, day: today)) { state in
            ScreenList("Ребёнок заболел", refreshing: .orders(person: child)) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .form(
                    let person, let name, let day, let dayTitle, let reasons, let reasonsText, let meals, let mealsText,
                    let freshness, let asOfText, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                    }
                    Section {
                        Text("Отменим питание, которое ещё можно отменить, и сообщим школе.")
                        Quiet(reasonsText)
                        ForEach(reasons, id: \.reason.id) { ReasonRow(child: person, day: day, reason: $0) }
                    } header: {
                        Text(dayTitle)
                    }
                    .dated(asOfText)
                    Section {
                        Lines(meals)
                        SentenceRow(mealsText)
                        AsOfLine(asOfText, freshness.state)
                    } header: {
                        Text("Питание в этот день")
                    }
                    .dated(asOfText)
                case .asked(_, let name, _, let dayTitle, let ill, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                    }
                    IllSections(title: dayTitle, ill: ill)
                        .needsNoDate()
                }
            }
        }
        .id(today)
    }
}

private struct ReasonRow: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let day: LocalDate
    let reason: IllReason

    var body: some View {
        AskFirst(verbatim: reason.reason.name, reason.confirmation, "Да, сообщить и отменить") {
            face.dispatch(.illToday(child: child, day: day, reason: reason.reason))
        }
    }
}

/// What became of the notice, of the meals and of their money; the sentences carry their own times.
private struct IllSections: View {
    @Environment(Face.self) private var face
    let title: String
    let ill: IllFigure

    var body: some View {
        Section {
            Badge(tone, symbol) {
                Text("Сообщение школе")
                    .fontWeight(.semibold)
                Text(ill.noticeText)
                if ill.canCancel {
                    SideButton("Не отправлять") { face.dispatch(.cancelOrder(id: ill.id)) }
                }
            }
            SentenceRow(ill.mealsText)
            ForEach(ill.meals, id: \.complex) { meal in
                VStack(alignment: .leading, spacing: 4) {
                    Text(meal.title)
                        .fontWeight(.semibold)
                    Text(meal.text)
                    Quiet(meal.moneyText)
                }
                .accessibilityElement(children: .combine)
            }
        } header: {
            Text(title)
        }
    }

    private var tone: Tone {
        switch ill.kind {
        case .underWay, .cancelled: .plain
        case .settled: .good
        case .moneyMissing: .bad
        }
    }

    private var symbol: String {
        switch ill.kind {
        case .underWay: "clock"
        case .cancelled: "info.circle"
        case .settled: "checkmark.circle"
        case .moneyMissing: "exclamationmark.triangle"
        }
    }
}
