import SwiftUI

/// A form above the screen: its name, its rows, the way back.
struct FormSheet<Rows: View>: View {
    @Environment(\.dismiss) private var dismiss
    private let title: Text
    private let rows: Rows

    init(_ title: Text, @ViewBuilder rows: () -> Rows) {
        self.title = title
        self.rows = rows()
    }

    var body: some View {
        NavigationStack {
            List { rows }
                .navigationTitle(title)
                .navigationBarTitleDisplayMode(.inline)
                .toolbar {
                    ToolbarItem(placement: .cancellationAction) {
                        Button("Закрыть") { dismiss() }
                    }
                }
        }
    }
}
