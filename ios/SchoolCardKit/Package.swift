// swift-tools-version: 6.0
import PackageDescription

// `generated/` is made by scripts/generate-bindings (Linux, tests) or scripts/build-ios-xcframework (a Mac); it is not
// committed. On Linux the C side is the header alone and the library comes from the linker's path; on a Mac it is the
// XCFramework.
#if os(Linux)
    let core = Target.systemLibrary(name: "SchoolCardCoreFFI", path: "generated/ffi")
#else
    let core = Target.binaryTarget(name: "SchoolCardCoreFFI", path: "generated/SchoolCardCoreFFI.xcframework")
#endif

let package = Package(
    name: "SchoolCardKit",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "SchoolCardKit", targets: ["SchoolCardKit"]),
        // For the notification extension: two functions of the core, no app.
        .library(name: "SchoolCardPush", targets: ["SchoolCardPush"]),
        // For widgets: no core in it.
        .library(name: "SchoolCardSnapshot", targets: ["SchoolCardSnapshot"]),
    ],
    targets: [
        core,
        // UniFFI's output is written for Swift 5; the code of ours around it is Swift 6.
        .target(
            name: "SchoolCardCore", dependencies: ["SchoolCardCoreFFI"], path: "generated/swift",
            swiftSettings: [.swiftLanguageMode(.v5)]),
        .target(name: "SchoolCardSnapshot"),
        .target(name: "SchoolCardPush", dependencies: ["SchoolCardCore", "SchoolCardSnapshot"]),
        .target(name: "SchoolCardKit", dependencies: ["SchoolCardCore", "SchoolCardPush", "SchoolCardSnapshot"]),
    ]
)
