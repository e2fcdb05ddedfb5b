// swift-tools-version: 6.0
import PackageDescription

let kit = Target.Dependency.product(name: "SchoolCardKit", package: "SchoolCardKit")

// The core's Swift bindings and the app, run on Linux by `tests/run swift`.
let package = Package(
    name: "BindingsTests",
    platforms: [.iOS(.v17), .macOS(.v14)],
    dependencies: [.package(path: "../../ios/SchoolCardKit")],
    targets: [
        .testTarget(name: "BindingsTests", dependencies: [kit])
    ]
)

// The app needs Apple's kits; here they have stand-ins of those names, which a Mac must never see. The files of ours are
// the app's own, through links, in Swift 6 as on the phone.
#if os(Linux)
    func standIn(_ name: String, _ dependencies: Target.Dependency..., swift: SwiftLanguageMode = .v6) -> Target {
        .target(name: name, dependencies: dependencies, path: "StandIns/\(name)", swiftSettings: [.swiftLanguageMode(swift)])
    }

    let ofThePhone: [Target.Dependency] = [
        "AuthenticationServices", "BackgroundTasks", "LocalAuthentication", "UIKit", "UserNotifications", "WidgetKit",
    ]
    package.targets += [
        standIn("UIKit"), standIn("UserNotifications"), standIn("BackgroundTasks"), standIn("LocalAuthentication"),
        standIn("AuthenticationServices", "UIKit"),
        standIn("SwiftUI", "UIKit", swift: .v5), standIn("Charts", "SwiftUI", swift: .v5), standIn("WidgetKit", "SwiftUI", swift: .v5),
        // Everything but the line that starts it.
        .target(
            name: "SchoolCardViews", dependencies: [kit, "SwiftUI", "Charts"] + ofThePhone,
            path: "App", exclude: ["Assets.xcassets", "Localizable.xcstrings", "Platform/Main.swift"]),
        .target(
            name: "Widgets",
            dependencies: ["SwiftUI", "WidgetKit", .product(name: "SchoolCardSnapshot", package: "SchoolCardKit")]),
        // The extension as a process of its own: its own files, through links, in one module with what starts them.
        .executableTarget(
            name: "push-extension", dependencies: [kit, "UserNotifications"], path: "Sources/PushExtension"),
        .testTarget(name: "ViewTests", dependencies: ["SchoolCardViews", kit]),
        .testTarget(
            name: "PhoneTests",
            dependencies: [kit, "SchoolCardViews", "Widgets", "SwiftUI", "push-extension"] + ofThePhone),
    ]
#endif
