//! The fuzzer's way in: see `scripts/fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| schoolcard_fuzz::push(data));
