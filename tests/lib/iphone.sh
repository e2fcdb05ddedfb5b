# shellcheck shell=bash
# The iPhone app as far as Xcode alone reads it. Its code is compiled and run by part_swift.

part_iphone-project() {
    need python3 python3-yaml
    scripts/check-ios-project
    ios/draw-icon --check
}
