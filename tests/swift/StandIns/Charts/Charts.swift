// A stand-in for the part of Swift Charts that ios/App uses, for tests on Linux only: every mark becomes a node with what it is
// called and how long it is.

import SwiftUI

@MainActor @preconcurrency
public protocol ChartContent {
    func _marks(_ context: Context) -> [Node]
}

@resultBuilder
public enum ChartContentBuilder {
    public static func buildBlock<Content: ChartContent>(_ content: Content) -> Content { content }
    public static func buildExpression<Content: ChartContent>(_ content: Content) -> Content { content }
}

public struct PlottableValue<Value> {
    let label: LocalizedStringKey
    let value: Value
    public static func value(_ label: LocalizedStringKey, _ value: Value) -> PlottableValue {
        PlottableValue(label: label, value: value)
    }
}

public struct BarMark: ChartContent {
    let name: String
    let values: [String]
    let axes: [LocalizedStringKey]
    public init<X, Y>(x: PlottableValue<X>, y: PlottableValue<Y>) {
        name = "\(y.value)"
        values = ["\(x.value)"]
        axes = [x.label, y.label]
    }
    public init<X, Y>(xStart: PlottableValue<X>, xEnd: PlottableValue<X>, y: PlottableValue<Y>) {
        name = "\(y.value)"
        values = ["\(xStart.value)", "\(xEnd.value)"]
        axes = [xStart.label, xEnd.label, y.label]
    }
    public func _marks(_ context: Context) -> [Node] {
        var node = Node(.mark, name)
        // Read out by an audio graph.
        axes.forEach { _ = Text($0)._nodes(context) }
        node.value = values.joined(separator: "…")
        node.environment = context.environment
        return [node]
    }
}

public struct _Marked<Content: ChartContent>: ChartContent {
    let content: Content
    let label: String?
    let value: String?
    public func _marks(_ context: Context) -> [Node] {
        content._marks(context).map { node in
            var node = node
            node.label = label ?? node.label
            node.value = value ?? node.value
            return node
        }
    }
}

extension ChartContent {
    public func foregroundStyle(_ style: some ShapeStyle) -> some ChartContent { self }
    public func cornerRadius(_ radius: CGFloat) -> some ChartContent { self }
    public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some ChartContent {
        _Marked(content: self, label: String(label), value: nil)
    }
    public func accessibilityValue<S: StringProtocol>(_ value: S) -> some ChartContent {
        _Marked(content: self, label: nil, value: String(value))
    }
}

public struct Chart: View {
    let draw: @MainActor (Context) -> [Node]

    public init<Data: RandomAccessCollection, Mark: ChartContent>(
        _ data: Data, @ChartContentBuilder content: @escaping (Data.Element) -> Mark
    ) where Data.Element: Identifiable {
        draw = { context in data.flatMap { content($0)._marks(context) } }
    }

    public init<Data: RandomAccessCollection, ID: Hashable, Mark: ChartContent>(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ChartContentBuilder content: @escaping (Data.Element) -> Mark
    ) {
        draw = { context in data.flatMap { content($0)._marks(context) } }
    }

    public var body: Never { fatalError("a chart draws itself") }
    public func _nodes(_ context: Context) -> [Node] {
        [Node(.chart, children: draw(context))]
    }
}

extension View {
    public func chartXScale<T>(domain: ClosedRange<T>) -> some View { self }
    public func chartYScale<T>(domain: [T]) -> some View { self }
    public func chartXAxis(_ visibility: Visibility) -> some View { self }
    public func chartYAxis(_ visibility: Visibility) -> some View { self }
}
