import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A school of its own for one test: the sandbox's process on a free port, with a fixed clock and a fixed family.
/// It ends with the last reference.
final class Sandbox: Sendable {
    struct Refused: Error {
        let status: Int
        let body: String
    }

    /// One address for school, login and pay.
    let baseURL: String
    private let process: Process

    init(now: String = "2026-05-12T11:30", children: Int = 2) throws {
        let binary = try #require(
            ProcessInfo.processInfo.environment["SCHOOLCARD_SANDBOX"], "tests/run swift names the sandbox")
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = [
            "--listen", "127.0.0.1:0", "--now", now, "--children", "\(children)", "--days", "30",
        ]
        process.standardOutput = output
        try process.run()
        self.process = process

        var greeting = Data()
        while greeting.last != UInt8(ascii: "\n") {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            if byte.isEmpty { break }
            greeting += byte
        }
        let words = String(decoding: greeting, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        baseURL = String(try #require(words.first { $0.hasPrefix("http://") }, "the sandbox did not say where it is"))
    }

    deinit {
        // A process started from a task's thread inherits its blocked signals, so SIGTERM would never arrive.
        kill(process.processIdentifier, SIGKILL)
        // Not `waitUntilExit()`: on a task's thread it spins in a run loop that nobody wakes.
        for _ in 0..<500 where process.isRunning { usleep(10_000) }
    }

    /// The body of `GET path`.
    func get(_ path: String) async throws -> String {
        try await send(URLRequest(url: #require(URL(string: baseURL + path))))
    }

    /// The body that answers `POST path` with `json`.
    func post(_ path: String, _ json: String = "{}") async throws -> String {
        var request = try URLRequest(url: #require(URL(string: baseURL + path)))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(json.utf8)
        return try await send(request)
    }

    /// How many requests it has had.
    func requests() async throws -> Int {
        struct Counters: Decodable { let total: Int }
        return try JSONDecoder().decode(Counters.self, from: Data(await get("/sandbox/v1/requests").utf8)).total
    }

    private func send(_ request: URLRequest) async throws -> String {
        let (data, response) = try await URLSession.shared.data(for: request)
        let body = String(decoding: data, as: UTF8.self)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else { throw Refused(status: status, body: body) }
        return body
    }
}
