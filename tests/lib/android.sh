# shellcheck shell=bash
# The Android app as far as it runs without a device: the whole UI on the desktop JVM, the platform part under Robolectric.

part_android() {
    need default-jdk-headless:javac maven:mvn libgl1 libfontconfig1 fonts-roboto-unhinted
    build_with_probe
    scripts/generate-bindings kotlin android/preview/target/generated "$probe_dir/libschoolcard_core.so"
    local pictures=$clone/docs/screens/android
    rm -rf "$pictures"
    maven_android preview -Dscreenshots.dir="$pictures"
    local found
    found=$(find "$pictures" -name '*.png' | wc -l)
    if [ "$found" -ge 30 ]; then
        echo "PASS $found sheets of screens in docs/screens/android"
    else
        echo "FAIL only $found sheets of screens in docs/screens/android"
        return 1
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
        mvn --batch-mode --no-transfer-progress -Dstyle.color=never test \
            -Dcore.library.dir="$probe_dir" -Dsandbox.binary="$probe_dir/schoolcard-sandbox" "$@"
        echo
    )
}
