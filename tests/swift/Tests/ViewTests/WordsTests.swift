import Foundation
import SchoolCardKit
import SwiftUI
import Testing

@testable import SchoolCardViews

/// The app's own words and colours.
@MainActor @Suite struct WordsTests {
    /// Every file of the app's Swift.
    var sources: [(name: String, text: String)] {
        let files = FileManager.default.enumerator(atPath: Catalog.app.resolvingSymlinksInPath().path)?.allObjects as? [String] ?? []
        return files.filter { $0.hasSuffix(".swift") }.compactMap { name in
            guard let text = try? String(contentsOf: Catalog.app.appendingPathComponent(name), encoding: .utf8) else { return nil }
            return (name, text.split(separator: "\n").filter { !$0.contains("//") }.joined(separator: "\n"))
        }
    }

    @Test func everyWordOfTheViewsIsInTheCatalogInRussianAndEnglish() throws {
        var keys: Set<String> = []
        for source in sources where !source.name.hasPrefix("Platform/") {
            for match in source.text.matches(of: /"([^"\\\n]*[А-Яа-яЁё][^"\\\n]*)"/) { keys.insert(String(match.1)) }
        }
        keys.remove("над запросом кода или лица")
        #expect(keys.count > 100, "the views were read: \(keys.count)")
        for key in keys.sorted() {
            let entry = try #require(Catalog.words[key], "«\(key)» is not in Localizable.xcstrings")
            #expect(entry["ru"]?.isEmpty == false, "«\(key)» has no Russian")
            let english = try #require(entry["en"], "«\(key)» has no English")
            #expect(english.wholeMatch(of: /[^А-Яа-яЁё]+/) != nil, "«\(key)» in English is «\(english)»")
        }
        // Those of the platform's files belong to it, and the school's pushes name theirs themselves.
        let platform = sources.filter { $0.name.hasPrefix("Platform/") }.map(\.text).joined()
        let unused = Catalog.words.keys.filter { !keys.contains($0) && !platform.contains($0) && !$0.hasPrefix("push.neutral.") }
        #expect(unused.isEmpty, "nobody says \(unused)")
    }

    @Test func inEnglishTheAppSpeaksEnglish() async throws {
        let core = PaperCore()
        core.show(.signIn, .signIn(state: .signedOut(text: "You are not signed in")))
        let shown = Shown(core, language: "en")
        try await shown.sees("What a parent sees")
        for tab in ["Help", "Settings", "Alerts", "Home"] { try await shown.press(tab) }
        let russian = shown.tree.words.filter { $0.contains(/[А-Яа-яЁё]/) }
        #expect(russian.isEmpty)
        #expect(shown.host.missingWords.isEmpty)
    }

    /// A colour of the asset catalog, in red, green and blue from 0 to 1.
    struct Paint { let red, green, blue: Double }

    func paint(_ name: String, dark: Bool) throws -> Paint {
        struct File: Decodable {
            struct Entry: Decodable {
                struct Colour: Decodable { let components: [String: String] }
                let color: Colour
                let appearances: [[String: String]]?
            }
            let colors: [Entry]
        }
        let data = try Data(contentsOf: Catalog.app.appendingPathComponent("Assets.xcassets/\(name).colorset/Contents.json"))
        let colours = try JSONDecoder().decode(File.self, from: data).colors
        let entry = try #require(colours.first { ($0.appearances != nil) == dark })
        func part(_ name: String) throws -> Double {
            let text = try #require(entry.color.components[name])
            let number = try #require(Int(text.dropFirst(2), radix: 16))
            return Double(number) / 255
        }
        return Paint(red: try part("red"), green: try part("green"), blue: try part("blue"))
    }

    func contrast(_ one: Paint, _ other: Paint) -> Double {
        func light(_ paint: Paint) -> Double {
            func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear(paint.red) + 0.7152 * linear(paint.green) + 0.0722 * linear(paint.blue)
        }
        let (low, high) = (min(light(one), light(other)), max(light(one), light(other)))
        return (high + 0.05) / (low + 0.05)
    }

    @Test(arguments: [false, true]) func wordsAreReadableOnTheirGrounds(dark: Bool) throws {
        let white = Paint(red: 1, green: 1, blue: 1)
        // A list's rows in dark: secondarySystemGroupedBackground.
        let row = dark ? Paint(red: 28 / 255, green: 28 / 255, blue: 30 / 255) : white
        for tone in Tone.allCases {
            let ratio = contrast(try paint(tone.ground.name, dark: dark), try paint(tone.text.name, dark: dark))
            #expect(ratio >= 4.5, "\(tone): \(ratio)")
        }
        #expect(contrast(try paint("Quiet", dark: dark), row) >= 4.5)
        #expect(contrast(try paint("AccentColor", dark: dark), row) >= 4.5)
        #expect(contrast(try paint("OnAccent", dark: dark), try paint("AccentColor", dark: dark)) >= 4.5)
        #expect(contrast(try paint("Edge", dark: dark), row) >= 3)
    }

    @Test func everyColourThatIsNamedExists() throws {
        var names: Set<String> = []
        for source in sources {
            for match in source.text.matches(of: /Color\("([A-Za-z]+)"\)/) { names.insert(String(match.1)) }
        }
        #expect(names.count >= 12)
        for name in names { _ = try paint(name, dark: false) }
    }
}
