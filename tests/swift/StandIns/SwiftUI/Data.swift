import Observation

/// Something of a view that the host fills in before it asks for the body.
public protocol DynamicProperty {
    @MainActor func _bind(_ context: Context, _ name: String)
}

/// As in SwiftUI: kept by where the view stands, not by the view.
@propertyWrapper
public struct State<Value>: DynamicProperty {
    final class Slot {
        var value: Value
        /// The slot of an earlier drawing at the same place, which counts.
        var kept: Slot?
        weak var host: ViewHost?
        init(_ value: Value) { self.value = value }
        var latest: Slot { kept?.latest ?? self }
    }
    let slot: Slot

    public init(wrappedValue: Value) { slot = Slot(wrappedValue) }
    public init(initialValue: Value) { slot = Slot(initialValue) }

    public var wrappedValue: Value {
        get { slot.latest.value }
        nonmutating set {
            slot.latest.value = newValue
            let host = slot.latest.host
            MainActor.assumeIsolated { host?.changed() }
        }
    }

    public var projectedValue: Binding<Value> {
        Binding(get: { slot.latest.value }, set: { wrappedValue = $0 })
    }

    public func _bind(_ context: Context, _ name: String) {
        let kept = context.host.slot(context.path + "." + name) { slot }
        if kept !== slot { slot.kept = kept }
        kept.host = context.host
    }
}

extension State: @unchecked Sendable where Value: Sendable {}

extension State where Value: ExpressibleByNilLiteral {
    public init() { self.init(initialValue: nil) }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
    let read: () -> Value
    let write: (Value) -> Void

    public init(get: @escaping @Sendable () -> Value, set: @escaping @Sendable (Value) -> Void) {
        read = get
        write = set
    }

    public static func constant(_ value: Value) -> Binding { Binding(get: { value }, set: { _ in }) }

    public var wrappedValue: Value {
        get { read() }
        nonmutating set { write(newValue) }
    }

    public var projectedValue: Binding { self }

    public subscript<Subject>(dynamicMember path: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
        Binding<Subject>(
            get: { read()[keyPath: path] },
            set: {
                var whole = read()
                whole[keyPath: path] = $0
                write(whole)
            })
    }
}

extension Binding: @unchecked Sendable where Value: Sendable {}

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: AnyObject & Observable> {
    public var wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public init(_ wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var projectedValue: Bindable { self }
    public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject> {
        let object = wrappedValue
        return Binding(get: { object[keyPath: path] }, set: { object[keyPath: path] = $0 })
    }
}

@propertyWrapper
public struct FocusState<Value: Hashable>: DynamicProperty {
    let state: State<Value>
    public init() where Value == Bool { state = State(initialValue: false) }
    public var wrappedValue: Value {
        get { state.wrappedValue }
        nonmutating set { state.wrappedValue = newValue }
    }
    public struct Binding { let state: State<Value> }
    public var projectedValue: Binding { Binding(state: state) }
    public func _bind(_ context: Context, _ name: String) { state._bind(context, name) }
}

@propertyWrapper
public struct ScaledMetric<Value> {
    public let wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public init(wrappedValue: Value, relativeTo style: Font.TextStyle) { self.wrappedValue = wrappedValue }
}

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}

public struct EnvironmentValues {
    private var values: [ObjectIdentifier: Any] = [:]
    private var objects: [ObjectIdentifier: AnyObject] = [:]

    public init() {}

    public subscript<Key: EnvironmentKey>(key: Key.Type) -> Key.Value {
        get { values[ObjectIdentifier(key)] as? Key.Value ?? Key.defaultValue }
        set { values[ObjectIdentifier(key)] = newValue }
    }

    subscript<Object: AnyObject>(object type: Object.Type) -> Object? {
        get { objects[ObjectIdentifier(type)] as? Object }
        set { objects[ObjectIdentifier(type)] = newValue }
    }
}

@propertyWrapper
public struct Environment<Value>: DynamicProperty {
    final class Slot { var values = EnvironmentValues() }
    let slot = Slot()
    let read: (EnvironmentValues) -> Value

    public init(_ path: KeyPath<EnvironmentValues, Value>) { read = { $0[keyPath: path] } }

    public init(_ type: Value.Type) where Value: AnyObject & Observable {
        read = { values in
            guard let object = values[object: type] else { fatalError("no \(type) in the environment") }
            return object
        }
    }

    public var wrappedValue: Value { read(slot.values) }

    public func _bind(_ context: Context, _ name: String) { slot.values = context.environment }
}

extension View {
    public func environment<Value>(_ path: WritableKeyPath<EnvironmentValues, Value>, _ value: Value) -> some View {
        within { $0.setting { $0[keyPath: path] = value } }
    }

    public func environment<Object: AnyObject & Observable>(_ object: Object?) -> some View {
        within { $0.setting { $0[object: Object.self] = object } }
    }

    public func focused(_ binding: FocusState<Bool>.Binding) -> some View { self }
}
