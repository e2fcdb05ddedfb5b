import Foundation
import SchoolCardKit
import Testing

/// What the Kit works out for the views: days, bars of a timeline, sums to type and to choose.
@Suite struct DaysTests {
    let russian = Locale(identifier: "ru_RU")

    @Test(arguments: [
        (DaysShown.Stretch.fortnight, 0, "2026-04-29", "2026-05-12"), (.fortnight, 1, "2026-04-15", "2026-04-28"),
        (.week, 0, "2026-05-11", "2026-05-17"), (.week, 1, "2026-05-04", "2026-05-10"), (.month, 0, "2026-05-01", "2026-05-31"),
        (.month, 3, "2026-02-01", "2026-02-28"), (.month, 5, "2025-12-01", "2025-12-31"),
    ])
    func stretchesEndWithTodayOrLieWholeBehindIt(stretch: DaysShown.Stretch, back: Int, from: String, to: String) {
        var shown = DaysShown(stretch)
        for _ in 0..<back { shown.earlier() }
        #expect(shown.period(today: "2026-05-12") == Period(from: from, to: to))
        #expect(shown.isLatest == (back == 0))
    }

    @Test func nothingIsPastTodayAndAnotherStretchStartsWithIt() {
        var shown = DaysShown()
        shown.later()
        #expect(shown.isLatest)
        shown.earlier()
        shown.stretch = .month
        #expect(shown.isLatest)
    }

    @Test func daysAreNamedInTheLanguageAsked() {
        let period = Period(from: "2026-04-29", to: "2026-05-12")
        #expect(period.title(russian).contains("апреля") && period.title(russian).contains("12"))
        #expect(period.title(Locale(identifier: "en_GB")).contains("April"))
        #expect(period.days.count == 14)
        #expect(period.days.first?.title(russian) == "29 апреля")
        #expect(period.days.last?.number == "12")
    }

    @Test func aCalendarsLinesBeginWithMonday() {
        let cells = Period(from: "2026-05-01", to: "2026-05-31").cells  // 1 May 2026 is a Friday.
        #expect(cells.count == 4 + 31)
        #expect(cells.prefix(4).allSatisfy { if case .empty = $0 { true } else { false } })
    }

    @Test func aStayIsDrawnFromEntryToExitOrAsFarAsIsKnownAndAHalfOneAsAMark() throws {
        let asOf = Date(timeIntervalSince1970: 1_778_574_600)  // 11:30 at the school.
        func visit(_ entry: String?, _ exit: String?, _ inside: Bool = false) -> VisitRow {
            VisitRow(
                entry: entry, exit: exit, stillInside: inside, minutes: nil, organizationId: "o", organization: "", address: "",
                broughtBy: nil, fetchedBy: nil, text: "", spoken: "", durationText: "", lateText: "")
        }
        func stay(_ visit: VisitRow) throws -> Stay {
            try #require(Stay.of([VisitDay(date: "2026-05-12", title: "", visits: [visit])], asOf: asOf, russian).first)
        }
        let whole = try stay(visit("08:30", "14:00"))
        #expect(whole.from == 8.5 && whole.to == 14 && whole.isWhole)
        let open = try stay(visit("08:30", nil, true))
        #expect(open.to == 11.5 && open.isWhole)
        let noExit = try stay(visit("08:30", nil))
        #expect(noExit.to == 9 && !noExit.isWhole, "no time of leaving is made up")
        let noEntry = try stay(visit(nil, "15:00"))
        #expect(noEntry.from == 14.5 && noEntry.to == 15 && !noEntry.isWhole)
        let early = try stay(visit("05:00", "21:30"))
        #expect(early.from == 7 && early.to == 20)
    }

    @Test func sumsAreTypedAsAParentWould() {
        #expect(asTyped(71000) == "710")
        #expect(asTyped(1250) == "12,50")
        #expect(asTyped(1205) == "12,05")
    }

    @Test func theSchoolsOwnLimitStandsAmongTheOfferedOnes() {
        #expect(OfferedSum.dayLimits(present: 35000).map(\.text).prefix(4) == ["200\u{a0}₽", "300\u{a0}₽", "350\u{a0}₽", "400\u{a0}₽"])
        #expect(OfferedSum.thresholds(present: 10000).map(\.sum) == [10000, 20000, 30000, 50000])
        #expect(Hours.offered(present: nil) == [.night])
        #expect(Hours.offered(present: .night) == [.night])
    }
}
