//! Epochs: the part of a version within which old files are read without a user's code.

use std::fmt;
use std::str::FromStr;

use semver::Version;

/// The leftmost numbers of a version up to the first that is not zero: `1`, `0.3`, `0.0.7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch {
    major: u64,
    minor: Option<u64>,
    patch: Option<u64>,
}

impl Epoch {
    /// The epoch of a version; a pre-release belongs to the epoch of its release.
    pub fn of(version: &Version) -> Self {
        let Version { major, minor, patch, .. } = *version;
        match (major, minor) {
            (0, 0) => Epoch { major, minor: Some(minor), patch: Some(patch) },
            (0, _) => Epoch { major, minor: Some(minor), patch: None },
            _ => Epoch { major, minor: None, patch: None },
        }
    }

    /// The versions that belong to it, as `2.x`.
    pub fn versions(&self) -> String {
        match self.patch {
            None => format!("{self}.x"),
            Some(_) => self.to_string(),
        }
    }
}

/// A text that names no epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoEpoch(String);

impl fmt::Display for NoEpoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.escape_debug();
        write!(f, "expected an epoch, as `1`, `0.3` or `0.0.7`, found `{text}`")
    }
}

impl std::error::Error for NoEpoch {}

impl FromStr for Epoch {
    type Err = NoEpoch;

    fn from_str(text: &str) -> Result<Self, NoEpoch> {
        // Of the version that starts the epoch, whose last numbers the text leaves out.
        let versions = ["", ".0", ".0.0"].map(|rest| format!("{text}{rest}").parse());
        let epochs = versions.iter().flatten().map(Epoch::of);
        epochs
            .into_iter()
            .find(|epoch| epoch.to_string() == text)
            .ok_or_else(|| NoEpoch(text.into()))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        [self.minor, self.patch].into_iter().flatten().try_for_each(|number| write!(f, ".{number}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn an_epoch_ends_at_the_first_number_that_is_not_zero() {
        for (version, epoch, versions) in [
            ("1.2.3", "1", "1.x"),
            ("2.0.0-dev", "2", "2.x"),
            ("0.3.9", "0.3", "0.3.x"),
            ("0.0.7", "0.0.7", "0.0.7"),
            ("0.0.0", "0.0.0", "0.0.0"),
        ] {
            let version: Version = version.parse().expect("a version");
            assert_eq!(Epoch::of(&version).to_string(), epoch);
            assert_eq!(Epoch::of(&version).versions(), versions);
            assert_eq!(epoch.parse(), Ok(Epoch::of(&version)));
        }
        for text in ["", "x", "1.2", "0", "0.0", "0.3.1", "1.0.0", "2.0.0-dev", "01", "-1"] {
            let error = text.parse::<Epoch>().expect_err(text);
            assert!(error.to_string().ends_with(&format!("found `{text}`")));
        }
    }
}
