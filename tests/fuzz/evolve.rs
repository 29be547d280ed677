//! Two schemas and a body: the file of one, read as the other.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| persist_tests::support::fuzz::evolve(bytes));
