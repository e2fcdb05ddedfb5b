# shellcheck shell=bash
# What every part of tests/run shares: places, packages, building the workspace once, counting.
# The caller has set `clone`.

cache=$clone/.cache
logs=$cache/logs
target_dir=${CARGO_TARGET_DIR:-$clone/target}
probe_dir=$cache/probe
readonly CANNOT_RUN=77
export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never

# need PACKAGE[:COMMAND]...: the Debian packages a part needs; found by the command where one is named.
# Installs what is missing when it may, otherwise names it and fails.
need() {
    local wanted missing=()
    for wanted in "$@"; do
        local package=${wanted%%:*} command=${wanted#*:}
        if [ "$command" != "$wanted" ] && command -v "$command" >/dev/null; then continue; fi
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "missing packages: ${missing[*]}"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get install -y -q --no-install-recommends "${missing[@]}" >"$logs/apt.log" 2>&1 ||
            { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$logs/apt.log" 2>&1 ||
            { tail -5 "$logs/apt.log"; echo "could not install: ${missing[*]}"; return 1; }
        echo "installed: ${missing[*]}"
    else
        echo "not root on a Debian: install them by hand, then run tests/run again"
        return 1
    fi
}

# Everything the later parts use, built the way `cargo test --workspace` builds it, so that nothing is built twice:
# the core's library, the sandbox's binary, the bindings' generator.
build_workspace() {
    cargo build --workspace --locked
    export UNIFFI_BINDGEN=$target_dir/debug/uniffi-bindgen
}

# What the two suites of the bindings run on: the library with what only they call (feature bindings-probe) in
# $probe_dir, beside the sandbox. The signatures come from the library without it.
build_with_probe() {
    cargo build --workspace --locked --lib --bin schoolcard-sandbox --bin uniffi-bindgen \
        --features schoolcard-core/bindings-probe
    mkdir -p "$probe_dir"
    # The Debian root in which Swift may run sees the clone alone, wherever the target folder is.
    # By another name and renamed: what runs or has loaded the old ones keeps them.
    local built
    for built in libschoolcard_core.so schoolcard-sandbox; do
        cp "$target_dir/debug/$built" "$probe_dir/.$built.new"
        mv "$probe_dir/.$built.new" "$probe_dir/$built"
    done
    export UNIFFI_BINDGEN=$target_dir/debug/uniffi-bindgen
}

# count LOG: "PASSED FAILED NOT_RUN" as the suites themselves reported them in LOG (cargo, Surefire, Swift Testing,
# and lines PASS/FAIL of our own scripts).
count() {
    awk '
        /^test result: / {
            for (i = 1; i < NF; i++) {
                if ($(i + 1) ~ /^passed/) passed += $i
                if ($(i + 1) ~ /^failed/) failed += $i
                if ($(i + 1) ~ /^ignored/) ignored += $i
            }
        }
        /Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+/ && !/Time elapsed/ {
            gsub(/[^0-9]+/, " ")
            split($0, n, " ")
            run = n[1]; bad = n[2] + n[3]; skipped = n[4]
        }
        /^[^ ]+ Test (run with|case) / { next }
        /^✔ Test .* passed after/ { passed++ }
        /^✘ Test .* failed after/ { failed++ }
        /^[^ ]+ Test .* skipped/ { ignored++ }
        /^PASS / { passed++ }
        /^FAIL / { failed++ }
        END { print passed + run - bad - skipped, failed + bad, ignored + skipped + 0 }
    ' "$1"
}
