# shellcheck shell=bash
# The bindings, generated from the library just built, and proved by running.

part_signatures() {
    build_workspace
    local generated=$cache/bindings library=$target_dir/debug/libschoolcard_core.so
    scripts/generate-bindings kotlin "$generated/kotlin" "$library"
    scripts/generate-bindings swift "$generated/swift" "$library"
    check_signatures kotlin "$generated/kotlin/ru/schoolcard/core/schoolcard_core.kt"
    check_signatures swift "$generated/swift/swift/SchoolCardCore.swift"
}

# check_signatures LANGUAGE GENERATED_FILE: against tests/LANGUAGE/signatures.txt, or into it with --accept.
check_signatures() {
    local reviewed=tests/$1/signatures.txt now=$cache/bindings/$1-signatures.txt
    "$target_dir/debug/signatures" "$1" "$2" >"$now"
    if [ -n "${accept:-}" ]; then
        cp "$now" "$reviewed"
        echo "accepted: $reviewed, for review in the commit"
    elif diff -u "$reviewed" "$now"; then
        echo "PASS public signatures of the $1 bindings"
    else
        echo "FAIL public signatures of the $1 bindings changed: review them, then tests/run signatures --accept"
        return 1
    fi
}

part_kotlin() {
    need default-jdk-headless:javac maven:mvn
    build_with_probe
    scripts/generate-bindings kotlin tests/kotlin/target/generated "$probe_dir/libschoolcard_core.so"
    (
        cd tests/kotlin || exit 1
        mvn --batch-mode --no-transfer-progress -Dstyle.color=never test \
            -Dcore.library.dir="$probe_dir" -Dsandbox.binary="$probe_dir/schoolcard-sandbox"
        echo
    )
}

part_swift() {
    prepare_swift
    swift_here "$probe_dir" test --disable-xctest --no-parallel
}

# What Swift code is built on: the library and the bindings of it.
prepare_swift() {
    build_with_probe
    scripts/generate-bindings swift ios/SchoolCardKit/generated "$probe_dir/libschoolcard_core.so"
    # Swift 6.0 keeps objects that know the old layout of a type of another module: after a change of the surface
    # everything is compiled anew.
    local build=tests/swift/.build surface
    surface=$(cat ios/SchoolCardKit/generated/swift/*.swift ios/SchoolCardKit/generated/ffi/* | sha256sum)
    [ "$(cat "$build/surface" 2>/dev/null)" = "$surface" ] || rm -rf "$build"
    mkdir -p "$build"
    echo "$surface" >"$build/surface"
}

# swift_here LIBRARY_DIR ARGUMENT...: `swift` in tests/swift, with the core's library of that folder.
swift_here() {
    local library=$1
    shift
    (
        cd tests/swift || exit 1
        # The library is built against this machine's libc, the tests against the root's newer one: hence the
        # linker's leniency.
        LD_LIBRARY_PATH=$library SCHOOLCARD_SANDBOX=$probe_dir/schoolcard-sandbox \
            timeout -k 10 1800 ../../scripts/swift "$@" \
            -Xlinker --allow-shlib-undefined -Xlinker "-L$library" -Xlinker -lschoolcard_core
    )
}

part_phones() {
    need binutils:readelf gcc:cc
    scripts/check-elf-16k --self-test
    scripts/check-phones
}
