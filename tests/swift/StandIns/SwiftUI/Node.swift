/// One thing on the screen: a word, a button, a list. What tests look at.
@MainActor
public struct Node {
    public enum Role: String, Sendable {
        case text, image, label, button, toggle, field, picker, option, link, progress, chart, mark, stack, list, section,
            navigation, toolbar, tabs, tab, sheet, dialog, swipe, menu
    }

    public enum Grouping: Sendable { case apart, combined, ignored }

    public var role: Role
    /// What is written: of a text its words, of an image its symbol, of a button nothing (its children say it).
    public var text: String
    public var children: [Node]
    /// VoiceOver's name of it, where it is not what is written.
    public var label: String?
    public var value: String?
    public var hint: String?
    public var traits: Set<AccessibilityTraits.Trait> = []
    public var isHidden = false
    public var grouping: Grouping?
    public var isEnabled = true
    public var environment = EnvironmentValues()
    /// What can be done to it, by name; "" is pressing it.
    public var actions: [String: @MainActor @Sendable () -> Void] = [:]
    /// Pulling it down.
    public var refresh: (@Sendable () async -> Void)?
    /// Typing into it.
    public var type: (@MainActor @Sendable (String) -> Void)?
    /// Of an option of a picker or a tab: what it stands for.
    var tag: AnyHashable?
    /// Headings, rotors, titles by name.
    public var rotors: [String: [String]] = [:]

    public init(_ role: Role, _ text: String = "", children: [Node] = []) {
        self.role = role
        self.text = text
        self.children = children
    }

    /// This and everything in it, in reading order.
    public var all: [Node] { [self] + children.flatMap(\.all) }

    /// Every word that is seen, in reading order.
    public var words: [String] {
        all.filter { [.text, .label, .field, .navigation, .mark].contains($0.role) && !$0.text.isEmpty }.map(\.text)
    }

    /// One stop of VoiceOver.
    public struct Heard: Sendable, Equatable {
        public let label: String
        public let value: String
        public let hint: String
        public let traits: Set<AccessibilityTraits.Trait>
    }

    /// What VoiceOver comes past, in order.
    public var heard: [Heard] {
        if isHidden { return [] }
        let isControl = [.button, .toggle, .field, .picker, .option, .link, .label, .tab].contains(role)
        let isLeaf = [.text, .image, .progress, .mark].contains(role)
        guard isControl || isLeaf || grouping == .combined || grouping == .ignored else {
            return children.flatMap(\.heard)
        }
        // A control says its label and has its own value; a combined group says everything in it.
        let inner = grouping == .ignored ? [] : children.flatMap(\.heard)
        let name = label ?? (isLeaf || role == .field || role == .label ? text : inner.map(\.label).filter { !$0.isEmpty }.joined(separator: ", "))
        let said = value ?? (grouping == .combined ? inner.map(\.value).filter { !$0.isEmpty }.joined(separator: ", ") : "")
        var marks = traits
        if role == .button || role == .link { marks.insert(.isButton) }
        if grouping == .combined { inner.forEach { marks.formUnion($0.traits) } }
        if role == .picker { return [Heard(label: name, value: said, hint: hint ?? "", traits: marks)] }
        if name.isEmpty && said.isEmpty && role != .progress { return [] }
        return [Heard(label: name, value: said, hint: hint ?? "", traits: marks)]
    }

    /// What is written or heard of it as a whole.
    public var title: String { label ?? (text.isEmpty ? words.joined(separator: " ") : text) }

    /// The first of `role` that is called `title`.
    public func find(_ role: Role, _ title: String) -> Node? { all.first { $0.role == role && $0.title == title } }

    public func has(_ words: String) -> Bool { self.words.contains { $0.contains(words) } }

    /// The tree as text, for a person.
    public var outline: String { lines(0).joined(separator: "\n") }

    private func lines(_ depth: Int) -> [String] {
        var line = String(repeating: "  ", count: depth) + role.rawValue
        if !text.isEmpty { line += " «\(text)»" }
        if let label { line += " heard «\(label)»" }
        if let value { line += " value «\(value)»" }
        if isHidden { line += " hidden" }
        if !isEnabled { line += " off" }
        for name in actions.keys.sorted() { line += name.isEmpty ? " !" : " !«\(name)»" }
        return [line] + children.flatMap { $0.lines(depth + 1) }
    }
}

/// A failed expectation prints an outline, not the graph of closures.
extension Node: @preconcurrency CustomReflectable, @preconcurrency CustomStringConvertible {
    public var customMirror: Mirror { Mirror(self, children: []) }
    public var description: String { outline }
}
