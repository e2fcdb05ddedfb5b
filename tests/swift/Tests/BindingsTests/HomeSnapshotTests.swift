import Foundation
import SchoolCardKit
import Testing

/// The snapshot file, written by the real core and read without it.
@Suite struct HomeSnapshotTests {
    @Test func theFileSaysWhatHomeSaysAndASignOutEmptiesIt() async throws {
        let sandbox = try Sandbox()
        let phone = try await Phone(sandbox.baseURL).ready()
        phone.app.pause(deadline: 5)
        let snapshot = try #require(HomeSnapshot.read(directory: phone.directory))
        #expect(snapshot.locale == "ru")
        let cards = try phone.cards()
        #expect(cards.map(\.person) == snapshot.children.map(\.personId))
        for (card, child) in zip(cards, snapshot.children) {
            #expect(child.name == card.name)
            #expect(child.shortName == card.shortName)
            #expect(child.presenceText == card.presence.value.text)
            #expect(child.evidenceText == card.presence.value.evidenceText)
            #expect(child.todayText == card.today.value.text)
            guard case .known(let figure) = card.balance else {
                Issue.record("no balance")
                continue
            }
            #expect(child.balanceText == figure.value.text)
            #expect(child.balanceSpoken == figure.value.spoken)
            #expect(![child.presenceAsOfText, child.balanceAsOfText, child.todayAsOfText].contains(""))
        }
        #expect(snapshot.savedAtText.contains("2026") && snapshot.savedAtText.contains("11:30"), "\(snapshot.savedAtText)")
        #expect(snapshot.holds(at: snapshot.savedAt))
        #expect(!snapshot.holds(at: snapshot.savedAt.addingTimeInterval(86_400)))

        phone.app.dispatch(action: .signOut)
        try await eventually("the file forgets the children") {
            HomeSnapshot.read(directory: phone.directory)?.children.isEmpty ?? true
        }
    }

    @Test func noFileHalfAFileAForeignFileAndANewerVersionAreNothing() {
        let nowhere = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        #expect(HomeSnapshot.read(directory: nowhere) == nil)
        let whole =
            #"{"version":1,"locale":"en","saved_at_millis":1,"holds_until_millis":2,"children":[{"person_id":"p","name":"Anna"}]}"#
        #expect(HomeSnapshot.parse(Data(whole.utf8)) != nil)
        for end in 0..<whole.utf8.count { #expect(HomeSnapshot.parse(Data(whole.utf8.prefix(end))) == nil, "cut at \(end)") }
        let newer = whole.replacingOccurrences(of: #""version":1"#, with: #""version":2"#)
        for text in ["[]", "null", "12", "{}", newer, whole.replacingOccurrences(of: "person_id", with: "id")] {
            #expect(HomeSnapshot.parse(Data(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func fieldsOfLaterVersionsArePassedOverAndMissingTextsAreEmpty() throws {
        let text = #"{"version":1,"saved_at_millis":1,"holds_until_millis":2,"new":{"a":[1]},"children":[{"person_id":"p","new":1}]}"#
        let child = try #require(HomeSnapshot.parse(Data(text.utf8))?.children.first)
        #expect(child.personId == "p")
        #expect(child.presenceText == "")
    }
}
