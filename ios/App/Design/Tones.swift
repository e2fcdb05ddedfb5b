import SwiftUI

/// A ground and what may stand on it, by their names in Assets.xcassets. No colour carries a meaning alone: beside each stand
/// a symbol and words.
enum Tone: String, CaseIterable {
    /// All is well: in school, credited.
    case good = "Good"
    /// Worth a look.
    case warn = "Warn"
    /// Needs the parent.
    case bad = "Bad"
    /// Told for completeness.
    case plain = "Plain"
    /// On its way.
    case soft = "Soft"

    var ground: Color {
        switch self {
        case .good: Color("GoodGround")
        case .warn: Color("WarnGround")
        case .bad: Color("BadGround")
        case .plain: Color("PlainGround")
        case .soft: Color("SoftGround")
        }
    }

    var text: Color {
        switch self {
        case .good: Color("GoodText")
        case .warn: Color("WarnText")
        case .bad: Color("BadText")
        case .plain: Color("PlainText")
        case .soft: Color("SoftText")
        }
    }
}

extension Color {
    /// Text beside the main one: dates, evidence.
    static var quiet: Color { Color("Quiet") }
    /// Bars of charts that are not whole.
    static var edge: Color { Color("Edge") }
}
