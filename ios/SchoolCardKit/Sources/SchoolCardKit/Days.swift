import Foundation

/// The school's calendar: days are of Europe/Moscow, weeks begin on Monday, whatever the phone is set to.
public enum SchoolCalendar {
    public static let zone = TimeZone(identifier: "Europe/Moscow") ?? TimeZone(secondsFromGMT: 3 * 3600) ?? .current

    static var calendar: Calendar {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = zone
        return calendar
    }

    /// The school's day at `now`.
    public static func day(of now: Date = Date()) -> LocalDate {
        let parts = calendar.dateComponents([.year, .month, .day], from: now)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// The same weekday of the week before `day`.
    public static func weekBefore(_ day: LocalDate) -> LocalDate { moved(day, weeks: -1) }

    /// The same weekday of the week after `day`.
    public static func weekAfter(_ day: LocalDate) -> LocalDate { moved(day, weeks: 1) }

    private static func moved(_ day: LocalDate, weeks: Int) -> LocalDate {
        guard let date = date(of: day), let other = calendar.date(byAdding: .day, value: 7 * weeks, to: date) else { return day }
        return self.day(of: other)
    }

    /// Midday of `day`, for a control that chooses one; of today when it is no day.
    public static func midday(of day: LocalDate) -> Date { date(of: day) ?? Date() }

    /// When `day` begins.
    public static func start(of day: LocalDate) -> Date { calendar.startOfDay(for: midday(of: day)) }

    /// A moment whose time at the school is `time`, for a control that chooses one.
    public static func moment(at time: LocalTime) -> Date {
        let parts = time.split(separator: ":").compactMap { Int($0) }
        guard parts.count >= 2 else { return start(of: day()) }
        return calendar.date(bySettingHour: parts[0], minute: parts[1], second: 0, of: Date()) ?? Date()
    }

    /// The time at the school at `moment`.
    public static func time(of moment: Date) -> LocalTime {
        let parts = calendar.dateComponents([.hour, .minute], from: moment)
        return String(format: "%02d:%02d", parts.hour ?? 0, parts.minute ?? 0)
    }

    /// Names of the days, Monday first: «Понедельник».
    public static func weekdays(_ locale: Locale) -> [String] {
        let format = DateFormatter()
        format.locale = locale
        let fromSunday = format.standaloneWeekdaySymbols ?? []
        return (fromSunday.dropFirst() + fromSunday.prefix(1)).map { $0.capitalized(with: locale) }
    }

    /// Midday of `day`; midday, so that no rounding reaches another day.
    static func date(of day: LocalDate) -> Date? {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return calendar.date(from: DateComponents(year: parts[0], month: parts[1], day: parts[2], hour: 12))
    }
}

/// The days a screen shows: a stretch, and how many stretches back from today.
public struct DaysShown: Hashable, Sendable {
    public enum Stretch: Hashable, Sendable {
        /// The two weeks that end with a day.
        case fortnight
        /// Monday to Sunday.
        case week
        /// A calendar month.
        case month
    }

    /// Another stretch starts with the latest days.
    public var stretch: Stretch {
        didSet { if stretch != oldValue { back = 0 } }
    }
    private var back = 0

    public init(_ stretch: Stretch = .fortnight) { self.stretch = stretch }

    /// Whether today is among them.
    public var isLatest: Bool { back == 0 }

    public mutating func earlier() { back += 1 }

    /// Never past today.
    public mutating func later() { back = max(back - 1, 0) }

    /// First and last day when it is `today` at the school.
    public func period(today: LocalDate) -> Period {
        let calendar = SchoolCalendar.calendar
        guard let now = SchoolCalendar.date(of: today) else { return Period(from: today, to: today) }
        func moved(_ unit: Calendar.Component, _ count: Int, _ date: Date) -> Date {
            calendar.date(byAdding: unit, value: count, to: date) ?? date
        }
        let (first, last): (Date, Date)
        switch stretch {
        case .fortnight:
            last = moved(.day, -14 * back, now)
            first = moved(.day, -13, last)
        case .week:
            let start = calendar.dateInterval(of: .weekOfYear, for: now)?.start ?? now
            first = moved(.day, -7 * back, start)
            last = moved(.day, 6, first)
        case .month:
            let start = calendar.dateInterval(of: .month, for: now)?.start ?? now
            first = moved(.month, -back, start)
            last = moved(.day, -1, moved(.month, 1, first))
        }
        return Period(from: SchoolCalendar.day(of: first), to: SchoolCalendar.day(of: last))
    }
}

extension Period {
    /// «29 апреля – 12 мая».
    public func title(_ locale: Locale) -> String {
        guard let first = SchoolCalendar.date(of: from), let last = SchoolCalendar.date(of: to) else { return "" }
        let format = DateIntervalFormatter()
        format.locale = locale
        format.timeZone = SchoolCalendar.zone
        format.dateTemplate = "d MMMM"
        return format.string(from: first, to: last)
    }

    /// Every day, first to last.
    public var days: [SchoolDay] {
        let calendar = SchoolCalendar.calendar
        guard var date = SchoolCalendar.date(of: from), let last = SchoolCalendar.date(of: to) else { return [] }
        var days: [SchoolDay] = []
        while date <= last, days.count < 400 {
            days.append(SchoolDay(date: SchoolCalendar.day(of: date), at: date))
            guard let next = calendar.date(byAdding: .day, value: 1, to: date) else { break }
            date = next
        }
        return days
    }

    /// Cells of a calendar whose lines begin with Monday: the days, after as many empty cells as the first line needs.
    public var cells: [CalendarCell] {
        let days = days
        guard let first = days.first else { return [] }
        let before = (SchoolCalendar.calendar.component(.weekday, from: first.at) + 5) % 7
        return (0..<before).map(CalendarCell.empty) + days.map(CalendarCell.day)
    }
}

/// One day, in words.
public struct SchoolDay: Hashable, Sendable, Identifiable {
    public let date: LocalDate
    let at: Date

    public var id: LocalDate { date }

    /// «12».
    public var number: String { String(SchoolCalendar.calendar.component(.day, from: at)) }

    /// «12 мая».
    public func title(_ locale: Locale) -> String { said("d MMMM", locale) }

    /// «вт, 12 мая».
    public func short(_ locale: Locale) -> String { said("E d MMM", locale) }

    private func said(_ template: String, _ locale: Locale) -> String {
        let format = DateFormatter()
        format.locale = locale
        format.timeZone = SchoolCalendar.zone
        format.setLocalizedDateFormatFromTemplate(template)
        return format.string(from: at)
    }
}

public enum CalendarCell: Hashable, Sendable, Identifiable {
    case empty(Int)
    case day(SchoolDay)

    public var id: Self { self }
}

extension WeekDays {
    /// Which days, Monday first.
    public var fromMonday: [Bool] { [monday, tuesday, wednesday, thursday, friday, saturday, sunday] }

    public init(fromMonday days: [Bool]) {
        func on(_ day: Int) -> Bool { days.indices.contains(day) && days[day] }
        self.init(
            monday: on(0), tuesday: on(1), wednesday: on(2), thursday: on(3), friday: on(4), saturday: on(5), sunday: on(6))
    }
}
