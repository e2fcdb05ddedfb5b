import SchoolCardKit
import SwiftUI

/// Which days are shown, and the way to earlier and later ones.
struct DaysBar: View {
    @Environment(\.locale) private var locale
    @Binding var shown: DaysShown
    let period: Period

    var body: some View {
        HStack {
            Button {
                shown.earlier()
            } label: {
                Image(systemName: "chevron.left")
                    .frame(minWidth: 44, minHeight: 44)
            }
            .accessibilityLabel("Раньше")
            Text(period.title(locale))
                .fontWeight(.semibold)
                .multilineTextAlignment(.center)
                .frame(maxWidth: .infinity)
                .accessibilityAddTraits(.isHeader)
            Button {
                shown.later()
            } label: {
                Image(systemName: "chevron.right")
                    .frame(minWidth: 44, minHeight: 44)
            }
            .accessibilityLabel("Позже")
            .disabled(shown.isLatest)
        }
        .buttonStyle(.borderless)
    }
}
