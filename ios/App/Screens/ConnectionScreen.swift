import SchoolCardKit
import SwiftUI

/// How the family is connected: each child, the application to the school, and who else sees the child.
struct ConnectionScreen: View {
    @Environment(Face.self) private var face

    var body: some View {
        Follow(.connection(face.app)) { state in
            ScreenList("Семья и подключение", refreshing: .everything) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .loading(let notices):
                    LoadingRows(notices)
                case .children(let phone, let email, let children, let help, let notices):
                    StateBanners(notices)
                    ContactSection(phone: phone, email: email)
                    ForEach(children, id: \.person) { ConnectionSections(child: $0) }
                    Section { HelpButton(topic: help) }
                }
            }
        }
    }
}

/// Phone and e-mail that go into the applications.
private struct ContactSection: View {
    @Environment(Face.self) private var face
    // The fields answer at once; the core writes them down a moment later.
    @State private var phone: String
    @State private var email: String

    init(phone: String, email: String) {
        _phone = State(initialValue: phone)
        _email = State(initialValue: email)
    }

    var body: some View {
        Section {
            TextField("Телефон", text: $phone)
                .keyboardType(.phonePad)
                .onChange(of: phone) { _, _ in keep() }
            TextField("Эл. почта", text: $email)
                .keyboardType(.emailAddress)
                .onChange(of: email) { _, _ in keep() }
        } header: {
            Text("Для заявления")
        }
    }

    private func keep() { face.dispatch(.setContact(phone: phone, email: email)) }
}

private struct ConnectionSections: View {
    let child: ChildConnection

    var body: some View {
        Section(child.name) {
            Badge(tone, symbol) { Text(child.text) }
            AsOfLine(child.asOfText, child.freshness.state)
            ApplicationRows(child: child)
        }
        SeenBySection(child: child)
    }

    private var tone: Tone {
        switch child.kind {
        case .connected, .givenAccess: .good
        case .notConnected: .warn
        case .applied: .soft
        case .unknown: .plain
        }
    }

    private var symbol: String {
        switch child.kind {
        case .connected, .givenAccess: "checkmark.circle"
        case .notConnected: "exclamationmark.triangle"
        case .applied: "clock"
        case .unknown: "questionmark.circle"
        }
    }
}

/// The application to the responsible employee, for a child that is not connected yet.
private struct ApplicationRows: View {
    @Environment(Face.self) private var face
    @State private var page: URL?
    @State private var failure: AppError?
    let child: ChildConnection

    var body: some View {
        switch child.kind {
        case .unknown, .connected, .givenAccess:
            EmptyView()
        case .notConnected, .applied:
            Quiet(child.application.missingText)
            ShareLink("Отправить заявление", item: child.application.text)
            if let page {
                ShareLink("Напечатать или отправить", item: page)
            } else {
                Button("Заявление для печати") { makePage() }
            }
            FailureRow(failure: failure)
            Toggle(
                "Заявление отдано в школу",
                isOn: face.asking(child.kind == .applied) { [person = child.person] on in .markApplied(child: person, on: on) })
        }
    }

    private func makePage() {
        do {
            page = try TextFile(name: child.application.pageName, mime: "text/html", text: child.application.page).saved()
            failure = nil
        } catch {
            failure = .Storage(trouble: .other)
        }
    }
}

/// Who sees the child, as the school says, and whom the parent named.
private struct SeenBySection: View {
    @Environment(Face.self) private var face
    @State private var isNaming = false
    let child: ChildConnection

    var body: some View {
        Section {
            Lines(child.seenBy)
            Quiet(child.seenByAsOfText)
            ForEach(child.named, id: \.id) { adult in
                VStack(alignment: .leading, spacing: 2) {
                    Text(adult.name)
                    Quiet(adult.text)
                }
                .accessibilityElement(children: .combine)
                .swipeActions {
                    Button("Убрать", role: .destructive) { forget(adult) }
                }
                .contextMenu {
                    Button("Убрать", role: .destructive) { forget(adult) }
                }
            }
            Button("Назвать другого взрослого") { isNaming = true }
                .sheet(isPresented: $isNaming) { NamingScreen(child: child.person) }
        } header: {
            Text("Кто видит ребёнка")
        }
    }

    private func forget(_ adult: NamedAdultRow) { face.dispatch(.forgetAdult(id: adult.id), confirmedFor: .people) }
}

/// Naming a grandmother or a nanny, with fewer rights and an end.
private struct NamingScreen: View {
    @Environment(Face.self) private var face
    @Environment(\.dismiss) private var dismiss
    @State private var name = ""
    @State private var rights = AdultRights.entries
    @State private var hasEnd = true
    @State private var end = SchoolCalendar.day(of: Date().addingTimeInterval(30 * 86_400))
    @State private var failure: AppError?
    let child: PersonId

    var body: some View {
        FormSheet(Text("Другой взрослый")) {
            // Without it no name is kept.
            Follow(.privacy(face.app)) { state in
                if case .privacy(let consents, _, _, _) = state {
                    ForEach(consents.filter { $0.purpose == .otherAdults }, id: \.purpose) { ConsentSection(consent: $0) }
                }
            }
            Section {
                TextField("Имя и фамилия", text: $name)
                Picker("Что видит", selection: $rights) {
                    Text("Только проходы").tag(AdultRights.entries)
                    Text("Всё").tag(AdultRights.all)
                }
                Toggle("До определённого дня", isOn: $hasEnd)
                if hasEnd {
                    DayPicker(title: "Последний день", day: $end, from: face.platform.today())
                }
            }
            Section {
                MainButton("Добавить в заявление") { Task { await add() } }
                    .disabled(name.isEmpty)
                FailureRow(failure: failure)
            }
        }
    }

    private func add() async {
        guard await face.platform.confirmIdentity(IdentityReason.people.text) else { return }
        do {
            try await face.nameAdult(child: child, name: name, rights: rights, until: hasEnd ? end : nil)
            dismiss()
        } catch {
            failure = error as? AppError ?? .Storage(trouble: .other)
        }
    }
}
