import Foundation

/// A visit as a bar of a day's line, in hours since midnight at the school.
public struct Stay: Hashable, Sendable, Identifiable {
    /// Hours that a line covers.
    public static let hours = 7.0...20.0
    /// How long a side that was not recorded is drawn: a mark, not a time.
    private static let mark = 0.5

    /// Which day of the line, as the chart names it.
    public let day: String
    public let from: Double
    public let to: Double
    /// Both sides are known, or the child is still there.
    public let isWhole: Bool
    /// In words.
    public let spoken: String
    public let id: Int

    /// The bars of `days`, with the names of the days in `locale`; an open visit is drawn as far as is known `asOf`.
    public static func of(_ days: [VisitDay], asOf: Date, _ locale: Locale) -> [Stay] {
        let calendar = SchoolCalendar.calendar
        let known = Double(calendar.component(.hour, from: asOf)) + Double(calendar.component(.minute, from: asOf)) / 60
        let visits = days.flatMap { day in day.visits.map { (day: day.date, visit: $0) } }
        return visits.enumerated().compactMap { number, one in
            let entry = hour(one.visit.entry)
            let exit = one.visit.stillInside ? known : hour(one.visit.exit)
            guard let from = entry ?? exit.map({ $0 - mark }), let to = exit ?? entry.map({ $0 + mark }) else { return nil }
            let name = Period(from: one.day, to: one.day).days.first?.short(locale) ?? one.day
            return Stay(
                day: name, from: within(from), to: within(max(to, from + 0.1)), isWhole: entry != nil && exit != nil,
                spoken: one.visit.spoken, id: number)
        }
    }

    private static func within(_ hour: Double) -> Double { min(max(hour, hours.lowerBound), hours.upperBound) }

    private static func hour(_ time: LocalTime?) -> Double? {
        guard let parts = time?.split(separator: ":").compactMap({ Double($0) }), parts.count >= 2 else { return nil }
        return parts[0] + parts[1] / 60
    }
}
