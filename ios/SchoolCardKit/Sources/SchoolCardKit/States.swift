@_exported import SchoolCardCore
@_exported import SchoolCardPush
@_exported import SchoolCardSnapshot

/// The states of one screen as an `AsyncStream`.
///
/// `subscribe` starts the subscription and returns the closure that ends it; the core calls `emit` with the current
/// state at once and then once per commit. When the loop over the stream ends, for whatever reason, or the stream is
/// dropped, the subscription ends too, and with it the core lets go of the observer. A slow loop sees the latest state
/// only: states are whole, so none in between is missed.
public func states<State: Sendable>(
    _ subscribe: (_ emit: @escaping @Sendable (State) -> Void) throws -> @Sendable () -> Void
) rethrows -> AsyncStream<State> {
    let (stream, continuation) = AsyncStream.makeStream(
        of: State.self, bufferingPolicy: .bufferingNewest(1))
    let cancel = try subscribe { state in continuation.yield(state) }
    continuation.onTermination = { _ in cancel() }
    return stream
}
