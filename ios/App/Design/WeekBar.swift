import SwiftUI

/// Which week is shown, and the way to the ones before and after.
struct WeekBar: View {
    let title: String
    let earlier: @MainActor () -> Void
    let later: @MainActor () -> Void

    var body: some View {
        HStack {
            Button(action: earlier) {
                Image(systemName: "chevron.left")
                    .frame(minWidth: 44, minHeight: 44)
            }
            .accessibilityLabel("Неделя раньше")
            Text(title)
                .fontWeight(.semibold)
                .multilineTextAlignment(.center)
                .frame(maxWidth: .infinity)
                .accessibilityAddTraits(.isHeader)
            Button(action: later) {
                Image(systemName: "chevron.right")
                    .frame(minWidth: 44, minHeight: 44)
            }
            .accessibilityLabel("Неделя позже")
        }
        .buttonStyle(.borderless)
    }
}
