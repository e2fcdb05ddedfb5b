// A stand-in for the part of SwiftUI that ios/App uses, for tests on Linux only. It has the signatures of the real one, so
// that the app's views compile against it unchanged, and draws them into a tree (`Node`) of what is seen and heard and what
// can be pressed. It knows nothing of layout, fonts or animation.

/// As in SwiftUI. `_nodes` is the stand-in's own: what the view adds to the tree.
@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
    func _nodes(_ context: Context) -> [Node]
}

extension View {
    /// Of a view made of others: what its body draws, with its own `@State` found again by where it stands.
    public func _nodes(_ context: Context) -> [Node] {
        let here = context.below("\(Self.self)")
        here.bind(self)
        return body._nodes(here)
    }
}

extension Never: View {
    public var body: Never { fatalError("Never has no body") }
    public func _nodes(_ context: Context) -> [Node] { [] }
}

/// A view of the stand-in's own that draws itself.
@MainActor @preconcurrency
public protocol Drawn: View where Body == Never {}

extension Drawn {
    public var body: Never { fatalError("\(Self.self) draws itself") }
}

@resultBuilder
public enum ViewBuilder {
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    @MainActor public static func buildBlock<each Content: View>(_ content: repeat each Content) -> TupleView<(repeat each Content)> {
        var parts: [any View] = []
        repeat parts.append(each content)
        return TupleView(parts)
    }
    public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<Yes: View, No: View>(first: Yes) -> _ConditionalContent<Yes, No> { .yes(first) }
    public static func buildEither<Yes: View, No: View>(second: No) -> _ConditionalContent<Yes, No> { .no(second) }
}

public struct EmptyView: Drawn {
    public nonisolated init() {}
    public func _nodes(_ context: Context) -> [Node] { [] }
}

public struct TupleView<Parts>: Drawn {
    let parts: [any View]
    init(_ parts: [any View]) { self.parts = parts }
    public func _nodes(_ context: Context) -> [Node] {
        parts.enumerated().flatMap { $1._nodes(context.below("\($0)")) }
    }
}

public enum _ConditionalContent<Yes: View, No: View>: Drawn {
    case yes(Yes)
    case no(No)
    public func _nodes(_ context: Context) -> [Node] {
        switch self {
        case .yes(let view): view._nodes(context.below("+"))
        case .no(let view): view._nodes(context.below("-"))
        }
    }
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError("an optional view draws itself") }
    public func _nodes(_ context: Context) -> [Node] { map { $0._nodes(context.below("?")) } ?? [] }
}

public struct Group<Content: View>: Drawn {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public func _nodes(_ context: Context) -> [Node] { content._nodes(context) }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Drawn {
    let data: Data
    let id: KeyPath<Data.Element, ID>
    let content: (Data.Element) -> Content

    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        self.data = data
        self.id = id
        self.content = content
    }

    public func _nodes(_ context: Context) -> [Node] {
        var seen: Set<ID> = []
        return data.flatMap { element in
            let key = element[keyPath: id]
            if !seen.insert(key).inserted { context.host.complain("two rows with the id \(key)") }
            return content(element)._nodes(context.below("[\(key)]"))
        }
    }
}

extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        self.init(data, id: \.id, content: content)
    }
}

/// Draws `content` otherwise than it would draw itself: what every modifier of the stand-in is.
struct Changed<Content: View>: Drawn {
    let content: Content
    let draw: @MainActor (Content, Context) -> [Node]
    func _nodes(_ context: Context) -> [Node] { draw(content, context) }
}

extension View {
    /// Every node that this draws, changed.
    func changing(_ change: @escaping @MainActor (inout Node) -> Void) -> some View {
        Changed(content: self) { content, context in
            content._nodes(context).map { node in
                var node = node
                change(&node)
                return node
            }
        }
    }

    /// Drawn in another context.
    func within(_ change: @escaping @MainActor (Context) -> Context) -> some View {
        Changed(content: self) { content, context in content._nodes(change(context)) }
    }

    /// With more nodes beside its own.
    func beside(_ more: @escaping @MainActor (Context) -> [Node]) -> some View {
        Changed(content: self) { content, context in content._nodes(context.below("of")) + more(context.below("beside")) }
    }
}

@MainActor @preconcurrency
public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = _ViewModifier_Content<Self>
    @ViewBuilder @MainActor @preconcurrency func body(content: Content) -> Body
}

public struct _ViewModifier_Content<Modifier: ViewModifier>: Drawn {
    let draw: @MainActor (Context) -> [Node]
    public func _nodes(_ context: Context) -> [Node] { draw(context) }
}

extension View {
    public func modifier<M: ViewModifier>(_ modifier: M) -> some View {
        Changed(content: self) { content, context in
            let here = context.below("\(M.self)")
            here.bind(modifier)
            return modifier.body(content: _ViewModifier_Content { content._nodes($0) })._nodes(here)
        }
    }
}
