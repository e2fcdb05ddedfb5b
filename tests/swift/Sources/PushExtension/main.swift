import Foundation
import SchoolCardKit
import UserNotifications

// The notification extension as a process of its own, on Linux, with the whole Kit linked:
//
//   push-extension SHARED_DIR PAYLOAD_DIR [TIMES]
//
// shows each payload of PAYLOAD_DIR as the system would, TIMES in all, and prints a line of JSON for each of the first
// round and a last one with what it cost. With SCHOOLCARD_AS_MAPPED in the environment what is resident is left as the
// kernel maps it, see `countPages`.

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

/// All in KiB.
struct Cost: Encodable {
    /// Anonymous when the payloads are there, before the first push; the most after any push; after the first round; at
    /// the end.
    let anonymousBefore: Int
    let anonymousPeak: Int
    let anonymousAfterRound: Int
    let anonymousAtEnd: Int
    /// The most that was resident, shared or its own: before the first push; with all pushes; with the rest of the Kit
    /// and another push, too.
    let residentBefore: Int
    let residentByPushes: Int
    let residentByAll: Int
    let secondsFirst: Double
    let secondsEach: Double
    let files: [String]
}

/// A line of /proc/self/status, in KiB. Without Foundation, so that measuring touches little itself.
func status(_ name: StaticString) -> Int {
    let file = open("/proc/self/status", O_RDONLY)
    defer { close(file) }
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
        let length = read(file, buffer.baseAddress!, buffer.count)
        guard length > 0, let line = memmem(buffer.baseAddress!, length, name.utf8Start, name.utf8CodeUnitCount) else { return 0 }
        return strtol(line.assumingMemoryBound(to: CChar.self) + name.utf8CodeUnitCount, nil, 10)
    }
}

/// The mappings of files: their addresses and their lines.
func fileMappings() -> [(addresses: Range<UInt>, line: Substring)] {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    return maps.split(separator: "\n").compactMap { line in
        let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
        return line.contains("/") && bounds.count == 2 ? (bounds[0]..<bounds[1], line) : nil
    }
}

/// From here on what is resident is what was touched. By itself the kernel maps sixteen pages of a file for each one that
/// is touched, but never beyond a mapping: so each page is made a mapping of its own. Then those of files that nobody has
/// written to are let go; whoever needs one again touches it again.
func countPages() {
    let size = UInt(getpagesize())
    let pages = fileMappings().flatMap { Array(stride(from: $0.addresses.lowerBound, to: $0.addresses.upperBound, by: Int(size))) }
    // Two neighbours of one kind would be one mapping.
    for page in pages where page / size % 2 == 0 {
        guard madvise(UnsafeMutableRawPointer(bitPattern: page), Int(size), MADV_DONTDUMP) == 0 else { fatalError("too many pages") }
    }
    let pagemap = open("/proc/self/pagemap", O_RDONLY)
    defer { close(pagemap) }
    let presentOfFile: UInt64 = 1 << 63 | 1 << 61
    for page in pages {
        var entry: UInt64 = 0
        guard pread(pagemap, &entry, 8, Int(page / size) * 8) == 8 else { fatalError("no pagemap") }
        if entry & presentOfFile == presentOfFile { madvise(UnsafeMutableRawPointer(bitPattern: page), Int(size), MADV_DONTNEED) }
    }
    // The peak counts anew. Without Foundation, whose pages are to be counted.
    let peak = open("/proc/self/clear_refs", O_WRONLY)
    defer { close(peak) }
    guard write(peak, "5", 1) == 1 else { fatalError("no clear_refs") }
}

func report(_ value: some Encodable) throws { print(String(decoding: try JSONEncoder().encode(value), as: UTF8.self)) }

/// Regular files that are open or mapped and not part of the program.
func openFiles() -> [String] {
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    let targets = open.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
    let mapped = Set(fileMappings().compactMap { $0.line.split(separator: " ").last }).map(String.init)
    let ours = (targets + mapped).filter { $0.hasPrefix("/") && !$0.hasPrefix("/dev/") && !$0.hasPrefix("/proc/") }
    return Set(ours.filter { !$0.contains(".so") && !$0.hasSuffix("push-extension") }).sorted()
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fatalError("push-extension SHARED_DIR PAYLOAD_DIR [TIMES]") }
if ProcessInfo.processInfo.environment["SCHOOLCARD_AS_MAPPED"] == nil { countPages() }
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

let (anonymousBefore, residentBefore) = (status("RssAnon:"), status("VmHWM:"))
var (secondsFirst, seconds, anonymousAfterRound, anonymousPeak) = (0.0, 0.0, 0, 0)
var shown: [Shown] = []
for turn in 0..<times {
    let begin = Date()
    let (content, onMain) = show(userInfos[turn % userInfos.count])
    seconds += Date().timeIntervalSince(begin)
    if turn == 0 { secondsFirst = seconds }
    if turn < userInfos.count {
        shown.append(
            Shown(
                title: content.title, body: content.body, sound: content.sound != nil, level: "\(content.interruptionLevel)",
                thread: content.threadIdentifier, onMain: onMain))
    }
    anonymousPeak = max(anonymousPeak, status("RssAnon:"))
    if turn + 1 == userInfos.count { anonymousAfterRound = status("RssAnon:") }
}
let (anonymousAtEnd, residentByPushes) = (status("RssAnon:"), status("VmHWM:"))
useKit()
_ = show(userInfos[0])
let residentByAll = status("VmHWM:")
for push in shown { try report(push) }
try report(
    Cost(
        anonymousBefore: anonymousBefore, anonymousPeak: max(anonymousPeak, status("RssAnon:")), anonymousAfterRound: anonymousAfterRound,
        anonymousAtEnd: anonymousAtEnd, residentBefore: residentBefore, residentByPushes: residentByPushes,
        residentByAll: residentByAll, secondsFirst: secondsFirst, secondsEach: seconds / Double(max(times, 1)), files: openFiles()))
