import SchoolCardKit
import SwiftUI

/// A statement of one child for some days: what it would hold, and the files of it.
struct StatementScreen: View {
    @Environment(Face.self) private var face
    @State private var shown = DaysShown(.month)
    let child: PersonId

    var body: some View {
        let period = shown.period(today: face.platform.today())
        Follow(.statement(face.app, child: child, period: period)) { state in
            ScreenList("Выписка", refreshing: .child(person: child, period: period)) {
                DaysBar(shown: $shown, period: period)
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .unknownChild:
                    UnknownChildRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .statement(let person, let name, let period, let countsText, let sumsText, let freshness, let asOfText, let unreadText, let notices):
                    Section {
                        NameRow(name: name)
                        StateBanners(notices)
                        AsOfLine(asOfText, freshness.state)
                        UnreadRow(unreadText)
                        SentenceRow(countsText)
                        SentenceRow(sumsText)
                    }
                    .dated(asOfText)
                    FilesSection(child: person, period: period)
                }
            }
        }
        .id(period)
    }
}

/// The files, made when they are asked for.
private struct FilesSection: View {
    @Environment(Face.self) private var face
    @State private var page: URL?
    @State private var table: URL?
    @State private var failure: AppError?
    let child: PersonId
    let period: Period

    var body: some View {
        Section {
            if let page, let table {
                ShareLink("Напечатать или отправить", item: page)
                ShareLink("Таблица", item: table)
            } else {
                Button("Сделать выписку") { Task { await make() } }
            }
            FailureRow(failure: failure)
        }
    }

    private func make() async {
        do {
            let statement = try await face.app.statement(child: child, period: period)
            page = try statement.page.saved()
            table = try statement.csv.saved()
            failure = nil
        } catch {
            failure = error as? AppError ?? .Storage(trouble: .other)
        }
    }
}
