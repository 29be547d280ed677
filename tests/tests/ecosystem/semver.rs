//! `semver`

use persist_core::ErrorKind::{Damaged, Invalid};
use semver::{Version, VersionReq};

use super::check::{comes_back, has_schema, refused};

#[test]
fn versions_and_requirements_come_back() {
    for text in
        ["0.0.0", "1.2.3", "1.0.0-alpha.1+build.5", "18446744073709551615.0.1-0a", "1.0.0+007"]
    {
        comes_back(&text.parse::<Version>().unwrap());
    }
    for text in ["*", "1", "^1.2.3", "~0.3", "=1.0.0-rc.1", ">=1.2, <2", "1.*", "<=3.0", ">0"] {
        comes_back(&text.parse::<VersionReq>().unwrap());
    }
}

#[test]
fn their_parts_are_fields() {
    has_schema::<Version>(
        "struct semver::Version {\n    major: u64,\n    minor: u64,\n    patch: u64,\n    pre: str,\n    \
         build: str,\n}\n",
    );
    has_schema::<VersionReq>(
        "struct semver::VersionReq {\n    comparators: [semver::Comparator],\n}\n\nstruct \
         semver::Comparator {\n    op: semver::Op,\n    major: u64,\n    minor: Option<u64>,\n    patch: Option<u64>,\n    \
         pre: str,\n}\n\nenum semver::Op {\n    Exact,\n    Greater,\n    GreaterEq,\n    Less,\n    LessEq,\n    Tilde,\n    \
         Caret,\n    Wildcard,\n}\n",
    );
}

#[test]
fn what_is_no_part_of_a_version_is_refused() {
    let version = |pre: &str, build: &str| (1u64, 0u64, 0u64, pre.to_owned(), build.to_owned());
    refused::<Version>(&version("a_b", ""), Invalid, "`a_b` is no part of a version: ");
    refused::<Version>(&version("01", ""), Invalid, "`01` is no part of a version: ");
    refused::<Version>(&version("", "a..b"), Invalid, "`a..b` is no part of a version: ");
    let comparator = |op: u8, pre: &str| vec![(op, 1u64, None::<u64>, None::<u64>, pre.to_owned())];
    refused::<VersionReq>(&comparator(0, "é"), Invalid, "`é` is no part of a version: ");
    refused::<VersionReq>(&comparator(8, ""), Damaged, "8");
}
