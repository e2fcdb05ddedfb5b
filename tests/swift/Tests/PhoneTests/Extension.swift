import Foundation
import SchoolCardKit
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A phone whose extension and widgets look into a directory of their own, which the school sends pushes to.
struct PushedPhone {
    let school: Sandbox
    let phone: Phone
    let files: SharedFiles
    let children: [ChildCard]

    init() async throws {
        school = try Sandbox()
        let shared = FileManager.default.temporaryDirectory.appendingPathComponent("group-\(UUID().uuidString)")
        files = SharedFiles(directory: shared)
        phone = try Phone(school.baseURL, shared: shared)
        try phone.app.setPushToken(token: PushToken(provider: .apns, token: "token", application: "ru.schoolcard"))
        _ = try await phone.ready()
        children = try phone.cards()
        let school = school
        try await eventually("the school has the phone") {
            try await school.get("/sandbox/v1/devices").contains("swift-tests")
        }
    }

    /// `count` taps of the children, half a minute apart.
    func taps(_ count: Int) async throws {
        for number in 0..<count {
            let child = children[number % children.count].person
            let direction = number / children.count % 2 == 0 ? "out" : "in"
            _ = try await school.post("/sandbox/v1/tap", #"{"person_id":"\#(child)","direction":"\#(direction)"}"#)
            _ = try await school.post("/sandbox/v1/clock", #"{"advance_seconds": 30}"#)
        }
    }

    /// What the push service was given, oldest first: the whole payload, as the system hands it to the extension.
    func payloads() async throws -> [Data] {
        let text = try await school.get("/sandbox/v1/provider-pushes?device_id=swift-tests")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let pushes = try #require(all["pushes"] as? [[String: Any]])
        return try pushes.map {
            let request = try #require($0["request"] as? [String: Any])
            return try JSONSerialization.data(withJSONObject: try #require(request["payload"]))
        }
    }

    /// The first of them.
    func payload() async throws -> Data { try #require(try await payloads().first) }

    /// The rows of the feed.
    func feed() throws -> [AlertRow] {
        guard case .alerts(.feed(let rows, _, _, _, _, _, _, _)) = try phone.look(.alerts) else { return [] }
        return rows
    }
}

/// The extension's process.
enum Extension {
    struct Shown: Decodable {
        let title: String
        let body: String
        let sound: Bool
        let level: String
        let thread: String
        let onMain: Bool
    }

    struct Cost: Decodable {
        let anonymousBefore: Int
        let anonymousPeak: Int
        let anonymousAfterRound: Int
        let anonymousAtEnd: Int
        let residentBefore: Int
        let residentByPushes: Int
        let residentByAll: Int
        let secondsFirst: Double
        let secondsEach: Double
        let files: [String]
    }

    /// Where scripts/measure-extension has built it as a phone gets it.
    static let optimised = ProcessInfo.processInfo.environment["SCHOOLCARD_EXTENSION"]

    /// The one that is built with the tests.
    static var beside: String {
        get throws {
            let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("push-extension").path
        }
    }

    /// Runs it for `payloads`, `times` in all. What is resident is what was touched, or else what the kernel has mapped.
    static func run(
        _ files: SharedFiles, _ payloads: [Data], times: Int? = nil, asMapped: Bool = false
    ) throws -> (shown: [Shown], cost: Cost) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("payloads-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, payload) in payloads.enumerated() {
            try payload.write(to: folder.appendingPathComponent(String(format: "%04d.json", number)))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try optimised ?? beside)
        if asMapped { process.environment = ProcessInfo.processInfo.environment.merging(["SCHOOLCARD_AS_MAPPED": "1"]) { $1 } }
        process.arguments = [files.directory.path, folder.path] + (times.map { ["\($0)"] } ?? [])
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let lines = text.split(separator: "\n").map { Data($0.utf8) }
        let shown = try lines.dropLast().map { try JSONDecoder().decode(Shown.self, from: $0) }
        return (shown, try JSONDecoder().decode(Cost.self, from: try #require(lines.last, "the extension said nothing")))
    }
}
