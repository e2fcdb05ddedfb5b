/// A container of `role` around what `content` draws.
@MainActor
private func box(_ role: Node.Role, _ content: some View, _ context: Context) -> [Node] {
    var node = Node(role, children: content._nodes(context.below(role.rawValue)))
    node.environment = context.environment
    return [node]
}

public struct VStack<Content: View>: Drawn {
    let content: Content
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public func _nodes(_ context: Context) -> [Node] { box(.stack, content, context) }
}

public struct HStack<Content: View>: Drawn {
    let content: Content
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public func _nodes(_ context: Context) -> [Node] { box(.stack, content, context) }
}

public struct ZStack<Content: View>: Drawn {
    let content: Content
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { box(.stack, content, context) }
}

public struct GridItem: Sendable {
    public enum Size: Sendable { case flexible(minimum: CGFloat = 10, maximum: CGFloat = .infinity) }
    public init(_ size: Size = .flexible(), spacing: CGFloat? = nil) {}
}

public struct LazyVGrid<Content: View>: Drawn {
    let content: Content
    public init(columns: [GridItem], spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { box(.stack, content, context) }
}

public struct ScrollView<Content: View>: Drawn {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { box(.stack, content, context) }
}

/// The first arrangement, and at accessibility sizes, where it would not fit, the last.
public struct ViewThatFits<Content: View>: Drawn {
    let content: Content
    public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] {
        let ways = content._nodes(context.below("fits"))
        let fitting = context.environment.dynamicTypeSize.isAccessibilitySize ? ways.last : ways.first
        return fitting.map { [$0] } ?? []
    }
}

public struct List<Content: View>: Drawn {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { box(.list, content, context) }
}

public struct Section<Header: View, Content: View, Footer: View>: Drawn {
    let header: Header
    let content: Content
    let footer: Footer

    public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header, @ViewBuilder footer: () -> Footer) {
        self.content = content()
        self.header = header()
        self.footer = footer()
    }

    public func _nodes(_ context: Context) -> [Node] {
        let heading = header._nodes(context.below("header")).map { node in
            var node = node
            node.traits.insert(.isHeader)
            return node
        }
        let inside = heading + content._nodes(context.below("section")) + footer._nodes(context.below("footer"))
        var node = Node(.section, children: inside)
        node.environment = context.environment
        return [node]
    }
}

extension Section where Header == EmptyView, Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content) { self.init(content: content, header: { EmptyView() }, footer: { EmptyView() }) }
}

extension Section where Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header) {
        self.init(content: content, header: header, footer: { EmptyView() })
    }
}

extension Section where Header == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder footer: () -> Footer) {
        self.init(content: content, header: { EmptyView() }, footer: footer)
    }
}

extension Section where Header == Text, Footer == EmptyView {
    public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> Content) {
        self.init(content: content, header: { Text(title) }, footer: { EmptyView() })
    }
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {
        self.init(content: content, header: { Text(title) }, footer: { EmptyView() })
    }
}

public struct Spacer: Drawn {
    public nonisolated init(minLength: CGFloat? = nil) {}
    public func _nodes(_ context: Context) -> [Node] { [] }
}

public struct Divider: Drawn {
    public nonisolated init() {}
    public func _nodes(_ context: Context) -> [Node] { [] }
}

public struct ContentUnavailableView<Label: View, Description: View, Actions: View>: Drawn {
    let label: Label
    let description: Description
    let actions: Actions
    public init(
        @ViewBuilder label: () -> Label, @ViewBuilder description: () -> Description = { EmptyView() },
        @ViewBuilder actions: () -> Actions = { EmptyView() }
    ) {
        self.label = label()
        self.description = description()
        self.actions = actions()
    }
    public func _nodes(_ context: Context) -> [Node] {
        let inside =
            label._nodes(context.below("label")) + description._nodes(context.below("description"))
            + actions._nodes(context.below("actions"))
        return [Node(.stack, children: inside)]
    }
}

/// Shows the last of the path; what is below it keeps its state and rests.
public struct NavigationStack<Data, Root: View>: Drawn {
    let path: Binding<Data>
    let top: (Data) -> AnyHashable?
    let pop: (inout Data) -> Void
    let push: (inout Data, AnyHashable) -> Void
    let root: Root

    public init(path: Binding<Data>, @ViewBuilder root: () -> Root)
    where Data: MutableCollection & RandomAccessCollection & RangeReplaceableCollection, Data.Element: Hashable {
        self.path = path
        self.root = root()
        top = { data in data.isEmpty ? nil : data[data.index(before: data.endIndex)] as AnyHashable }
        pop = { $0.remove(at: $0.index(before: $0.endIndex)) }
        push = { if let value = $1.base as? Data.Element { $0.append(value) } }
    }

    public func _nodes(_ context: Context) -> [Node] {
        let above = top(path.wrappedValue)
        var outer = context
        outer.environment.navigation = Navigation { value in push(&path.wrappedValue, value) }
        var node = Node(.navigation)
        // The root says which places there are.
        let places = Places()
        var below = above == nil ? outer : outer.covered
        below.environment.places = places
        let rootNodes = root._nodes(below.below("root"))
        guard let above else {
            node.children = rootNodes
            return [node]
        }
        guard let show = places.show[ObjectIdentifier(type(of: above.base as Any))] else {
            context.host.complain("no place for \(above)")
            return [node]
        }
        var inner = outer
        inner.environment.places = places
        var back = Node(.button, children: [Node(.text, "‹")])
        back.actions[""] = { pop(&path.wrappedValue) }
        node.children = [back] + show(above.base, inner.below("\(above)"))
        return [node]
    }
}

extension NavigationStack where Data == Void {
    public init(@ViewBuilder root: () -> Root) {
        path = .constant(())
        top = { _ in nil }
        pop = { _ in }
        push = { _, _ in }
        self.root = root()
    }
}

/// Where values lead, as declared by `navigationDestination`.
final class Places {
    var show: [ObjectIdentifier: @MainActor (Any, Context) -> [Node]] = [:]
}

struct Navigation {
    let push: @MainActor (AnyHashable) -> Void
}

public struct NavigationLink<Label: View>: Drawn {
    let value: AnyHashable
    let label: Label

    public init<Value: Hashable>(value: Value, @ViewBuilder label: () -> Label) {
        self.value = value
        self.label = label()
    }

    public func _nodes(_ context: Context) -> [Node] {
        var node = Node(.button, children: label._nodes(context.below("link")))
        node.isEnabled = context.environment.isEnabled
        guard let navigation = context.environment.navigation else {
            context.host.complain("a link to \(value) outside any navigation")
            return [node]
        }
        node.actions[""] = { navigation.push(value) }
        return [node]
    }
}

extension NavigationLink where Label == Text {
    public init<Value: Hashable>(_ title: LocalizedStringKey, value: Value) { self.init(value: value) { Text(title) } }
}

/// Shows the tab that is chosen; the others keep their state and rest.
public struct TabView<Value: Hashable, Content: View>: Drawn {
    let selection: Binding<Value>
    let content: Content

    public init(selection: Binding<Value>, @ViewBuilder content: () -> Content) {
        self.selection = selection
        self.content = content()
    }

    public func _nodes(_ context: Context) -> [Node] {
        var inner = context
        inner.environment.chosenTab = AnyHashable(selection.wrappedValue)
        var bar = Node(.tabs)
        var shown: [Node] = []
        for node in content._nodes(inner.below("tabs")) {
            guard let value = node.tag?.base as? Value else {
                context.host.complain("a tab stands for nothing that can be chosen")
                continue
            }
            var tab = Node(.tab, children: node.children.filter { $0.role == .tab }.flatMap(\.children))
            tab.actions[""] = { selection.wrappedValue = value }
            tab.value = node.children.first { $0.role == .tab }?.value
            if value == selection.wrappedValue {
                tab.traits.insert(.isSelected)
                shown = node.children.filter { $0.role != .tab }
            }
            bar.children.append(tab)
        }
        return [Node(.stack, children: shown), bar]
    }
}

extension View {
    public func tag<Value: Hashable>(_ value: Value) -> some View {
        Changed(content: self) { content, context in
            var inner = context
            if let chosen = context.environment.chosenTab {
                inner.environment.chosenTab = nil
                if chosen != AnyHashable(value) { inner = inner.covered }
                var node = Node(.stack, children: content._nodes(inner))
                node.tag = AnyHashable(value)
                return [node]
            }
            return content._nodes(inner).map { node in
                var node = node
                node.tag = AnyHashable(value)
                return node
            }
        }
    }

    public func tabItem<Item: View>(@ViewBuilder _ label: @escaping () -> Item) -> some View {
        beside { context in [Node(.tab, children: label()._nodes(context))] }
    }

    public func badge(_ count: Int) -> some View {
        changing { node in if node.role == .tab && count > 0 { node.value = "\(count)" } }
    }
}
