// swift-tools-version: 6.0
import PackageDescription

// The core's Swift bindings, run on Linux by `tests/run swift`.
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
