# shellcheck shell=bash
# The desktop's secret store against a real Secret Service: gnome-keyring on a session bus of its own, unlocked with
# an empty password, its files in a folder that is thrown away. Runs every ignored test whose name contains
# `secret_service`; none found is a failure, not a pass.

part_keyring() {
    need dbus:dbus-run-session gnome-keyring:gnome-keyring-daemon
    cargo test --workspace --locked --no-run
    local home
    home=$(mktemp -d "$cache/keyring.XXXXXX")
    # shellcheck disable=SC2064 # the folder is known now
    trap "rm -rf '$home'" EXIT
    mkdir -m 700 "$home/run" "$home/data" "$home/conf"
    XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/conf \
        dbus-run-session -- bash -euo pipefail -c '
            printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
            cargo test --workspace --locked --no-fail-fast -- --ignored secret_service
        ' 2>&1 | tee "$home/log"
    if ! grep -qE '^test .*secret_service.* \.\.\. ' "$home/log"; then
        echo "no test named secret_service was run"
        return 1
    fi
}
