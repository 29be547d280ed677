//! Versions and bumps: how far one version is from another, and which is the next.

use semver::Version;

use crate::{Bump, Epoch};

impl Bump {
    /// How far a version is beyond an older one: what kinds of changes it may bring.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_history::{Bump, Version};
    ///
    /// let between = |from: &str, to: &str| -> Result<_, semver::Error> {
    ///     Ok(Bump::between(&from.parse()?, &to.parse()?))
    /// };
    /// assert_eq!(between("1.2.0", "1.3.0")?, Bump::Minor);
    /// assert_eq!(between("0.2.0", "0.2.1")?, Bump::Minor); // below 1.0.0, the numbers move up a place
    /// # Ok::<(), semver::Error>(())
    /// ```
    pub fn between(from: &Version, to: &Version) -> Bump {
        if to <= from {
            return Bump::None;
        }
        if Epoch::of(from) != Epoch::of(to) {
            return Bump::Major;
        }
        match (from.major, from.minor == to.minor) {
            (0, _) | (_, false) => Bump::Minor,
            (_, true) => Bump::Patch,
        }
    }

    /// The least version that is so far beyond `from`.
    pub fn next(self, from: &Version) -> Version {
        let Version { major, minor, patch, .. } = *from;
        match (self, major, minor) {
            (Bump::None, ..) => from.clone(),
            (_, 0, 0) | (Bump::Patch, ..) | (Bump::Minor, 0, _) => {
                Version::new(major, minor, patch.saturating_add(1))
            }
            (Bump::Minor, ..) | (Bump::Major, 0, _) => {
                Version::new(major, minor.saturating_add(1), 0)
            }
            (Bump::Major, ..) => Version::new(major.saturating_add(1), 0, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn the_next_version_grants_what_it_is_for() {
        for (from, patch, minor, major) in [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.2.3", "0.2.4", "0.2.4", "0.3.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ] {
            let from: Version = from.parse().expect("a version");
            for (bump, next) in [(Bump::Patch, patch), (Bump::Minor, minor), (Bump::Major, major)] {
                assert_eq!(bump.next(&from).to_string(), next, "{from} {bump}");
                assert!(Bump::between(&from, &bump.next(&from)) >= bump, "{from} {bump}");
            }
            assert_eq!(Bump::None.next(&from), from);
            assert_eq!(Bump::between(&from, &from), Bump::None);
            assert_eq!(Bump::between(&Bump::Major.next(&from), &from), Bump::None);
        }
    }
}
