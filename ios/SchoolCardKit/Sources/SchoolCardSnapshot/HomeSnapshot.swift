import Foundation

/// Home as the core last wrote it to `home-snapshot.json`: for the first frame and the widgets, without calling the
/// core. All texts are shown as they are; after `holdsUntil` only together with their dates, as old.
public struct HomeSnapshot: Equatable, Sendable {
    /// The only form this reader knows.
    public static let version = 1

    /// Language of the texts: `ru` or `en`.
    public let locale: String
    /// When it was written, in the school's time.
    public let savedAt: Date
    /// Until when presence means what it says.
    public let holdsUntil: Date
    /// In the server's order; empty when nobody is signed in.
    public let children: [Child]

    /// One child, in ready texts. A text that the file does not have is empty.
    public struct Child: Equatable, Sendable, Identifiable {
        /// Who, for a link into the app.
        public let personId: String
        public let name: String
        public let shortName: String
        public let presenceText: String
        public let evidenceText: String
        public let presenceAsOfText: String
        public let balanceText: String
        public let balanceSpoken: String
        public let balanceAsOfText: String
        public let todayText: String
        public let todayAsOfText: String

        public var id: String { personId }
    }

    /// Whether presence still means what it says at `now`.
    public func holds(at now: Date) -> Bool { now < holdsUntil }

    /// Its date and time at the school, for a place that shows it when it no longer holds: «12 мая 2026 г., 11:30».
    public var savedAtText: String {
        let school = TimeZone(identifier: "Europe/Moscow") ?? .current
        return savedAt.formatted(
            Date.FormatStyle(date: .abbreviated, time: .shortened, locale: Locale(identifier: locale), timeZone: school))
    }

    /// What the core left in `directory`; nil when there is nothing, or nothing this reader understands.
    public static func read(directory: URL) -> HomeSnapshot? {
        guard let data = try? Data(contentsOf: directory.appendingPathComponent("home-snapshot.json")) else { return nil }
        return parse(data)
    }

    /// What the file's `data` says; nil when this reader does not understand it.
    public static func parse(_ data: Data) -> HomeSnapshot? {
        let decoder = JSONDecoder()
        guard let form = try? decoder.decode(Form.self, from: data), form.version == version else { return nil }
        return try? decoder.decode(HomeSnapshot.self, from: data)
    }

    private struct Form: Decodable {
        let version: Int
    }
}

extension HomeSnapshot: Decodable {
    private enum Key: String, CodingKey {
        case locale, children
        case savedAt = "saved_at_millis"
        case holdsUntil = "holds_until_millis"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let date = { (key: Key) in Date(timeIntervalSince1970: Double(try fields.decode(Int64.self, forKey: key)) / 1000) }
        locale = try fields.decodeIfPresent(String.self, forKey: .locale) ?? ""
        savedAt = try date(.savedAt)
        holdsUntil = try date(.holdsUntil)
        children = try fields.decode([Child].self, forKey: .children)
    }
}

extension HomeSnapshot.Child: Decodable {
    private enum Key: String, CodingKey {
        case personId = "person_id"
        case name
        case shortName = "short_name"
        case presenceText = "presence_text"
        case evidenceText = "evidence_text"
        case presenceAsOfText = "presence_as_of_text"
        case balanceText = "balance_text"
        case balanceSpoken = "balance_spoken"
        case balanceAsOfText = "balance_as_of_text"
        case todayText = "today_text"
        case todayAsOfText = "today_as_of_text"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let text = { (key: Key) in try fields.decodeIfPresent(String.self, forKey: key) ?? "" }
        personId = try fields.decode(String.self, forKey: .personId)
        name = try text(.name)
        shortName = try text(.shortName)
        presenceText = try text(.presenceText)
        evidenceText = try text(.evidenceText)
        presenceAsOfText = try text(.presenceAsOfText)
        balanceText = try text(.balanceText)
        balanceSpoken = try text(.balanceSpoken)
        balanceAsOfText = try text(.balanceAsOfText)
        todayText = try text(.todayText)
        todayAsOfText = try text(.todayAsOfText)
    }
}
