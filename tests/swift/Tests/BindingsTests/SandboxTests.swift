import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The school the other tests stand on.
@Suite struct SandboxTests {
    @Test func aTestGetsASchoolOfItsOwnThatEndsWithIt() async throws {
        var sandbox: Sandbox? = try Sandbox()
        let address = try #require(sandbox?.baseURL)
        #expect(try await #require(sandbox).get("/sandbox/v1/state").contains("2026-05-12"))
        #expect(try await #require(sandbox).post("/sandbox/v1/token").contains("access_token"))
        sandbox = nil
        let gone = try URLRequest(url: #require(URL(string: address + "/sandbox/v1/state")))
        await #expect(throws: URLError.self) { try await URLSession.shared.data(for: gone) }
    }
}
