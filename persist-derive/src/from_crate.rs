//! `from_crate = "smartcore 0.7"`: which version of a crate a program is built with.
//!
//! A person writes a name, and perhaps a requirement; `Cargo.lock` has the version. A library that is built as a
//! dependency has no such file beside it: then what the person wrote has to do.

use std::path::Path;
use std::{env, fs};

use persist_history::locked_versions;
use semver::{Version, VersionReq};

/// The name in the attribute's text, and the requirement behind it.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parsed(text: &str) -> Result<(&str, Option<VersionReq>), String> {
    let (name, requirement) = match text.split_once(' ') {
        Some((name, requirement)) => (name, Some(requirement.trim())),
        None => (text, None),
    };
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if name.is_empty() || !name.chars().all(is_of_name) {
        return Err(format!(
            "`{name}` is no crate's name; expected one, and perhaps a version behind it, as in \
             `from_crate = \"smartcore 0.7\"`"
        ));
    }
    let requirement = requirement.map(|text| {
        VersionReq::parse(text).map_err(|error| {
            format!("`{text}` is no version of a crate: {error}; expected one as in Cargo.toml")
        })
    });
    Ok((name, requirement.transpose()?))
}

/// The crate's name, and the version that the program is built with, as far as it can be told; else what was asked for.
pub(crate) fn resolved(text: &str) -> (String, String) {
    // `check` has refused what cannot be read.
    let Ok((name, requirement)) = parsed(text) else { return (text.to_owned(), String::new()) };
    let asked = text.split_once(' ').map(|(_, asked)| asked.trim()).unwrap_or_default();
    let lock = lock_file().unwrap_or_default();
    let locked: Vec<Version> =
        locked_versions(&lock, name).filter_map(|version| version.parse().ok()).collect();
    let fits = |version: &&Version| requirement.as_ref().is_none_or(|asked| asked.matches(version));
    let mut found = locked.iter().filter(fits);
    let version = match (found.next(), found.next()) {
        (Some(only), None) => only.to_string(),
        _ => asked.to_owned(),
    };
    (name.to_owned(), version)
}

/// The lock file of the package that is compiled: its own, or its workspace's.
fn lock_file() -> Option<String> {
    let package = env::var_os("CARGO_MANIFEST_DIR")?;
    let mut folders = Path::new(&package).ancestors();
    folders.find_map(|folder| fs::read_to_string(folder.join("Cargo.lock")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_a_requirement() {
        assert_eq!(parsed("smartcore"), Ok(("smartcore", None)));
        let shown = |text| parsed(text).map(|(name, asked)| (name, asked.map(|a| a.to_string())));
        assert_eq!(shown("smartcore 0.7"), Ok(("smartcore", Some("^0.7".into()))));
        assert!(parsed("").is_err());
        assert!(parsed("smartcore zero").is_err());
        assert!(parsed("a/b").is_err());
    }
}
