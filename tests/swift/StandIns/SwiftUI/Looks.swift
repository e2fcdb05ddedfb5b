// What only changes looks: types and modifiers that the stand-in takes and passes over; and the environment's own values.

@_exported import Foundation
@_exported import Observation

public struct Font: Sendable {
    public enum TextStyle: Sendable { case largeTitle, title, title2, title3, headline, subheadline, body, callout, footnote, caption }
    public enum Weight: Sendable { case regular, medium, semibold, bold }
    public static let largeTitle = Font()
    public static let title = Font()
    public static let title2 = Font()
    public static let title3 = Font()
    public static let headline = Font()
    public static let subheadline = Font()
    public static let body = Font()
    public static let callout = Font()
    public static let footnote = Font()
    public static let caption = Font()
    public func weight(_ weight: Weight) -> Font { self }
    public func bold() -> Font { self }
    public func monospacedDigit() -> Font { self }
}

public protocol ShapeStyle: Sendable {}
public protocol Shape: View, Sendable {}

public struct Color: ShapeStyle, Hashable, Drawn {
    /// Of the asset catalog.
    public nonisolated let name: String
    public nonisolated init(_ name: String) { self.name = name }
    public static let primary = Color("primary")
    public static let secondary = Color("secondary")
    public static let accentColor = Color("AccentColor")
    public static let clear = Color("clear")
    public nonisolated func opacity(_ opacity: Double) -> Color { self }
    public func _nodes(_ context: Context) -> [Node] { [] }
}

public struct Material: ShapeStyle {
    public static let regular = Material()
    public static let bar = Material()
}

extension ShapeStyle where Self == Color {
    public static var primary: Color { Color("primary") }
    public static var secondary: Color { Color("secondary") }
    public static var tint: Color { Color("AccentColor") }
    public static var clear: Color { Color("clear") }
}

extension ShapeStyle where Self == Material {
    public static var regularMaterial: Material { Material() }
    public static var bar: Material { Material() }
}

public struct RoundedRectangle: Shape, Drawn {
    public nonisolated init(cornerRadius: CGFloat) {}
    public func _nodes(_ context: Context) -> [Node] { [] }
    public func fill(_ style: some ShapeStyle) -> some View { EmptyView() }
}

public struct Circle: Shape, Drawn {
    public nonisolated init() {}
    public func _nodes(_ context: Context) -> [Node] { [] }
    public func fill(_ style: some ShapeStyle) -> some View { EmptyView() }
}

public struct Capsule: Shape, Drawn {
    public nonisolated init() {}
    public func _nodes(_ context: Context) -> [Node] { [] }
}

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum Alignment: Sendable { case leading, center, trailing, top, bottom, topLeading }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum HorizontalEdge: Sendable { case leading, trailing }
public enum VerticalEdge: Sendable { case top, bottom }
public enum Visibility: Sendable { case automatic, visible, hidden }

public enum Axis: Sendable {
    case horizontal, vertical
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1)
        public static let vertical = Set(rawValue: 2)
    }
}

public enum Edge: Sendable {
    case top, bottom, leading, trailing
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let top = Set(rawValue: 1)
        public static let bottom = Set(rawValue: 2)
        public static let leading = Set(rawValue: 4)
        public static let trailing = Set(rawValue: 8)
        public static let horizontal = Set(rawValue: 12)
        public static let vertical = Set(rawValue: 3)
        public static let all = Set(rawValue: 15)
    }
}

public struct EdgeInsets: Sendable {
    public init(top: CGFloat, leading: CGFloat, bottom: CGFloat, trailing: CGFloat) {}
}

public enum DynamicTypeSize: Int, Sendable, Comparable {
    case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge, accessibility1, accessibility2, accessibility3, accessibility4,
        accessibility5
    public var isAccessibilitySize: Bool { self >= .accessibility1 }
    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

public enum ColorScheme: Sendable { case light, dark }
public enum ScenePhase: Sendable { case background, inactive, active }
public enum SensoryFeedback: Sendable, Equatable { case success, warning, error, selection }
public enum UIKeyboardType: Sendable { case `default`, decimalPad, numberPad, phonePad, emailAddress }
public struct PresentationDetent: Hashable, Sendable {
    let name: String
    public static let medium = PresentationDetent(name: "medium")
    public static let large = PresentationDetent(name: "large")
}
public struct Animation: Sendable { public static let `default` = Animation() }
public enum ToolbarItemPlacement: Sendable { case automatic, topBarLeading, topBarTrailing, cancellationAction, confirmationAction, primaryAction }

public struct ToolbarItem<Content: View>: Drawn {
    let content: Content
    public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { content._nodes(context) }
}

public protocol PickerStyle {}
public struct SegmentedPickerStyle: PickerStyle { public init() {} }
public struct MenuPickerStyle: PickerStyle { public init() {} }
public struct InlinePickerStyle: PickerStyle { public init() {} }
extension PickerStyle where Self == SegmentedPickerStyle { public static var segmented: Self { Self() } }
extension PickerStyle where Self == MenuPickerStyle { public static var menu: Self { Self() } }
extension PickerStyle where Self == InlinePickerStyle { public static var inline: Self { Self() } }

public protocol PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderlessButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct PlainButtonStyle: PrimitiveButtonStyle { public init() {} }
extension PrimitiveButtonStyle where Self == BorderedButtonStyle { public static var bordered: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle { public static var borderedProminent: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderlessButtonStyle { public static var borderless: Self { Self() } }
extension PrimitiveButtonStyle where Self == PlainButtonStyle { public static var plain: Self { Self() } }

public enum ControlSize: Sendable { case mini, small, regular, large }
public enum TitleDisplayMode: Sendable { case automatic, inline, large }

@MainActor
public struct DismissAction {
    let close: @MainActor () -> Void
    public func callAsFunction() { close() }
}

extension View {
    public func font(_ font: Font?) -> some View { self }
    public func fontWeight(_ weight: Font.Weight?) -> some View { self }
    public func bold(_ isActive: Bool = true) -> some View { self }
    public func monospacedDigit() -> some View { self }
    public func foregroundStyle(_ style: some ShapeStyle) -> some View { self }
    public func tint(_ color: Color?) -> some View { self }
    public func background(_ style: some ShapeStyle) -> some View { self }
    public func background(_ style: some ShapeStyle, in shape: some Shape) -> some View { self }
    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
    public func padding(_ length: CGFloat) -> some View { self }
    public func frame(maxWidth: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center) -> some View { self }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View { self }
    public func frame(minWidth: CGFloat? = nil, minHeight: CGFloat?, alignment: Alignment = .center) -> some View { self }
    public func contentShape(_ shape: some Shape) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func lineLimit(_ number: Int?) -> some View { self }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    public func textSelection(_ selectability: EnabledTextSelectability) -> some View { self }
    public func keyboardType(_ type: UIKeyboardType) -> some View { self }
    public func navigationBarTitleDisplayMode(_ mode: TitleDisplayMode) -> some View { self }
    public func pickerStyle(_ style: some PickerStyle) -> some View { self }
    public func buttonStyle(_ style: some PrimitiveButtonStyle) -> some View { self }
    public func controlSize(_ size: ControlSize) -> some View { self }
    public func presentationDetents(_ detents: Set<PresentationDetent>) -> some View { self }
    public func animation(_ animation: Animation?, value: some Equatable) -> some View { self }
    public func listRowBackground(_ view: (some View)?) -> some View { self }
    public func listRowInsets(_ insets: EdgeInsets?) -> some View { self }
    public func listRowSeparator(_ visibility: Visibility) -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func labelStyle(_ style: TitleAndIconLabelStyle) -> some View { self }
    public func imageScale(_ scale: Image.Scale) -> some View { self }
    public func privacySensitive(_ sensitive: Bool = true) -> some View { self }
    public func interactiveDismissDisabled(_ disabled: Bool = true) -> some View { self }
}

public struct EnabledTextSelectability: Sendable { public static let enabled = EnabledTextSelectability() }
public struct TitleAndIconLabelStyle: Sendable { public static let titleAndIcon = TitleAndIconLabelStyle() }
extension Image { public enum Scale: Sendable { case small, medium, large } }

private enum Key {
    struct Locale: EnvironmentKey { static let defaultValue = Foundation.Locale(identifier: "ru_RU") }
    struct Zone: EnvironmentKey { static let defaultValue = Foundation.TimeZone.current }
    struct TypeSize: EnvironmentKey { static let defaultValue = DynamicTypeSize.large }
    struct Scheme: EnvironmentKey { static let defaultValue = ColorScheme.light }
    struct Phase: EnvironmentKey { static let defaultValue = ScenePhase.active }
    struct ReduceMotion: EnvironmentKey { static let defaultValue = false }
    struct Enabled: EnvironmentKey { static let defaultValue = true }
    struct Dismiss: EnvironmentKey { static var defaultValue: DismissAction? { nil } }
    struct Chosen: EnvironmentKey { static var defaultValue: AnyHashable? { nil } }
    struct Lead: EnvironmentKey { static var defaultValue: Navigation? { nil } }
    struct Leads: EnvironmentKey { static var defaultValue: Places? { nil } }
}

extension EnvironmentValues {
    public var locale: Locale {
        get { self[Key.Locale.self] }
        set { self[Key.Locale.self] = newValue }
    }
    public var timeZone: TimeZone {
        get { self[Key.Zone.self] }
        set { self[Key.Zone.self] = newValue }
    }
    public var dynamicTypeSize: DynamicTypeSize {
        get { self[Key.TypeSize.self] }
        set { self[Key.TypeSize.self] = newValue }
    }
    public var colorScheme: ColorScheme {
        get { self[Key.Scheme.self] }
        set { self[Key.Scheme.self] = newValue }
    }
    public var scenePhase: ScenePhase {
        get { self[Key.Phase.self] }
        set { self[Key.Phase.self] = newValue }
    }
    /// Only the phone sets it; tests do.
    public var accessibilityReduceMotion: Bool {
        get { self[Key.ReduceMotion.self] }
        set { self[Key.ReduceMotion.self] = newValue }
    }
    public var isEnabled: Bool {
        get { self[Key.Enabled.self] }
        set { self[Key.Enabled.self] = newValue }
    }
    @MainActor public var dismiss: DismissAction {
        get { self[Key.Dismiss.self] ?? DismissAction {} }
        set { self[Key.Dismiss.self] = newValue }
    }
    var chosenTab: AnyHashable? {
        get { self[Key.Chosen.self] }
        set { self[Key.Chosen.self] = newValue }
    }
    var navigation: Navigation? {
        get { self[Key.Lead.self] }
        set { self[Key.Lead.self] = newValue }
    }
    var places: Places? {
        get { self[Key.Leads.self] }
        set { self[Key.Leads.self] = newValue }
    }
}
