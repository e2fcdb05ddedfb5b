# shellcheck shell=bash
# The Android app as far as it runs without a device: the whole UI on the desktop JVM, the platform part under Robolectric.

part_android() {
    need default-jdk-headless:javac maven:mvn libgl1 libfontconfig1 fonts-roboto-unhinted
    build_with_probe
    scripts/generate-bindings kotlin android/preview/target/generated "$probe_dir/libschoolcard_core.so"
    # A few of them differ from run to run by the order of things of the same minute, so docs/screens is changed on request only.
    local pictures=$cache/screens/android
    rm -rf "$pictures"
    maven_android preview -Dscreenshots.dir="$pictures"
    local found
    found=$(find "$pictures" -name '*.png' | wc -l)
    if [ "$found" -ge 30 ]; then
        echo "PASS $found sheets of screens in ${pictures#"$clone/"}"
    else
        echo "FAIL only $found sheets of screens in ${pictures#"$clone/"}"
        return 1
    fi
    if [ -n "${accept:-}" ]; then
        rm -rf docs/screens/android
        mkdir -p docs/screens
        cp -r "$pictures" docs/screens/android
        echo "accepted: docs/screens/android, for review in the commit"
    fi
}

# The platform part on what part_android's library and bindings are; may be run alone.
part_android-platform() {
    need default-jdk-headless:javac maven:mvn
    build_with_probe
    scripts/generate-bindings kotlin android/preview/target/generated "$probe_dir/libschoolcard_core.so"
    maven_android platform-check
}

# maven_android MODULE [ARGUMENT]...: the tests of android/MODULE.
maven_android() {
    local module=$1
    shift
    (
        cd "android/$module" || exit 1
        export MAVEN_OPTS=-Xmx900m
        # Compiled anew: the incremental compiler left callers of a changed function as they were.
        rm -rf target/classes target/test-classes
        mvn --batch-mode --no-transfer-progress -Dstyle.color=never test \
            -Dcore.library.dir="$probe_dir" -Dsandbox.binary="$probe_dir/schoolcard-sandbox" "$@"
        echo
    )
}
