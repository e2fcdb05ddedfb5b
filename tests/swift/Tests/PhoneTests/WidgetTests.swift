import Foundation
import SchoolCardKit
import SwiftUI
import Synchronization
import Testing
import WidgetKit

@testable import Widgets

/// What the widgets draw from the snapshot file, and what they must not.
@MainActor @Suite struct WidgetTests {
    static let text = """
        {"version":1,"locale":"ru","saved_at_millis":1778574600000,"holds_until_millis":1778590800000,"children":[{"person_id":"p1",
        "name":"Алиса Волкова","short_name":"Алиса","presence_text":"В школе с 08:06","evidence_text":"ГБОУ Школа № 3107",
        "presence_as_of_text":"на 11:30","balance_text":"174,10 ₽","balance_spoken":"","balance_as_of_text":"на 11:30",
        "today_text":"2 покупки на 287,20 ₽","today_as_of_text":"на 11:30"}]}
        """
    let snapshot: HomeSnapshot

    init() throws { snapshot = try #require(HomeSnapshot.parse(Data(Self.text.utf8))) }

    /// Everything that is read on `view`.
    func texts(_ view: some View) -> String {
        let tree = ViewHost { view }.tree
        return (tree.words + tree.heard.flatMap { [$0.label, $0.value, $0.hint] }).joined(separator: " | ")
    }

    @Test func theHomeScreenHasThePresenceWithItsDateAndNoSumAndNoSchool() {
        let seen = texts(HomeScreenView(entry: HomeEntry(date: snapshot.savedAt, snapshot: snapshot)))
        #expect(seen.contains("Алиса") && seen.contains("В школе с 08:06") && seen.contains("на 11:30"))
        #expect(!seen.contains("₽") && !seen.contains("3107") && !seen.contains("Давние"))
    }

    @Test func whatNoLongerHoldsIsSaidToBeOld() {
        let seen = texts(HomeScreenView(entry: HomeEntry(date: snapshot.holdsUntil, snapshot: snapshot)))
        #expect(seen.contains("Давние данные") && seen.contains("2026"))
    }

    @Test func theLockScreenHasNoNameNoSchoolAndNoSum() {
        let seen = texts(LockScreenView(entry: HomeEntry(date: snapshot.savedAt, snapshot: snapshot)))
        #expect(seen.contains("2026") && seen.contains("11:30"), "how old it is")
        for secret in ["Алиса", "Волкова", "3107", "₽", "08:06"] { #expect(!seen.contains(secret)) }
    }

    @Test func withoutAFileTheWidgetsSaySo() {
        for seen in [texts(HomeScreenView(entry: HomeEntry(date: .now, snapshot: nil))), texts(LockScreenView(entry: HomeEntry(date: .now, snapshot: nil)))] {
            #expect(seen.contains("Откройте приложение"))
        }
    }

    @Test func aTimelineIsDrawnOnceMoreWhenPresenceStopsToHold() {
        let entries = SnapshotProvider.entries(of: snapshot, now: snapshot.savedAt)
        #expect(entries.map(\.holds) == [true, false])
        #expect(SnapshotProvider.entries(of: snapshot, now: snapshot.holdsUntil).map(\.holds) == [false])
        #expect(SnapshotProvider.entries(of: nil, now: .now).map(\.holds) == [false])
    }
}
