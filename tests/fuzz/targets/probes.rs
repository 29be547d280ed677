//! The target of this name, in `tests/support/fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| persist_tests::support::fuzz::run(
    env!("CARGO_BIN_NAME"),
    bytes
));
