import Foundation
import SchoolCardKit
import UserNotifications

@testable import NotificationService

// The notification extension as a process of its own, on Linux, with the whole Kit linked:
//
//   push-extension SHARED_DIR PAYLOAD_DIR [TIMES]
//
// shows each payload of PAYLOAD_DIR as the system would, TIMES in all, and prints a line of JSON for each of the first
// round and a last one with what it cost.

/// The extension with its directory told, because there is no app group here.
final class Extension: NotificationService {
    var directory = URL(fileURLWithPath: "/")
    override func sharedFiles() -> SharedFiles? { SharedFiles(directory: directory) }
}

struct Shown: Encodable {
    let title: String
    let body: String
    let sound: Bool
    let level: String
    let thread: String
    let onMain: Bool
}

struct Cost: Encodable {
    /// KiB: resident and anonymous before the first push, with everything loaded.
    let residentBefore: Int
    let anonymousBefore: Int
    /// The most that was resident, and the most that was anonymous after any push.
    let residentPeak: Int
    let anonymousPeak: Int
    /// What is anonymous after the first round, and at the end.
    let anonymousAfterRound: Int
    let anonymousAtEnd: Int
    let secondsFirst: Double
    let secondsEach: Double
    let files: [String]
}

func status(_ name: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

func report(_ value: some Encodable) throws { print(String(decoding: try JSONEncoder().encode(value), as: UTF8.self)) }

/// Regular files that are open or mapped and not part of the program.
func openFiles() -> [String] {
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    let targets = open.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let mapped = maps.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
    let ours = (targets + mapped).filter { $0.hasPrefix("/") && !$0.hasPrefix("/dev/") && !$0.hasPrefix("/proc/") }
    return Set(ours.filter { !$0.contains(".so") && !$0.hasSuffix("push-extension") }).sorted()
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fatalError("push-extension SHARED_DIR PAYLOAD_DIR [TIMES]") }
let shared = URL(fileURLWithPath: arguments[1])
let payloads = try FileManager.default.contentsOfDirectory(at: URL(fileURLWithPath: arguments[2]), includingPropertiesForKeys: nil)
    .sorted { $0.path < $1.path }
let times = arguments.count > 3 ? Int(arguments[3]) ?? 1 : payloads.count

/// What the system shows for `userInfo`.
func show(_ userInfo: [AnyHashable: Any]) -> (UNNotificationContent, onMain: Bool) {
    let arrived = UNMutableNotificationContent()
    arrived.title = "original"
    arrived.sound = .default
    arrived.userInfo = userInfo
    let service = Extension()
    service.directory = shared
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var answer: (UNNotificationContent, Bool) = (arrived, false)
    service.didReceive(UNNotificationRequest(identifier: "1", content: arrived, trigger: nil)) { content in
        answer = (content, Thread.isMainThread)
        done.signal()
    }
    if done.wait(timeout: .now() + 25) == .timedOut { service.serviceExtensionTimeWillExpire() }
    return answer
}

// The payloads as the system holds them; they are not the extension's doing.
let userInfos = try payloads.map { try JSONSerialization.jsonObject(with: Data(contentsOf: $0)) as? [AnyHashable: Any] ?? [:] }
// Home from the file, as a widget reads it: the Kit is loaded, not only linked.
_ = HomeSnapshot.read(directory: shared)
// From here on the kernel counts the peak anew.
try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
let (residentBefore, anonymousBefore) = (status("VmRSS"), status("RssAnon"))
var (secondsFirst, seconds, anonymousAfterRound, anonymousPeak) = (0.0, 0.0, 0, 0)
for turn in 0..<times {
    let begin = Date()
    let (content, onMain) = show(userInfos[turn % userInfos.count])
    seconds += Date().timeIntervalSince(begin)
    if turn == 0 { secondsFirst = seconds }
    if turn < userInfos.count {
        try report(
            Shown(
                title: content.title, body: content.body, sound: content.sound != nil, level: "\(content.interruptionLevel)",
                thread: content.threadIdentifier, onMain: onMain))
    }
    anonymousPeak = max(anonymousPeak, status("RssAnon"))
    if turn + 1 == userInfos.count { anonymousAfterRound = status("RssAnon") }
}
let cost = Cost(
    residentBefore: residentBefore, anonymousBefore: anonymousBefore, residentPeak: status("VmHWM"),
    anonymousPeak: anonymousPeak, anonymousAfterRound: anonymousAfterRound, anonymousAtEnd: status("RssAnon"),
    secondsFirst: secondsFirst, secondsEach: seconds / Double(max(times, 1)), files: openFiles())
try report(cost)
