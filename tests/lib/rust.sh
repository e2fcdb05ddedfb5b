# shellcheck shell=bash
# The Rust side: form, lints, tests, docs.

part_fmt() {
    cargo fmt --all --check
}

part_clippy() {
    cargo clippy --workspace --all-targets --locked -- -D warnings
}

part_rust() {
    # The console's page is tested in a real browser, the terminal face in a real terminal.
    need chromium:chromium chromium-driver:chromedriver tmux:tmux libfontconfig1 fonts-dejavu-core
    cargo test --workspace --locked --no-fail-fast
}

part_docs() {
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
}
