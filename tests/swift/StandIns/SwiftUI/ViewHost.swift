import Observation

/// Where in the tree a view stands and what holds there.
@MainActor
public struct Context {
    public let host: ViewHost
    let path: String
    public internal(set) var environment: EnvironmentValues
    /// Behind another screen: what it remembers is kept, nothing of it runs or is seen.
    var isCovered = false

    public func below(_ step: String) -> Context {
        Context(host: host, path: path + "/" + step, environment: environment, isCovered: isCovered)
    }

    func setting(_ change: (inout EnvironmentValues) -> Void) -> Context {
        var context = self
        change(&context.environment)
        return context
    }

    var covered: Context {
        var context = self
        context.isCovered = true
        return context
    }

    /// Fills in the `@State` and `@Environment` of `view`.
    func bind(_ view: Any) {
        for (name, value) in Mirror(reflecting: view).children {
            (value as? any DynamicProperty)?._bind(self, name ?? "")
        }
    }

    /// Something that runs while the view is there.
    func effect(_ effect: ViewHost.Effect) {
        if !isCovered { host.effects[path + "!\(effect.kind)"] = effect }
    }
}

/// Draws a view and keeps it as it would be kept on a phone: draws again only when a `@State` or an observed object that was
/// read has changed, runs tasks while their view is there, and writes down what is felt.
@MainActor
public final class ViewHost {
    struct Effect {
        let kind: String
        /// Starts anew when this changes.
        var id: AnyHashable = 0
        var start: (@MainActor () -> Task<Void, Never>?)?
        var end: (@MainActor () -> Void)?
        /// Called with the earlier and the present id.
        var change: (@MainActor (AnyHashable) -> Void)?
    }

    /// Words of the app by key and language; nil: keys are shown as they are.
    public var words: [String: [String: String]]?
    /// Keys that `words` does not have in the language they were asked for.
    public private(set) var missingWords: Set<String> = []
    /// Keys that were asked for.
    public private(set) var usedWords: Set<String> = []
    /// What the phone would not do as it is meant.
    public private(set) var complaints: Set<String> = []
    /// Haptics, in order.
    public internal(set) var feedback: [SensoryFeedback] = []
    /// Addresses opened through the environment's `openURL`.
    public internal(set) var opened: [String] = []
    /// How often it was drawn.
    public private(set) var draws = 0

    private let root: @MainActor () -> any View
    private var environment: EnvironmentValues
    private var slots: [String: AnyObject] = [:]
    private var usedSlots: Set<String> = []
    var effects: [String: Effect] = [:]
    private var running: [String: (effect: Effect, task: Task<Void, Never>?)] = [:]
    private var drawn: Node?

    /// Draws `view`; `change` sets the environment of the phone (type size, language…).
    public init(_ change: (inout EnvironmentValues) -> Void = { _ in }, @ViewBuilder _ view: @escaping @MainActor () -> some View) {
        root = view
        environment = EnvironmentValues()
        change(&environment)
    }

    /// What is to be seen now.
    public var tree: Node {
        // A task that has just started or a change that is followed may change what is seen.
        for _ in 0..<20 {
            if let drawn { return drawn }
            draw()
        }
        complain("draws for ever")
        return drawn ?? Node(.stack)
    }

    /// Changes the environment, as the phone does when the parent chooses another type size or puts the app aside.
    public func set<Value>(_ path: WritableKeyPath<EnvironmentValues, Value>, _ value: Value) {
        environment[keyPath: path] = value
        changed()
    }

    /// Everything is taken off the screen; tasks end.
    public func close() {
        for (_, run) in running {
            run.task?.cancel()
            run.effect.end?()
        }
        running = [:]
    }

    func changed() { drawn = nil }

    public func complain(_ what: String) { complaints.insert(what) }

    func slot<Slot: AnyObject>(_ path: String, _ new: () -> Slot) -> Slot {
        usedSlots.insert(path)
        if let slot = slots[path] as? Slot { return slot }
        let slot = new()
        slots[path] = slot
        return slot
    }

    func say(_ key: String, _ language: String) -> String {
        guard let words else { return key }
        usedWords.insert(key)
        if let said = words[key]?[language] { return said }
        missingWords.insert("\(language): \(key)")
        return key
    }

    private func draw() {
        draws += 1
        effects = [:]
        usedSlots = []
        var node = Node(.stack)
        withObservationTracking {
            let view = root()
            node.children = view._nodes(Context(host: self, path: "", environment: environment))
        } onChange: { [weak self] in
            // Told before the change, on the thread that makes it: the models of the app are the main actor's.
            MainActor.assumeIsolated { self?.changed() }
        }
        drawn = node
        slots = slots.filter { usedSlots.contains($0.key) }
        run()
    }

    private func run() {
        let wanted = effects
        for (path, run) in running where wanted[path] == nil {
            run.task?.cancel()
            run.effect.end?()
            running[path] = nil
        }
        for (path, effect) in wanted.sorted(by: { $0.key < $1.key }) {
            if let now = running[path] {
                guard now.effect.id != effect.id else { continue }
                now.task?.cancel()
                effect.change?(now.effect.id)
            }
            running[path] = (effect, effect.start?())
        }
    }
}
