//! Bytes as a whole file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| persist_tests::support::fuzz::load(bytes));
