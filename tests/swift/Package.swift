// swift-tools-version: 6.0
import PackageDescription

// The core's Swift bindings and the app's views, run on Linux by `tests/run swift`.
let package = Package(
    name: "BindingsTests",
    platforms: [.iOS(.v17), .macOS(.v14)],
    dependencies: [.package(path: "../../ios/SchoolCardKit")],
    targets: [
        .testTarget(
            name: "BindingsTests",
            dependencies: [.product(name: "SchoolCardKit", package: "SchoolCardKit")])
    ]
)

// The views need SwiftUI; here they have a stand-in of that name, which a Mac must never see.
#if os(Linux)
    package.targets += [
        .target(name: "SwiftUI", path: "StandIns/SwiftUI", swiftSettings: [.swiftLanguageMode(.v5)]),
        .target(name: "Charts", dependencies: ["SwiftUI"], path: "StandIns/Charts", swiftSettings: [.swiftLanguageMode(.v5)]),
        // The app's own files, through a link, in Swift 6 as on the phone.
        .target(
            name: "SchoolCardViews",
            dependencies: ["SwiftUI", "Charts", .product(name: "SchoolCardKit", package: "SchoolCardKit")],
            path: "App", exclude: ["Assets.xcassets", "Localizable.xcstrings", "Platform"]),
        .testTarget(
            name: "ViewTests",
            dependencies: ["SchoolCardViews", .product(name: "SchoolCardKit", package: "SchoolCardKit")]),
    ]
#endif
