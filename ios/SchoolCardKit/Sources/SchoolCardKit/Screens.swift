/// Hands every state to a closure.
private final class Emitter: ScreenObserver {
    private let emit: @Sendable (ScreenState) -> Void

    init(_ emit: @escaping @Sendable (ScreenState) -> Void) { self.emit = emit }

    func onState(state: ScreenState) { emit(state) }
}

extension ParentAppProtocol {
    /// The states of `screen`: one call into the core, the current state at once, then one state per commit.
    ///
    /// When the loop over the stream ends, for whatever reason, the observer stops and its subscription is freed.
    /// Throws `AppError` when the screen cannot be read.
    public func states(of screen: Screen) throws -> AsyncStream<ScreenState> {
        try SchoolCardKit.states { emit in
            let subscription = try observe(screen: screen, observer: Emitter(emit))
            return { subscription.cancel() }
        }
    }
}
