//! Whether an expansion is as new as the history that it was made from.

use persist_history::tail_hash;

use super::message::Message;

/// Ends the build where the history's file is not the one that the derive saw: tools keep expansions.
#[track_caller]
pub const fn fresh(bytes: &[u8], len: usize, hash: u64, file: &str, package: &str) {
    if bytes.len() != len || tail_hash(bytes) != hash {
        let message = stale(file, package);
        #[expect(clippy::panic, reason = "it ends a build, never a program")]
        {
            panic!("{}", message.as_str());
        }
    }
}

pub(super) const fn stale(file: &str, package: &str) -> Message {
    let mut m = Message::new();
    m.texts(&["the derive's expansion is older than `", file, "`\n  help: build anew: "]);
    m.texts(&["`cargo clean -p ", package, "`"]);
    m
}
