import Foundation
import SchoolCardKit
import Testing

/// The notification extension as a process of its own: real encrypted pushes of the school, from the spool to the app.
@Suite(.serialized) struct ExtensionTests {
    func names(_ directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    @Test func whatTheExtensionKeptWhileTheAppSleptIsInTheFeedWhenItWakesAndTheLockedScreenSaysNothingOfIt() async throws {
        let family = try await PushedPhone()
        family.phone.app.pause(deadline: 5)
        #expect(try names(family.files.directory) == ["home-snapshot.json", "push-context.json"], "no database, no lock")
        try await family.taps(2)
        let (shown, cost) = try Extension.run(family.files, try await family.payloads())
        #expect(shown.count == 2)
        for push in shown {
            let text = push.title + push.body
            #expect(push.title != "original" && !push.title.isEmpty)
            for child in family.children {
                #expect(!text.contains(child.shortName) && !text.contains(child.name) && !text.contains(child.school))
            }
            #expect(!text.contains("₽"))
            #expect(push.sound && push.level == "active" && push.thread == "entry_exit" && !push.onMain)
        }
        #expect(cost.files.allSatisfy { !$0.contains(family.files.directory.path) && !$0.contains(family.phone.directory.path) })
        #expect(try names(URL(fileURLWithPath: family.files.pushSpool)).count == 2)

        family.phone.app.resume()
        try await eventually("the app has taken them up") { try family.feed().count == 2 }
        #expect(try family.feed().allSatisfy { $0.kind == .exit && $0.times.pushAt != nil })
        try await eventually("the spool is empty") { try names(URL(fileURLWithPath: family.files.pushSpool)).isEmpty }
        #expect(try family.phone.app.alertsToPost().isEmpty, "the extension has shown them")
        #expect(try family.phone.cards().allSatisfy { if case .outSince = $0.presence.value.presence { true } else { false } })
    }

    @Test func theParentsChoicesHoldInTheExtension() async throws {
        let family = try await PushedPhone()
        family.phone.app.dispatch(action: .setFullWhenLocked(on: true))
        family.files.entriesBreakThrough = true
        try await family.taps(1)
        let payloads = try await family.payloads()
        let child = family.children[0]
        var shown = try Extension.run(family.files, payloads).shown
        #expect(shown.first?.title.contains(child.shortName) == true)
        #expect(shown.first?.level == "timeSensitive")

        family.phone.app.dispatch(
            action: .setAlertChoice(child: child.person, kind: .exit, choice: AlertChoice(push: false, hours: nil)))
        family.files.entriesBreakThrough = false
        shown = try Extension.run(family.files, payloads).shown
        #expect(shown.first?.level == "passive" && shown.first?.sound == false, "the system shows it, nobody hears it")
    }

    @Test func whatCannotBeReadIsShownAsTheServerSentIt() async throws {
        let family = try await PushedPhone()
        try await family.taps(1)
        let whole = String(decoding: try await family.payload(), as: UTF8.self)
        let texts = [
            "{}", #"{"aps":{"alert":"hello"}}"#, #"{"sc":{"v":2}}"#, #"{"sc":{"v":1,"id":"../../x","t":1,"m":"AA"}}"#,
            whole.replacingOccurrences(of: #""m":""#, with: #""m":"AAAA"#),
            whole.replacingOccurrences(of: #""c":""#, with: #""c":"A"#),
        ]
        let shown = try Extension.run(family.files, texts.map { Data($0.utf8) }).shown
        #expect(shown.map(\.title) == texts.map { _ in "original" })
        // Signed out: nothing opens any more.
        family.phone.app.dispatch(action: .signOut)
        try await eventually("the keys are gone") { !FileManager.default.fileExists(atPath: family.files.pushContext) }
        #expect(try Extension.run(family.files, [Data(whole.utf8)]).shown.map(\.title) == ["original"])
        #expect(try Extension.run(SharedFiles(directory: URL(fileURLWithPath: "/nowhere")), [Data(whole.utf8)]).shown.map(\.title) == ["original"])
    }

    @Test func aThousandPushesCostLittleAndLeaveNothingBehind() async throws {
        let family = try await PushedPhone()
        try await family.taps(16)
        let payloads = try await family.payloads()
        try #require(payloads.count == 16)
        // The app works on its databases meanwhile, and nobody else touches them.
        let own = try names(family.phone.directory)
        let (shown, cost) = try Extension.run(family.files, payloads, times: 1_000)
        #expect(shown.allSatisfy { $0.title != "original" })
        #expect(try names(family.phone.directory) == own)
        #expect(try names(family.files.directory) == ["home-snapshot.json", "push-context.json", "push-spool"])
        #expect(try names(URL(fileURLWithPath: family.files.pushSpool)).count == 16)
        #expect(cost.files.allSatisfy { !$0.contains(".db") && !$0.contains("push-") }, "\(cost.files)")

        let mapped = try Extension.run(family.files, payloads, asMapped: true).cost
        let path = cost.residentByPushes - cost.residentBefore
        let anonymousPath = cost.anonymousPeak - cost.anonymousBefore
        let grown = cost.anonymousAtEnd - cost.anonymousAfterRound
        print(
            """
            the extension's process \(Extension.optimised == nil ? "unoptimised" : "optimised"), KiB
              pages touched, shared or its own: whole Kit \(cost.residentByAll) (limit 12288 when optimised), pushes alone \
            \(cost.residentByPushes), before the first \(cost.residentBefore), so push path \(path) (limit 4096 when optimised)
              anonymous of these: at most \(cost.anonymousPeak) (limit 12288), push path \(anonymousPath) (limit 4096), grown in \
            1,000 pushes \(grown) (limit 512)
              VmHWM as the kernel maps files, sixteen pages for each that is touched: \(mapped.residentByAll)
              first push \(Int(cost.secondsFirst * 1000)) ms, each \(Int(cost.secondsEach * 1_000_000)) µs
            """)
        #expect(cost.residentBefore > 0 && cost.anonymousBefore > 0)
        #expect(cost.anonymousPeak <= 12 * 1024 && anonymousPath <= 4 * 1024 && grown <= 512)
        if Extension.optimised == nil {
            // Starting it, unoptimised and with twenty libraries, is not what a phone does.
            #expect(cost.residentByAll - cost.residentBefore <= 12 * 1024)
        } else {
            #expect(cost.residentByAll <= 12 * 1024)
            #expect(path <= 4 * 1024)
        }
        #expect(cost.secondsFirst < 5, "the system grants about thirty")
    }
}
