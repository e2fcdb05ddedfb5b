// Modifiers that change what is seen, heard or done.

public struct AccessibilityTraits: OptionSet, Sendable {
    public enum Trait: Int, Sendable {
        case isButton, isHeader, isSelected, isToggle, isModal, updatesFrequently
    }
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    private init(_ trait: Trait) { rawValue = 1 << trait.rawValue }
    public static let isButton = AccessibilityTraits(.isButton)
    public static let isHeader = AccessibilityTraits(.isHeader)
    public static let isSelected = AccessibilityTraits(.isSelected)
    public static let isToggle = AccessibilityTraits(.isToggle)
    public static let isModal = AccessibilityTraits(.isModal)
    public static let updatesFrequently = AccessibilityTraits(.updatesFrequently)
    var traits: [Trait] { (0...5).compactMap { rawValue & (1 << $0) == 0 ? nil : Trait(rawValue: $0) } }
}

public struct AccessibilityChildBehavior: Sendable {
    let grouping: Node.Grouping
    public static let combine = AccessibilityChildBehavior(grouping: .combined)
    public static let ignore = AccessibilityChildBehavior(grouping: .ignored)
    public static let contain = AccessibilityChildBehavior(grouping: .apart)
}

extension View {
    /// Changed by what `text` says, where it says it.
    private func saying(_ text: Text, _ change: @escaping @MainActor (inout Node, String) -> Void) -> some View {
        Changed(content: self) { content, context in
            let said = text.said(context)
            return content._nodes(context).map { node in
                var node = node
                change(&node, said)
                return node
            }
        }
    }

    /// On a group that is no element of its own a label is heard nowhere, or over every child.
    private func named(_ text: Text) -> some View {
        Changed(content: self) { content, context in
            let said = text.said(context)
            return content._nodes(context).map { node in
                var node = node
                if [.stack, .list, .section].contains(node.role) && node.grouping != .combined && node.grouping != .ignored
                    && node.grouping != .apart
                {
                    context.host.complain("«\(said)» names a group that is no element")
                }
                node.label = said
                return node
            }
        }
    }

    public func accessibilityLabel(_ text: Text) -> some View { named(text) }
    public func accessibilityLabel(_ key: LocalizedStringKey) -> some View { named(Text(key)) }
    @_disfavoredOverload public func accessibilityLabel<S: StringProtocol>(_ text: S) -> some View { named(Text(text)) }

    public func accessibilityValue(_ text: Text) -> some View { saying(text) { $0.value = $1 } }
    public func accessibilityValue(_ key: LocalizedStringKey) -> some View { accessibilityValue(Text(key)) }
    @_disfavoredOverload public func accessibilityValue<S: StringProtocol>(_ text: S) -> some View { accessibilityValue(Text(text)) }

    public func accessibilityHint(_ text: Text) -> some View { saying(text) { $0.hint = $1 } }
    public func accessibilityHint(_ key: LocalizedStringKey) -> some View { accessibilityHint(Text(key)) }
    @_disfavoredOverload public func accessibilityHint<S: StringProtocol>(_ text: S) -> some View { accessibilityHint(Text(text)) }

    public func accessibilityHidden(_ hidden: Bool) -> some View { changing { $0.isHidden = hidden } }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { changing { $0.traits.formUnion(traits.traits) } }

    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
        Changed(content: self) { content, context in
            var nodes = content._nodes(context)
            // Of several nodes one element is made.
            if nodes.count != 1 { nodes = [Node(.stack, children: nodes)] }
            nodes[0].grouping = children.grouping
            return nodes
        }
    }

    public func accessibilityRotor<Entry, ID: Hashable>(
        _ title: LocalizedStringKey, entries: [Entry], entryID: KeyPath<Entry, ID>, entryLabel: KeyPath<Entry, String>
    ) -> some View {
        saying(Text(title)) { $0.rotors[$1] = entries.map { $0[keyPath: entryLabel] } }
    }

    public func disabled(_ disabled: Bool) -> some View {
        within { $0.setting { if disabled { $0.isEnabled = false } } }
    }

    public func id<ID: Hashable>(_ id: ID) -> some View { within { $0.below("#\(id)") } }

    // What the navigation shows.

    public func navigationTitle(_ title: Text) -> some View {
        beside { context in
            var node = Node(.navigation, title.said(context))
            node.traits.insert(.isHeader)
            return [node]
        }
    }
    public func navigationTitle(_ key: LocalizedStringKey) -> some View { navigationTitle(Text(key)) }
    @_disfavoredOverload public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { navigationTitle(Text(title)) }

    public func navigationDestination<Value: Hashable, Destination: View>(
        for type: Value.Type, @ViewBuilder destination: @escaping (Value) -> Destination
    ) -> some View {
        within { context in
            context.environment.places?.show[ObjectIdentifier(type)] = { value, inner in
                (value as? Value).map { destination($0)._nodes(inner) } ?? []
            }
            return context
        }
    }

    public func toolbar<Content: View>(@ViewBuilder content: @escaping () -> Content) -> some View {
        beside { context in [Node(.toolbar, children: content()._nodes(context))] }
    }

    // What lies above.

    /// A sheet or dialog belongs to one view: on a group every view would present it.
    private func presenting(_ more: @escaping @MainActor (Context) -> [Node]) -> some View {
        Changed(content: self) { content, context in
            let nodes = content._nodes(context.below("of"))
            let aside: [Node.Role] = [.sheet, .dialog, .swipe, .menu, .toolbar, .navigation, .tabs]
            if nodes.filter({ !aside.contains($0.role) }).count > 1 { context.host.complain("a sheet or dialog of several views") }
            return nodes + more(context.below("beside"))
        }
    }

    public func sheet<Content: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
    ) -> some View {
        presenting { context in
            isPresented.wrappedValue ? sheetNodes(content(), context, { isPresented.wrappedValue = false }) : []
        }
    }

    public func sheet<Item: Identifiable, Content: View>(
        item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
    ) -> some View {
        presenting { context in
            item.wrappedValue.map { sheetNodes(content($0), context.below("[\($0.id)]"), { item.wrappedValue = nil }) } ?? []
        }
    }

    public func confirmationDialog<Actions: View, Message: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: @escaping () -> Actions, @ViewBuilder message: @escaping () -> Message
    ) -> some View {
        presenting { context in dialogNodes(Text(title), isPresented, actions, message, context) }
    }

    public func confirmationDialog<Actions: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: @escaping () -> Actions
    ) -> some View {
        presenting { context in dialogNodes(Text(title), isPresented, actions, { EmptyView() }, context) }
    }

    @_disfavoredOverload public func confirmationDialog<S: StringProtocol, Actions: View>(
        _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, @ViewBuilder actions: @escaping () -> Actions
    ) -> some View {
        presenting { context in dialogNodes(Text(title), isPresented, actions, { EmptyView() }, context) }
    }

    public func alert<Actions: View, Message: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: @escaping () -> Actions,
        @ViewBuilder message: @escaping () -> Message
    ) -> some View {
        presenting { context in dialogNodes(Text(title), isPresented, actions, message, context) }
    }

    public func swipeActions<Content: View>(
        edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: @escaping () -> Content
    ) -> some View {
        beside { context in [Node(.swipe, children: content()._nodes(context))] }
    }

    public func contextMenu<Items: View>(@ViewBuilder menuItems: @escaping () -> Items) -> some View {
        beside { context in [Node(.menu, children: menuItems()._nodes(context))] }
    }

    public func overlay<Content: View>(alignment: Alignment = .center, @ViewBuilder content: @escaping () -> Content) -> some View {
        beside { context in content()._nodes(context) }
    }

    public func safeAreaInset<Content: View>(
        edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: @escaping () -> Content
    ) -> some View {
        beside { context in content()._nodes(context) }
    }

    // What runs.

    public func refreshable(action: @escaping @Sendable () async -> Void) -> some View { changing { $0.refresh = action } }

    public func task(
        priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        within { context in
            context.effect(.init(kind: "task", start: { Task(priority: priority) { await action() } }))
            return context
        }
    }

    public func task<ID: Equatable & Hashable>(
        id: ID, priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        within { context in
            context.effect(.init(kind: "task of", id: id, start: { Task(priority: priority) { await action() } }))
            return context
        }
    }

    public func onAppear(perform action: (() -> Void)? = nil) -> some View {
        within { context in
            context.effect(
                .init(
                    kind: "appear",
                    start: {
                        action?()
                        return nil
                    }))
            return context
        }
    }

    public func onDisappear(perform action: (() -> Void)? = nil) -> some View {
        within { context in
            context.effect(.init(kind: "disappear", end: { action?() }))
            return context
        }
    }

    public func onChange<Value: Equatable & Hashable>(
        of value: Value, initial: Bool = false, _ action: @escaping (_ old: Value, _ new: Value) -> Void
    ) -> some View {
        within { context in
            context.effect(
                .init(
                    kind: "change of \(Value.self)", id: value,
                    change: { old in if let old = old.base as? Value { action(old, value) } }))
            return context
        }
    }

    public func sensoryFeedback<Value: Equatable & Hashable>(
        _ feedback: SensoryFeedback, trigger: Value, condition: @escaping (_ old: Value, _ new: Value) -> Bool = { _, _ in true }
    ) -> some View {
        within { context in
            let host = context.host
            context.effect(
                .init(
                    kind: "feel \(feedback)", id: trigger,
                    change: { old in
                        if let old = old.base as? Value, condition(old, trigger) { host.feedback.append(feedback) }
                    }))
            return context
        }
    }

    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { self }
}

@MainActor
private func sheetNodes(_ content: some View, _ context: Context, _ close: @escaping @MainActor () -> Void) -> [Node] {
    var inner = context
    inner.environment.dismiss = DismissAction(close: close)
    inner.environment.navigation = nil
    return [Node(.sheet, children: content._nodes(inner.below("sheet")))]
}

@MainActor
private func dialogNodes(
    _ title: Text, _ isPresented: Binding<Bool>, _ actions: () -> some View, _ message: () -> some View, _ context: Context
) -> [Node] {
    guard isPresented.wrappedValue else { return [] }
    // Whatever is pressed closes it.
    let buttons = actions()._nodes(context.below("actions")).map { node in
        var node = node
        if let press = node.actions[""] {
            node.actions[""] = {
                isPresented.wrappedValue = false
                press()
            }
        }
        return node
    }
    let heading = Node(.text, title.said(context))
    return [Node(.dialog, children: [heading] + message()._nodes(context.below("message")) + buttons)]
}
