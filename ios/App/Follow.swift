import SchoolCardKit
import SwiftUI

/// Follows one screen of the core for as long as it is in sight, and draws each state.
struct Follow<Seen: Sendable, Content: View>: View {
    @State private var model: ScreenModel<Seen>
    private let content: (Seen?) -> Content

    /// `model` is of one screen of the core; give the view the screen's parameters as its `id` where they can change.
    init(_ model: ScreenModel<Seen>, @ViewBuilder content: @escaping (Seen?) -> Content) {
        _model = State(initialValue: model)
        self.content = content
    }

    var body: some View {
        content(model.state)
            .task { await model.run() }
            .safeAreaInset(edge: .bottom) {
                if let failure = model.failure {
                    Badge(.warn, "exclamationmark.triangle") { TroubleText(trouble: failure) }
                        .padding()
                }
            }
    }
}
