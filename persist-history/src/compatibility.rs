//! What becomes of files on both sides of a change.

use crate::rules::{Rule, Verdict};

/// Which files changes leave readable, in words.
#[derive(Clone, Copy, Debug)]
pub struct Compatibility {
    is_backward: bool,
    forward: Verdict,
}

impl Compatibility {
    /// Nothing has changed.
    pub const fn whole() -> Self {
        Compatibility { is_backward: true, forward: Verdict::Read }
    }

    /// What is left of it after one more change.
    pub const fn and(self, rule: Rule) -> Self {
        let forward = match (self.forward, rule.forward()) {
            (Verdict::Refused, _) | (_, Verdict::Refused) => Verdict::Refused,
            (Verdict::Checked, _) | (_, Verdict::Checked) => Verdict::Checked,
            (Verdict::Declared, _) | (_, Verdict::Declared) => Verdict::Declared,
            (Verdict::Read | Verdict::Unseen, Verdict::Read | Verdict::Unseen) => Verdict::Read,
        };
        let is_backward = self.is_backward && !matches!(rule.backward(), Verdict::Refused);
        Compatibility { is_backward, forward }
    }

    /// As a message says it.
    pub const fn words(self) -> &'static str {
        match (self.is_backward, self.forward) {
            (true, Verdict::Read | Verdict::Unseen) => "backward and forward compatible",
            (true, Verdict::Checked) => "backward compatible, forward where values fit",
            (true, Verdict::Declared) => {
                "backward compatible, forward where the older type says how"
            }
            (true, Verdict::Refused) => "backward compatible",
            (false, Verdict::Refused) => "breaking",
            (false, _) => "forward compatible",
        }
    }
}
