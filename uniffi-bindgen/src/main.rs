//! `cargo run -p uniffi-bindgen -- generate ...`: see README.md.
fn main() {
    uniffi::uniffi_bindgen_main();
}
