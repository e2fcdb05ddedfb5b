import SchoolCardKit
import SwiftUI

private struct AsOfKey: EnvironmentKey {
    static let defaultValue: AsOf? = nil
}

/// The date that sums are of.
enum AsOf: Equatable, Sendable {
    /// As the screen says it.
    case told(String)
    /// Nobody's figure: a sum that the parent wishes, or a sentence that names its own date.
    case needsNone
}

extension EnvironmentValues {
    /// The date of what stands here; nil: none, and then no sum may stand here. Tests look for such.
    var asOf: AsOf? {
        get { self[AsOfKey.self] }
        set { self[AsOfKey.self] = newValue }
    }
}

extension View {
    /// Everything inside is of the date that `asOfText` says, which the screen shows.
    func dated(_ asOfText: String) -> some View { environment(\.asOf, asOfText.isEmpty ? nil : .told(asOfText)) }

    /// No sum inside is a figure of the school's.
    func needsNoDate() -> some View { environment(\.asOf, .needsNone) }
}

/// A sum for the eye, and in words for VoiceOver.
struct Amount: View {
    let text: String
    let spoken: String

    init(_ text: String, spoken: String) {
        self.text = text
        self.spoken = spoken
    }

    var body: some View {
        Text(text)
            .accessibilityLabel(spoken)
    }
}

/// A sum with the date it is of: the only way a screen shows a figure.
struct DatedAmount: View {
    let text: String
    let spoken: String
    let asOfText: String
    let state: DataState
    var font = Font.title2

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Amount(text, spoken: spoken)
                .font(font)
            AsOfLine(asOfText, state)
        }
        .dated(asOfText)
    }
}

/// The date and how far it can be trusted: a symbol and words, colour only on top of them.
struct AsOfLine: View {
    let asOfText: String
    let state: DataState

    init(_ asOfText: String, _ state: DataState) {
        self.asOfText = asOfText
        self.state = state
    }

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 6) {
            Image(systemName: symbol)
            Text(asOfText)
        }
        .font(.footnote)
        .foregroundStyle(isOld ? Tone.warn.text : Color.quiet)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(asOfText)
        .accessibilityValue(said)
    }

    private var isOld: Bool {
        switch state {
        case .live, .cached: false
        case .late, .serviceDown: true
        }
    }

    private var symbol: String {
        switch state {
        case .live: "checkmark.circle"
        case .cached: "clock"
        case .late: "clock.badge.exclamationmark"
        case .serviceDown: "exclamationmark.triangle"
        }
    }

    private var said: Text {
        switch state {
        case .live: Text("данные свежие")
        case .cached: Text("сохранённые данные")
        case .late: Text("данные запаздывают")
        case .serviceDown: Text("школа не отвечает")
        }
    }
}
