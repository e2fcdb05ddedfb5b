import SchoolCardKit
import Synchronization
import Testing

/// The stream helper alone; the tests of the bindings use it against the real core.
@Suite struct StatesTests {
    /// How many subscriptions are open.
    final class Open: Sendable {
        private let count = Atomic<Int>(0)
        var value: Int { count.load(ordering: .sequentiallyConsistent) }

        func numbers(_ early: Int...) -> AsyncStream<Int> {
            states { emit in
                self.count.add(1, ordering: .sequentiallyConsistent)
                early.forEach(emit)
                return { self.count.subtract(1, ordering: .sequentiallyConsistent) }
            }
        }
    }

    @Test func theStateGivenWhileSubscribingIsTheFirstOne() async {
        let open = Open()
        var loop = open.numbers(7).makeAsyncIterator()
        #expect(await loop.next() == 7)
        #expect(open.value == 1)
    }

    @Test func aSlowLoopGetsTheLatestState() async {
        var loop = Open().numbers(1, 2, 3).makeAsyncIterator()
        #expect(await loop.next() == 3)
    }

    @Test func leavingTheLoopEndsTheSubscription() async {
        let open = Open()
        for await _ in open.numbers(1) { break }
        #expect(open.value == 0)
    }

    @Test func aCancelledTaskEndsItsSubscription() async {
        let open = Open()
        let task = Task { for await _ in open.numbers() {} }
        while open.value == 0 { await Task.yield() }
        task.cancel()
        await task.value
        #expect(open.value == 0)
    }
}
