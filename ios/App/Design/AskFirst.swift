import SchoolCardKit
import SwiftUI

/// A button that asks before it acts, in the core's own words.
struct AskFirst: View {
    @State private var isAsking = false
    private let title: Text
    private let question: String
    private let sure: LocalizedStringKey
    private let action: @MainActor () -> Void

    init(_ title: LocalizedStringKey, _ question: String, _ sure: LocalizedStringKey, action: @escaping @MainActor () -> Void) {
        self.init(Text(title), question, sure, action)
    }

    init(verbatim title: String, _ question: String, _ sure: LocalizedStringKey, action: @escaping @MainActor () -> Void) {
        self.init(Text(verbatim: title), question, sure, action)
    }

    private init(_ title: Text, _ question: String, _ sure: LocalizedStringKey, _ action: @escaping @MainActor () -> Void) {
        self.title = title
        self.question = question
        self.sure = sure
        self.action = action
    }

    var body: some View {
        Button {
            isAsking = true
        } label: {
            title
                .frame(maxWidth: .infinity)
        }
        .buttonStyle(.bordered)
        .controlSize(.large)
        .confirmationDialog(question, isPresented: $isAsking, titleVisibility: .visible) {
            Button(sure, action: action)
            Button("Оставить", role: .cancel) {}
        }
    }
}
