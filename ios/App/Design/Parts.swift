import SchoolCardKit
import SwiftUI

/// Words on a ground of their meaning, with a symbol.
struct Badge<Content: View>: View {
    let tone: Tone
    let symbol: String
    @ViewBuilder let content: Content

    init(_ tone: Tone, _ symbol: String, @ViewBuilder content: () -> Content) {
        self.tone = tone
        self.symbol = symbol
        self.content = content()
    }

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
            Image(systemName: symbol)
                .accessibilityHidden(true)
            VStack(alignment: .leading, spacing: 4) { content }
                .frame(maxWidth: .infinity, alignment: .leading)
        }
        .padding(12)
        .foregroundStyle(tone.text)
        .background(tone.ground, in: RoundedRectangle(cornerRadius: 12))
    }
}

/// Something told beside the content; nothing where there is nothing to tell.
struct Quiet: View {
    let text: String

    init(_ text: String) { self.text = text }

    var body: some View {
        if !text.isEmpty {
            Text(text)
                .font(.footnote)
                .foregroundStyle(Color.quiet)
        }
    }
}

/// The one thing to do next.
struct MainButton: View {
    @Environment(\.isEnabled) private var isEnabled
    let title: LocalizedStringKey
    let action: @MainActor () -> Void

    init(_ title: LocalizedStringKey, action: @escaping @MainActor () -> Void) {
        self.title = title
        self.action = action
    }

    var body: some View {
        Button(action: action) {
            Text(title)
                .fontWeight(.semibold)
                .foregroundStyle(isEnabled ? Color("OnAccent") : Color.quiet)
                .frame(maxWidth: .infinity)
        }
        .buttonStyle(.borderedProminent)
        .controlSize(.large)
    }
}

/// Something else that can be done.
struct SideButton: View {
    let title: LocalizedStringKey
    let action: @MainActor () -> Void

    init(_ title: LocalizedStringKey, action: @escaping @MainActor () -> Void) {
        self.title = title
        self.action = action
    }

    var body: some View {
        Button(action: action) {
            Text(title)
                .frame(maxWidth: .infinity)
        }
        .buttonStyle(.bordered)
        .controlSize(.large)
    }
}

/// Lines of text, one below the other; two may say the same.
struct Lines: View {
    let texts: [String]

    init(_ texts: [String]) { self.texts = texts }

    var body: some View {
        ForEach(texts.indices, id: \.self) { at in
            Text(texts[at])
                .font(.subheadline)
        }
    }
}

/// A line of a bill: what, and how much at its end; below it where the two do not fit beside each other.
struct TitleAndSum: View {
    let title: String
    let sum: String

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack(alignment: .firstTextBaseline) {
                Text(title)
                Spacer()
                Text(sum)
                    .fontWeight(.semibold)
            }
            VStack(alignment: .leading) {
                Text(title)
                Text(sum)
                    .fontWeight(.semibold)
            }
        }
    }
}

/// A screen: its name and a list that is refreshed by pulling.
struct ScreenList<Rows: View>: View {
    @Environment(Face.self) private var face
    let title: LocalizedStringKey
    let scope: RefreshScope
    let rows: Rows

    init(_ title: LocalizedStringKey, refreshing scope: RefreshScope, @ViewBuilder rows: () -> Rows) {
        self.title = title
        self.scope = scope
        self.rows = rows()
    }

    var body: some View {
        List { rows }
            .refreshable { [face, scope] in await face.refresh(scope) }
            .navigationTitle(title)
    }
}

/// Whose screen it is.
struct NameRow: View {
    let name: String

    var body: some View {
        Text(name)
            .font(.headline)
            .accessibilityAddTraits(.isHeader)
    }
}

/// Whatever the core says in one sentence about a whole screen; nothing where it says nothing.
struct SentenceRow: View {
    let text: String

    init(_ text: String) { self.text = text }

    var body: some View {
        if !text.isEmpty { Text(text) }
    }
}

/// Days of which nothing is known yet; nothing when there are none.
struct UnreadRow: View {
    let text: String

    init(_ text: String) { self.text = text }

    var body: some View {
        if !text.isEmpty {
            Badge(.plain, "info.circle") { Text(text) }
        }
    }
}
