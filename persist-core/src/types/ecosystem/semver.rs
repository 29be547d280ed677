//! `semver`: versions, and what is required of them.

use semver::{BuildMetadata, Comparator, Op, Prerelease, Version, VersionReq};

use super::record::{record, unit_enum};

record!(
    Version as "semver::Version",
    { 0 => major: u64, 1 => minor: u64, 2 => patch: u64, 3 => pre: String, 4 => build: String },
    |value| (
        value.major,
        value.minor,
        value.patch,
        value.pre.as_str().to_owned(),
        value.build.as_str().to_owned(),
    ),
    |major, minor, patch, pre, build| {
        let build = BuildMetadata::new(&build).map_err(|error| no_version(&build, &error))?;
        Ok(Version { major, minor, patch, pre: prerelease(&pre)?, build })
    },
);

record!(
    VersionReq as "semver::VersionReq",
    { 0 => comparators: Vec<Comparator> },
    |value| (value.comparators.clone(),),
    |comparators| Ok(VersionReq { comparators }),
);

record!(
    Comparator as "semver::Comparator",
    { 0 => op: Op, 1 => major: u64, 2 => minor: Option<u64>, 3 => patch: Option<u64>, 4 => pre: String },
    |value| (value.op, value.major, value.minor, value.patch, value.pre.as_str().to_owned()),
    |op, major, minor, patch, pre| {
        Ok(Comparator { op, major, minor, patch, pre: prerelease(&pre)? })
    },
);

unit_enum!(Op as "semver::Op", {
    0 => Exact, 1 => Greater, 2 => GreaterEq, 3 => Less, 4 => LessEq, 5 => Tilde, 6 => Caret, 7 => Wildcard,
});

fn prerelease(text: &str) -> Result<Prerelease, String> {
    Prerelease::new(text).map_err(|error| no_version(text, &error))
}

fn no_version(text: &str, error: &semver::Error) -> String {
    format!("`{}` is no part of a version: {error}", text.escape_debug())
}
