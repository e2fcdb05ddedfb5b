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
    var files: SharedFiles?
    override func sharedFiles() -> SharedFiles? { files }
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
    /// All in KiB. Anonymous before the first push, with everything loaded; the most after any push; after the first
    /// round; at the end.
    let anonymousBefore: Int
    let anonymousPeak: Int
    let anonymousAfterRound: Int
    let anonymousAtEnd: Int
    /// The most that was resident, and how much of it are pages of files, which nobody has written to.
    let residentPeak: Int
    let ofFiles: Int
    /// Pages of any kind that measuring touches, that one more push touches besides, and that a push and the rest of the
    /// Kit touch in all.
    let touchedByNothing: Int
    let touchedByPush: Int
    let touchedByAll: Int
    let secondsFirst: Double
    let secondsEach: Double
    let files: [String]
}

func status(_ name: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

/// KiB of pages that `work` touches, of files and anonymous. Everything it needs must have been mapped before: what is
/// mapped anew brings its neighbours with it.
func touched(_ work: () -> Void) -> Int {
    try? "1".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    // The processor remembers pages it has seen until a large mapping goes.
    let size = 4 << 20
    if let mapping = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), mapping != MAP_FAILED {
        memset(mapping, 1, size)
        munmap(mapping, size)
    }
    work()
    let text = (try? String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("Referenced:") }
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
let files = SharedFiles(path: arguments[1])
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
    service.files = files
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
/// Something of every module of the Kit, so that it is loaded and not only linked: home from the file, a calendar's month,
/// formats of sums and dates.
func useKit() {
    let today = HomeSnapshot.read(directory: files.directory).map { SchoolCalendar.day(of: $0.savedAt) } ?? "2026-05-12"
    let month = DaysShown(.month).period(today: today)
    _ = month.cells.count + month.title(Locale(identifier: "ru")).count
    _ = RefreshPlan.next(after: Date())
}

useKit()
// From here on the kernel counts the peak anew.
try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
let anonymousBefore = status("RssAnon")
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
let (anonymousAtEnd, residentPeak, ofFiles) = (status("RssAnon"), status("VmHWM"), status("RssFile"))
let touchedByNothing = touched {}
let touchedByPush = touched { _ = show(userInfos[0]) } - touchedByNothing
let touchedByAll = touched {
    _ = show(userInfos[0])
    useKit()
}
try report(
    Cost(
        anonymousBefore: anonymousBefore, anonymousPeak: anonymousPeak, anonymousAfterRound: anonymousAfterRound,
        anonymousAtEnd: anonymousAtEnd, residentPeak: residentPeak, ofFiles: ofFiles,
        touchedByNothing: touchedByNothing, touchedByPush: touchedByPush, touchedByAll: touchedByAll, secondsFirst: secondsFirst,
        secondsEach: seconds / Double(max(times, 1)), files: openFiles()))
