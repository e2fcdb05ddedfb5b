import Foundation

/// When to ask the system for time in the background: often while children are on their way, seldom otherwise. What is
/// due then, and how politely it is asked for, the core decides.
public enum RefreshPlan {
    /// The identifier of the background task, as in `Info.plist`.
    public static let task = "ru.schoolcard.refresh"
    /// How long the core may take, seconds; the system grants about thirty.
    public static let deadline: TimeInterval = 25

    /// In the school's hours.
    static let pace: TimeInterval = 20 * 60
    /// Outside them.
    static let slowPace: TimeInterval = 2 * 60 * 60
    /// The hours of a school day with the ways there and home.
    static let hours = 7..<19

    /// The earliest moment worth waking up for after `now`.
    public static func next(after now: Date) -> Date {
        let soon = now.addingTimeInterval(pace)
        if isSchoolTime(soon) { return soon }
        let later = now.addingTimeInterval(slowPace)
        // Not past the morning: the first tap of the day is the one that is waited for.
        let morning = SchoolCalendar.calendar.nextDate(
            after: now, matching: DateComponents(hour: hours.lowerBound, minute: 0), matchingPolicy: .nextTime)
        guard let morning, isSchoolTime(morning) else { return later }
        return min(later, morning)
    }

    /// Monday to Saturday, in the school's zone.
    private static func isSchoolTime(_ moment: Date) -> Bool {
        let parts = SchoolCalendar.calendar.dateComponents([.weekday, .hour], from: moment)
        return parts.weekday != 1 && hours.contains(parts.hour ?? 0)
    }
}
