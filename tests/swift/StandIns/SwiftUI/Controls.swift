/// As in SwiftUI: a literal is a key of the string catalog.
public struct LocalizedStringKey: Equatable, Sendable, ExpressibleByStringLiteral {
    let key: String
    public init(_ key: String) { self.key = key }
    public init(stringLiteral key: String) { self.key = key }
}

public struct Text: Drawn, Equatable, Sendable {
    enum Words: Equatable, Sendable {
        case key(LocalizedStringKey)
        case verbatim(String)
    }
    let words: Words

    public init(_ key: LocalizedStringKey) { words = .key(key) }
    @_disfavoredOverload public init<S: StringProtocol>(_ text: S) { words = .verbatim(String(text)) }
    public init(verbatim text: String) { words = .verbatim(text) }

    @MainActor func said(_ context: Context) -> String {
        switch words {
        case .verbatim(let text): text
        case .key(let key): context.host.say(key.key, context.environment.locale.identifier.split(separator: "_").first.map(String.init) ?? "ru")
        }
    }

    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.text, said(context))
        node.environment = context.environment
        return [node]
    }

    public func font(_ font: Font?) -> Text { self }
    public func bold() -> Text { self }
    public func fontWeight(_ weight: Font.Weight?) -> Text { self }
}

public struct Image: Drawn {
    let symbol: String
    public init(systemName: String) { symbol = systemName }
    public func _nodes(_ context: Context) -> [Node] { [Node(.image, symbol)] }
}

public struct Label<Title: View, Icon: View>: Drawn {
    let title: Title
    let icon: Icon
    public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {
        self.title = title()
        self.icon = icon()
    }
    public func _nodes(_ context: Context) -> [Node] {
        // Its symbol is not read.
        title._nodes(context.below("title"))
    }
}

extension Label where Title == Text, Icon == Image {
    public init(_ title: LocalizedStringKey, systemImage: String) {
        self.init(title: { Text(title) }, icon: { Image(systemName: systemImage) })
    }
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, systemImage: String) {
        self.init(title: { Text(title) }, icon: { Image(systemName: systemImage) })
    }
}

public struct ButtonRole: Equatable, Sendable {
    let name: String
    public static let destructive = ButtonRole(name: "destructive")
    public static let cancel = ButtonRole(name: "cancel")
}

public struct Button<Label: View>: Drawn {
    let action: @MainActor @Sendable () -> Void
    let label: Label
    let role: ButtonRole?

    public init(role: ButtonRole? = nil, action: @escaping @MainActor @Sendable () -> Void, @ViewBuilder label: () -> Label) {
        self.action = action
        self.label = label()
        self.role = role
    }

    public init(action: @escaping @MainActor @Sendable () -> Void, @ViewBuilder label: () -> Label) {
        self.init(role: nil, action: action, label: label)
    }

    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.button, children: label._nodes(context.below("button")))
        node.isEnabled = context.environment.isEnabled
        node.actions.updateValue(action, forKey: "")
        node.environment = context.environment
        return [node]
    }
}

extension Button where Label == Text {
    public init(_ title: LocalizedStringKey, role: ButtonRole? = nil, action: @escaping @MainActor @Sendable () -> Void) {
        self.init(role: role, action: action) { Text(title) }
    }
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, role: ButtonRole? = nil, action: @escaping @MainActor @Sendable () -> Void) {
        self.init(role: role, action: action) { Text(title) }
    }
}

extension Button where Label == SwiftUI.Label<Text, Image> {
    public init(_ title: LocalizedStringKey, systemImage: String, role: ButtonRole? = nil, action: @escaping @MainActor @Sendable () -> Void) {
        self.init(role: role, action: action) { SwiftUI.Label(title, systemImage: systemImage) }
    }
}

public struct Toggle<Label: View>: Drawn {
    let isOn: Binding<Bool>
    let label: Label
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {
        self.isOn = isOn
        self.label = label()
    }
    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.toggle, children: label._nodes(context.below("toggle")))
        node.value = isOn.wrappedValue ? "1" : "0"
        node.traits.insert(.isToggle)
        node.isEnabled = context.environment.isEnabled
        node.actions[""] = { isOn.wrappedValue.toggle() }
        return [node]
    }
}

extension Toggle where Label == Text {
    public init(_ title: LocalizedStringKey, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(title) } }
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(title) } }
}

public struct TextField: Drawn {
    let title: Text
    let text: Binding<String>
    public init(_ title: LocalizedStringKey, text: Binding<String>) {
        self.title = Text(title)
        self.text = text
    }
    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.field, text.wrappedValue)
        node.label = title.said(context)
        node.value = text.wrappedValue
        node.isEnabled = context.environment.isEnabled
        node.type = { text.wrappedValue = $0 }
        node.environment = context.environment
        return [node]
    }
}

public struct Picker<Value: Hashable, Content: View>: Drawn {
    let title: Text
    let selection: Binding<Value>
    let content: Content

    public init(_ title: LocalizedStringKey, selection: Binding<Value>, @ViewBuilder content: () -> Content) {
        self.title = Text(title)
        self.selection = selection
        self.content = content()
    }

    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.picker)
        node.label = title.said(context)
        node.isEnabled = context.environment.isEnabled
        node.children = content._nodes(context.below("picker")).map { child in
            var option = Node(.option, children: [child])
            guard let tag = child.tag?.base as? Value else {
                context.host.complain("an option of «\(title.said(context))» stands for nothing that can be chosen")
                return option
            }
            if tag == selection.wrappedValue {
                option.traits.insert(.isSelected)
                node.value = child.title
            }
            option.isEnabled = context.environment.isEnabled
            option.actions[""] = { selection.wrappedValue = tag }
            return option
        }
        if node.value == nil { context.host.complain("nothing is chosen in «\(title.said(context))»") }
        return [node]
    }
}

public struct ProgressView<Label: View>: Drawn {
    let label: Label
    public init(@ViewBuilder label: () -> Label) { self.label = label() }
    public func _nodes(_ context: Context) -> [Node] { [Node(.progress)] + label._nodes(context.below("progress")) }
}

extension ProgressView where Label == EmptyView {
    public init() { self.init { EmptyView() } }
    public init(value: Double, total: Double = 1) { self.init { EmptyView() } }
}

extension ProgressView where Label == Text {
    public init(_ title: LocalizedStringKey) { self.init { Text(title) } }
}

public struct Link<Label: View>: Drawn {
    let address: String
    let label: Label
    public init(destination: URL, @ViewBuilder label: () -> Label) {
        address = destination.absoluteString
        self.label = label()
    }
    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.link, children: label._nodes(context.below("link")))
        let host = context.host
        node.actions[""] = { host.opened.append(address) }
        return [node]
    }
}

extension Link where Label == Text {
    public init(_ title: LocalizedStringKey, destination: URL) { self.init(destination: destination) { Text(title) } }
}

public struct ShareLink<Label: View>: Drawn {
    let item: String
    let label: Label
    public init(item: String, @ViewBuilder label: () -> Label) {
        self.item = item
        self.label = label()
    }
    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.link, children: label._nodes(context.below("share")))
        node.value = item
        return [node]
    }
}

extension ShareLink where Label == SwiftUI.Label<Text, Image> {
    public init(_ title: LocalizedStringKey, item: URL) { self.init(title, item: item.absoluteString) }
    public init(_ title: LocalizedStringKey, item: String) {
        self.init(item: item) { SwiftUI.Label(title, systemImage: "square.and.arrow.up") }
    }
}

public struct LabeledContent: Drawn {
    let title: Text
    let value: String
    public init<S: StringProtocol>(_ title: LocalizedStringKey, value: S) {
        self.title = Text(title)
        self.value = String(value)
    }
    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.stack, children: title._nodes(context) + Text(verbatim: value)._nodes(context))
        node.grouping = .combined
        return [node]
    }
}

/// Typed into as «2026-05-12» or «08:30», in the zone of the environment; what is out of range is not taken.
public struct DatePicker: Drawn {
    public struct Components: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let date = Components(rawValue: 1)
        public static let hourAndMinute = Components(rawValue: 2)
    }
    let title: Text
    let selection: Binding<Date>
    let earliest: Date
    let components: Components

    public init(_ title: LocalizedStringKey, selection: Binding<Date>, displayedComponents: Components) {
        self.init(title, selection: selection, in: Date.distantPast..., displayedComponents: displayedComponents)
    }
    public init(
        _ title: LocalizedStringKey, selection: Binding<Date>, in range: PartialRangeFrom<Date>, displayedComponents: Components
    ) {
        self.title = Text(title)
        self.selection = selection
        earliest = range.lowerBound
        components = displayedComponents
    }

    public func _nodes(_ context: Context) -> [Node] {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = context.environment.timeZone
        format.dateFormat = components == .hourAndMinute ? "HH:mm" : "yyyy-MM-dd"
        var node = Node(.field)
        node.label = title.said(context)
        node.value = format.string(from: selection.wrappedValue)
        node.isEnabled = context.environment.isEnabled
        node.type = { if let date = format.date(from: $0), date >= earliest { selection.wrappedValue = date } }
        return [node]
    }
}
