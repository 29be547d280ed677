//! What is damage, whoever reads it.

use persist_core::{ErrorKind, Result};

/// Each of these ways to read a file gives an error of damage, which says `words`.
///
/// # Panics
///
/// One of them does not.
#[track_caller]
#[allow(clippy::expect_used, reason = "a test that fails panics")]
pub fn all_say(words: &str, ways: impl IntoIterator<Item = (&'static str, Result<()>)>) {
    for (what, result) in ways {
        let error = result.expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Damaged, "{what}: {error}");
        assert!(error.to_string().contains(words), "{what}: {error}");
    }
}
