//! What is found about a pair of types.

use persist_history::{Bump, Rule};

/// What is found about a recorded type and today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The rules that lead from one to the other, a bit for each by its number.
    rules: u64,
    pub(super) refusal: Option<Refusal>,
    /// It hangs on a definition that constants do not see.
    pub(super) unknown: bool,
}

/// Why nothing leads from one type to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is no rule, or one of the catalogue that refuses.
    Rule(Rule),
    /// More than one way leads there, to different values.
    Ambiguous,
    /// None of the field's former types, nor today's, is led to.
    NoForm,
    /// It may be an older form of more than one of them.
    ManyForms,
}

// The rules have a bit each.
const _: () = assert!(Rule::numbered(64).is_none());

impl Finding {
    pub(super) const SAME: Finding = Finding { rules: 0, refusal: None, unknown: false };
    pub(super) const UNKNOWN: Finding = Finding { rules: 0, refusal: None, unknown: true };

    pub(super) const fn rule(rule: Rule) -> Self {
        Finding { rules: 1 << rule.number(), ..Finding::SAME }
    }

    pub(super) const fn refused(refusal: Refusal) -> Self {
        Finding { refusal: Some(refusal), ..Finding::SAME }
    }

    pub(super) const NO_RULE: Finding = Finding::refused(Refusal::Rule(Rule::ChangeType));

    /// What is found about a whole of two parts.
    pub(super) const fn and(self, other: Finding) -> Self {
        Finding {
            rules: self.rules | other.rules,
            refusal: match self.refusal {
                Some(refusal) => Some(refusal),
                None => other.refusal,
            },
            unknown: self.unknown || other.unknown,
        }
    }

    pub(super) const fn has(self, rule: Rule) -> bool {
        self.rules >> rule.number() & 1 == 1
    }

    /// The least bump that the change needs, as far as it is known.
    pub(super) const fn bump(self) -> Bump {
        let mut bump = match self {
            Finding { refusal: Some(_), .. } => return Bump::Major,
            Finding { unknown: true, .. } => Bump::Minor,
            _ => Bump::None,
        };
        let mut number = 0;
        while let Some(rule) = Rule::numbered(number) {
            if self.has(rule) && !bump.covers(rule.bump()) {
                bump = rule.bump();
            }
            number += 1;
        }
        bump
    }
}
