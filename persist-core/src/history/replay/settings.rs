//! How to replay, and what comes of it.

use std::fmt;

use semver::Version;

use crate::error::{Error, ErrorKind, Result};
use crate::value::Value;

/// The variable of the environment that holds another seed, in hexadecimal.
pub(super) const SEED: &str = "PERSIST_REPLAY_SEED";

/// The variable of the environment that says how many random values are tried of each version.
pub(super) const CASES: &str = "PERSIST_REPLAY_CASES";

/// Changes a generated value into one that an old program could have saved, or leaves it out: what
/// `#[persist(replay = path)]` names.
pub type ReplayFilter = fn(&Version, Value) -> Option<Value>;

/// Proves that files of recorded versions load as today's type, by values that are generated out of their schemas.
///
/// Edges come first: the extremes of all fields, each variant, deep values, long arrays; then random values. Each is
/// written as the recorded version would have written it, and loaded as a file is. It fails where
///
/// - a value is refused, or a function of the type panics, as on an overflow in builds that check for it;
/// - a value loads differently each time, or does not come back when it is saved again;
/// - it does not become what the rules make of it, where no function of the type's own has a say;
/// - an upgrade or a conversion loses what it reads: no change of a field, or of an enum's variant, ever shows.
///
/// What today's type refuses of its own version is left out: no program of that version could have saved it.
///
/// The error says which value of which version it was, and how to run it again.
///
/// # Example
///
/// ```
/// use persist_core::{Persist, Recorded, Replay, Schema, Upgrade};
///
/// mod v1 {
///     #[derive(persist_core::Persist)]
///     #[persist(version = "1.0.0")]
///     pub struct Area { pub width: u32, pub height: u32 }
/// }
///
/// #[derive(Persist)]
/// #[persist(view_of = "Area", epoch = "1")]
/// struct Area1 { width: u32, height: u32 }
///
/// #[derive(Persist)]
/// #[persist(version = "2.0.0", upgrade("1" => Area1))]
/// struct Area { pixels: u32 }
///
/// impl Upgrade<Area1> for Area {
///     fn upgrade(old: Area1) -> persist_core::Result<Self> {
///         let pixels = old.width.checked_mul(old.height);
///         Ok(Area { pixels: pixels.ok_or_else(|| persist_core::Error::invalid("too many pixels"))? })
///     }
/// }
///
/// let first = Recorded::new("1.0.0".parse()?, Schema::of::<v1::Area>()?);
/// let error = Replay::new().run::<Area>(&[first], None).unwrap_err();
/// assert!(error.to_string().contains("too many pixels"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    pub(super) seed: u64,
    pub(super) cases: usize,
}

impl Replay {
    /// The defaults: always the same seed, 64 random values of each version.
    pub fn new() -> Self {
        Replay { seed: 0, cases: 64 }
    }

    /// The defaults, but for what the environment says: `PERSIST_REPLAY_SEED` in hexadecimal, and
    /// `PERSIST_REPLAY_CASES`.
    ///
    /// # Errors
    ///
    /// A variable that is no number.
    pub fn from_env() -> Result<Self> {
        Replay::from_vars(|name| std::env::var(name).ok())
    }

    pub(super) fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut replay = Replay::new();
        if let Some(text) = var(SEED) {
            let digits = text.trim().trim_start_matches("0x");
            replay.seed =
                u64::from_str_radix(digits, 16).map_err(|error| unset(SEED, &text, error))?;
        }
        if let Some(text) = var(CASES) {
            replay.cases = text.trim().parse().map_err(|error| unset(CASES, &text, error))?;
        }
        Ok(replay)
    }

    /// Where random values come from. Default: always the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many random values are tried of each version, beside the edges. Default: 64.
    pub fn cases(mut self, cases: usize) -> Self {
        self.cases = cases;
        self
    }
}

impl Default for Replay {
    fn default() -> Self {
        Replay::new()
    }
}

fn unset(name: &str, text: &str, error: std::num::ParseIntError) -> Error {
    Error::new(ErrorKind::Caller, format!("`{name}` is {text:?}, which is no number: {error}"))
}

/// What was replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub(super) versions: usize,
    pub(super) values: usize,
    pub(super) left_out: usize,
    pub(super) unsupported: usize,
}

impl Replayed {
    /// Versions that have been replayed.
    pub fn versions(&self) -> usize {
        self.versions
    }

    /// Values that loaded.
    pub fn values(&self) -> usize {
        self.values
    }

    /// Values that the filter left out, and those that hold one of another crate's type, which cannot be generated: the
    /// filter can put one into its place, by `ForeignValue::of`.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Versions that `upgrade("…" => unsupported)` declares refused.
    pub fn unsupported(&self) -> usize {
        self.unsupported
    }
}

impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: usize, what: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {what}{plural}")
        };
        write!(f, "{} of {}", count(self.values, "value"), count(self.versions, "version"))?;
        if self.left_out > 0 {
            write!(f, ", {} left out", count(self.left_out, "value"))?;
        }
        match self.unsupported {
            0 => Ok(()),
            versions => write!(f, ", {} declared unsupported", count(versions, "version")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    #[test]
    fn the_environment_sets_seed_and_cases() {
        let of = |seed: &'static str, cases: &'static str| {
            Replay::from_vars(move |name| match name {
                SEED => Some(seed.to_owned()),
                CASES => Some(cases.to_owned()),
                _ => None,
            })
        };
        assert_eq!(of("0xff", "7").unwrap(), Replay::new().seed(255).cases(7));
        assert_eq!(of("deadBEEF", "0").unwrap(), Replay::new().seed(0xdead_beef).cases(0));
        assert_eq!(Replay::from_vars(|_| None).unwrap(), Replay::new());
        let error = of("xyz", "7").unwrap_err();
        assert!(
            error.to_string().starts_with("`PERSIST_REPLAY_SEED` is \"xyz\", which is no number")
        );
        assert!(of("1", "-1").unwrap_err().to_string().contains("`PERSIST_REPLAY_CASES`"));
    }
}
