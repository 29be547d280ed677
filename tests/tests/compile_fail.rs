//! What the derive says of each mistake: `ui/<kind of mistake>/<mistake>.rs`.
//!
//! `TRYBUILD=overwrite` records what it says now.

#[test]
fn each_mistake_has_its_message() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
