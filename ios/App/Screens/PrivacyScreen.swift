import SchoolCardKit
import SwiftUI

/// What this phone holds, what was agreed to, taking it along and destroying it.
struct PrivacyScreen: View {
    @Environment(Face.self) private var face

    var body: some View {
        Follow(.privacy(face.app)) { state in
            List {
                switch state {
                case nil:
                    LoadingRows()
                case .signedOut:
                    SignedOutRow()
                case .privacy(let consents, let holdsText, let exportText, let deleteText):
                    Section { Text(holdsText) }
                    ForEach(consents, id: \.purpose) { ConsentSection(consent: $0) }
                    ExportSection(text: exportText)
                    DeletionSection(text: deleteText)
                }
            }
            .navigationTitle("Ваши данные")
        }
    }
}

/// One purpose, agreed to by itself; every change with its date.
struct ConsentSection: View {
    @Environment(Face.self) private var face
    let consent: ConsentRow

    var body: some View {
        Section {
            Toggle(
                isOn: face.asking(consent.kind == .given) { [purpose = consent.purpose] given in
                    .setConsent(purpose: purpose, given: given)
                }
            ) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(consent.title)
                    Quiet(consent.kindText)
                }
            }
            Lines(consent.history)
        } footer: {
            Text(consent.text)
        }
    }
}

private struct ExportSection: View {
    @Environment(Face.self) private var face
    @State private var file: URL?
    @State private var failure: AppError?
    let text: String

    var body: some View {
        Section {
            if let file {
                ShareLink("Передать файл", item: file)
            } else {
                Button("Забрать свои данные") { Task { await export() } }
            }
            FailureRow(failure: failure)
        } footer: {
            Text(text)
        }
    }

    private func export() async {
        guard await face.platform.confirmIdentity(IdentityReason.data.text) else { return }
        do {
            file = try await TextFile(name: "school-card.json", mime: "application/json", text: face.app.exportEverything()).saved()
            failure = nil
        } catch {
            failure = error as? AppError ?? .Storage(trouble: .other)
        }
    }
}

private struct DeletionSection: View {
    @Environment(Face.self) private var face
    @State private var isAsking = false
    @State private var failure: AppError?
    let text: String

    var body: some View {
        Section {
            Button("Удалить всё с этого телефона", role: .destructive) { isAsking = true }
                .confirmationDialog("Удалить всё с этого телефона?", isPresented: $isAsking, titleVisibility: .visible) {
                    Button("Удалить", role: .destructive) { Task { await delete() } }
                    Button("Оставить", role: .cancel) {}
                } message: {
                    Text(text)
                }
            FailureRow(failure: failure)
        }
    }

    private func delete() async {
        guard await face.platform.confirmIdentity(IdentityReason.data.text) else { return }
        do {
            try await face.deleteEverything()
        } catch {
            failure = error as? AppError ?? .Storage(trouble: .other)
        }
    }
}
