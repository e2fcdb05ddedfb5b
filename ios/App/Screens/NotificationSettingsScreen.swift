import SchoolCardKit
import SwiftUI

/// What a parent wants to be told: on this phone by child and kind, and the school's own switches.
struct NotificationSettingsScreen: View {
    @Environment(Face.self) private var face

    var body: some View {
        Follow(.notificationSettings(face.app)) { state in
            ScreenList("Настройки уведомлений", refreshing: .latest) {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .settings(let children, let quiet, _, let fullWhenLocked, _, let pushText, let school, let notices):
                    StateBanners(notices)
                    if let pushText {
                        Badge(.warn, "bell.slash") { Text(pushText) }
                    }
                    Permission()
                    ForEach(children, id: \.person) { ChildKinds(child: $0) }
                    FocusSection()
                    PhoneSection(quiet: quiet, fullWhenLocked: fullWhenLocked)
                    SchoolSections(state: school)
                }
            }
        }
    }
}

/// Why the app would like to notify, and only then the system's question.
private struct Permission: View {
    @Environment(Face.self) private var face

    var body: some View {
        Section {
            NotificationReasons()
            Button("Разрешить уведомления") { Task { _ = await face.platform.askForNotifications() } }
        }
    }
}

struct NotificationReasons: View {
    var body: some View {
        Text(
            "Приложение может сообщать о входе и выходе ребёнка, о покупках и о том, что деньги кончаются. На заблокированном экране не будет ни имени, ни школы, ни суммы."
        )
    }
}

private struct ChildKinds: View {
    @Environment(Face.self) private var face
    let child: ChildSettings

    var body: some View {
        Section(child.name) {
            ForEach(child.kinds, id: \.kind) { kind in
                Toggle(
                    isOn: face.asking(kind.choice.push) { [person = child.person, kind] push in
                        .setAlertChoice(
                            child: person, kind: kind.kind, choice: AlertChoice(push: push, hours: kind.choice.hours))
                    }
                ) {
                    ToggleLabel(title: kind.title, details: [kind.hint, kind.hoursText ?? ""])
                }
            }
            BellRows(child: child.person, bell: child.bell)
        }
    }
}

/// The bell after which an entry is late.
private struct BellRows: View {
    @Environment(Face.self) private var face
    let child: PersonId
    let bell: LocalTime?

    /// What a parent begins with.
    private nonisolated static let usual: LocalTime = "08:30"

    var body: some View {
        Toggle(isOn: face.asking(bell != nil) { [child] on in .setBell(child: child, bell: on ? Self.usual : nil) }) {
            VStack(alignment: .leading, spacing: 2) {
                Text("Отмечать опоздания")
                Text("Вход позже звонка на первый урок назовём опозданием.")
                    .font(.footnote)
                    .foregroundStyle(Color.quiet)
            }
        }
        if let bell {
            TimePicker(title: "Звонок на первый урок", time: face.asking(bell) { [child] in .setBell(child: child, bell: $0) })
        }
    }
}

private struct FocusSection: View {
    @Environment(Face.self) private var face

    var body: some View {
        @Bindable var face = face
        Section {
            Toggle("Вход и выход — даже в режиме «Не беспокоить»", isOn: $face.entriesBreakThrough)
        } footer: {
            Text("Уведомления о входе и выходе появятся сразу, даже когда на телефоне включено фокусирование. В тихие часы они молчат, как и остальные.")
        }
    }
}

struct ToggleLabel: View {
    let title: String
    let details: [String]

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(title)
            ForEach(details.indices, id: \.self) { Quiet(details[$0]) }
        }
    }
}

/// What holds on this phone for all children.
private struct PhoneSection: View {
    @Environment(Face.self) private var face
    let quiet: Hours?
    let fullWhenLocked: Bool

    var body: some View {
        Section {
            Picker("Тихие часы", selection: face.asking(quiet) { .setQuietHours(hours: $0) }) {
                Text("Нет").tag(Hours?.none)
                ForEach(Hours.offered(present: quiet), id: \.self) { Text($0.text).tag(Hours?.some($0)) }
            }
        } footer: {
            Text("В это время телефон молчит; сообщения ждут в ленте. О карте скажем всегда.")
        }
        Section {
            Toggle("Подробности на заблокированном экране", isOn: face.asking(fullWhenLocked) { .setFullWhenLocked(on: $0) })
            Button("Вернуть, как было сначала") { face.dispatch(.resetAlertChoices) }
        } footer: {
            Text("Имя, школу и сумму увидит каждый, кто возьмёт телефон.")
        }
    }
}

private struct SchoolSections: View {
    @Environment(Face.self) private var face
    let state: SchoolSettingsState

    var body: some View {
        switch state {
        case .notRead(let text):
            Section("Переключатели школы") { Text(text) }
        case .read(let groups, let freshness, let asOfText, let reset):
            Section("Переключатели школы") {
                AsOfLine(asOfText, freshness.state)
                if let reset { ChangeRow(reset) }
                Button("Вернуть настройки школы") { face.dispatch(.resetNotifications) }
            }
            ForEach(groups, id: \.id) { group in
                Section(group.name) {
                    ForEach(group.events, id: \.id) { EventRows(event: $0) }
                }
            }
        }
    }
}

private struct EventRows: View {
    @Environment(Face.self) private var face
    let event: SchoolEvent

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(event.name)
                .fontWeight(.semibold)
            Quiet(event.description)
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isHeader)
        ForEach(event.switches.indices, id: \.self) { at in
            let row = event.switches[at]
            Toggle(
                isOn: face.asking(row.switch.on) { on in
                    .setNotification(
                        id: row.id, channel: row.channel, seen: row.switch,
                        wanted: NotificationSwitch(on: on, from: row.switch.from, to: row.switch.to))
                }
            ) {
                ToggleLabel(title: row.channelText, details: [row.hoursText ?? ""])
            }
            if let change = row.change { ChangeRow(change) }
        }
    }
}
