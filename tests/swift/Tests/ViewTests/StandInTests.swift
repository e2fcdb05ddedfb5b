import Observation
import SwiftUI
import Testing

/// The stand-in itself: a test of a view is worth only as much as this.
@MainActor @Suite struct StandInTests {
    @MainActor @Observable final class Shelf {
        var books = 1
        @ObservationIgnored var dust = 1
    }

    struct Reader: View {
        let shelf: Shelf
        @State private var read = 0
        var body: some View {
            Text(verbatim: "\(shelf.books) \(shelf.dust) \(read)")
            Button("read") { read += 1 }
        }
    }

    @Test func itIsDrawnAnewOnlyWhenWhatWasReadChanges() {
        let shelf = Shelf()
        let host = ViewHost { Reader(shelf: shelf) }
        #expect(host.tree.words.first == "1 1 0")
        _ = host.tree
        #expect(host.draws == 1)
        shelf.dust = 2
        #expect(host.tree.words.first == "1 1 0", "what is not observed stays stale, as on a phone")
        shelf.books = 2
        #expect(host.tree.words.first == "2 2 0")
        host.tree.find(.button, "read")?.actions[""]?()
        #expect(host.tree.words.first == "2 2 1")
        #expect(host.draws == 3)
    }

    struct Switching: View {
        @State private var isLeft = true
        var body: some View {
            Button("turn") { isLeft.toggle() }
            if isLeft { Counter(name: "left") } else { Counter(name: "right") }
        }
    }

    struct Counter: View {
        let name: String
        @State private var count = 0
        var body: some View { Button(name) { count += 1 }.accessibilityValue("\(count)") }
    }

    @Test func stateBelongsToThePlaceAndGoesWithIt() {
        let host = ViewHost { Switching() }
        host.tree.find(.button, "left")?.actions[""]?()
        #expect(host.tree.find(.button, "left")?.value == "1")
        host.tree.find(.button, "turn")?.actions[""]?()
        #expect(host.tree.find(.button, "right")?.value == "0")
        host.tree.find(.button, "turn")?.actions[""]?()
        #expect(host.tree.find(.button, "left")?.value == "0")
    }

    @MainActor final class Log { var lines: [String] = [] }

    struct Working: View {
        let log: Log
        @State private var isThere = true
        var body: some View {
            Button("away") { isThere = false }
            if isThere {
                Text(verbatim: "work")
                    .task {
                        log.lines.append("begun")
                        try? await Task.sleep(for: .seconds(600))
                        log.lines.append(Task.isCancelled ? "cancelled" : "ended")
                    }
                    .onDisappear { log.lines.append("gone") }
            }
        }
    }

    @Test func aTaskRunsOnceAndEndsWithItsView() async throws {
        let log = Log()
        let host = ViewHost { Working(log: log) }
        _ = host.tree
        try await eventually("the task") { log.lines == ["begun"] }
        host.tree.find(.button, "away")?.actions[""]?()
        _ = host.tree
        try await eventually("its end") { Set(log.lines) == ["begun", "gone", "cancelled"] }
    }

    @Test func whatVoiceOverWouldNotSayIsFound() {
        let host = ViewHost {
            VStack { Text(verbatim: "a") }.accessibilityLabel("b")
        }
        _ = host.tree
        #expect(!host.complaints.isEmpty, "a name on a group that is no element is heard nowhere")
        let bare = ViewHost { Image(systemName: "clock") }
        #expect(bare.tree.heard.map(\.label) == ["clock"], "a bare symbol is read out")
    }

    @Test func aWordThatTheCatalogLacksIsFound() {
        let host = ViewHost { Text("нет такого слова") }
        host.words = ["есть": ["ru": "есть"]]
        #expect(host.tree.words == ["нет такого слова"])
        #expect(host.missingWords == ["ru: нет такого слова"])
    }
}
