//! Whole messages, as the compiler shows them.

use std::collections::BTreeMap;

use crate::check::Recorded::{Gone, Latest, Older};
use crate::check::entry::{Field, History, Recorded};
use crate::check::{Bump, Param, const_usize, fresh, report};
use crate::persist::Persist;
use crate::schema::Ty;

const HISTORY: History<'static> = History {
    test: "persist_history_forest",
    parameters: &[],
    declared: "1.2.0",
    latest: "1.2.0",
    next: ["1.2.1", "1.3.0", "2.0.0"],
    granted: Bump::None,
};

const MINOR: History<'static> = History { granted: Bump::Minor, ..HISTORY };
const MAJOR: History<'static> = History { granted: Bump::Major, ..HISTORY };

fn field<'a>(recorded: &'a [Recorded<'a>]) -> Field<'a> {
    Field { history: &HISTORY, path: "Forest.depth", recorded, former: &[], default: false }
}

fn message<T: Persist>(field: Field<'_>) -> String {
    report::of(&field, T::TY, T::DEF).map(|m| m.as_str().to_owned()).unwrap_or_default()
}

const RECORD: &str = "then `PERSIST_HISTORY=record cargo test persist_history`";
const OR_OVERWRITE: &str =
    "; was 1.2.0 never released: `PERSIST_HISTORY=overwrite cargo test persist_history_forest`";

#[test]
fn a_change_without_a_bump_says_which_it_needs() {
    let latest = [Latest("1.2.0", "depth", "u16")];
    assert_eq!(
        message::<u32>(field(&latest)),
        format!(
            "persisted shape changed without a sufficient version bump\n  \
         `Forest.depth`: u16 -> u32 since 1.2.0 (widen_integer, backward compatible, forward where values fit), needs at least 1.3.0, \
         declared 1.2.0\n  \
         help: #[persist(version = \"1.3.0\")], {RECORD}{OR_OVERWRITE}"
        )
    );
    let history = History { declared: "1.2.1", granted: Bump::Patch, ..HISTORY };
    let patch = Field { history: &history, ..field(&latest) };
    assert_eq!(
        message::<Vec<f32>>(patch),
        format!(
            "persisted shape changed without a sufficient version bump\n  \
         `Forest.depth`: u16 -> [f32] since 1.2.0 (integer_to_float, into_list, backward compatible), needs at least \
         1.3.0, declared 1.2.1\n  \
         help: #[persist(version = \"1.3.0\")], {RECORD}"
        )
    );
    for history in [&MINOR, &MAJOR] {
        assert_eq!(message::<u32>(Field { history, ..field(&latest) }), "");
    }
    assert_eq!(message::<u16>(field(&latest)), "");
}

#[test]
fn a_change_that_takes_a_new_epoch_says_what_takes_a_smaller_one() {
    let latest = [Latest("0.3.1", "depth", "[u16]")];
    let history = History {
        declared: "0.3.2",
        latest: "0.3.1",
        next: ["0.3.2", "0.3.2", "0.4.0"],
        granted: Bump::Minor,
        ..HISTORY
    };
    let of = Field { history: &history, ..field(&latest) };
    assert_eq!(
        message::<[u16; 3]>(of),
        format!(
            "persisted shape changed without a sufficient version bump\n  \
         `Forest.depth`: [u16] -> [u16; 3] since 0.3.1 (list_to_array, backward and forward compatible), needs at least \
         0.4.0, declared 0.3.2\n  \
         help: #[persist(version = \"0.4.0\", upgrade(\"0.3\" => auto))], or `#[persist(from(Vec<u16> => |old| Ok(…)))]` on \
         the field, which needs no more than 0.3.2, {RECORD}"
        )
    );
}

#[test]
fn a_change_that_no_rule_leads_over_names_the_conversion_and_the_upgrade() {
    let latest = [Latest("1.2.0", "depth", "[str]")];
    let of = Field { path: "Shape.Circle.depth", ..field(&latest) };
    assert_eq!(
        message::<u32>(of),
        format!(
            "persisted shape changed, and no rule leads there from what files hold\n  \
         `Shape.Circle.depth`: [str] -> u32 since 1.2.0, and no rule leads from there to u32\n  \
         help: `#[persist(from(Vec<String> => |old| Ok(…)))]` on the field converts such values, with \
         #[persist(version = \"1.3.0\")]; or a new epoch with an upgrade: \
         #[persist(version = \"2.0.0\", upgrade(\"1\" => Shape1))]; {RECORD}{OR_OVERWRITE}"
        )
    );
    let narrow = [Latest("1.2.0", "depth", "u32")];
    let text = message::<u16>(Field { history: &MINOR, ..field(&narrow) });
    assert!(
        text.contains(
            "u32 -> u16 since 1.2.0, and u16 does not hold all of its values (narrow_integer)\n"
        ),
        "{text}"
    );
    assert!(text.contains("converts such values; or a new epoch"), "{text}");
    // A new epoch has a chain, which says what becomes of it.
    assert_eq!(message::<u16>(Field { history: &MAJOR, ..field(&narrow) }), "");
    let twice = [Latest("1.2.0", "depth", "Option<u16>")];
    let text = message::<Vec<Option<u16>>>(field(&twice));
    assert!(!text.is_empty(), "{text}");
}

#[test]
fn older_files_of_the_epoch_have_to_be_read() {
    let all = [Latest("1.2.0", "depth", "u32"), Older("1.0.0", "depth", "str")];
    assert_eq!(
        message::<u32>(field(&all)),
        format!(
            "persisted shape changed, and no rule leads there from what files hold\n  \
         `Forest.depth`: files of 1.0.0 hold str here, and no rule leads from there to u32\n  \
         help: `#[persist(from(String => |old| Ok(…)))]` on the field converts such values, with \
         #[persist(version = \"1.3.0\")]; or a new epoch with an upgrade: \
         #[persist(version = \"2.0.0\", upgrade(\"1\" => Forest1))]; {RECORD}{OR_OVERWRITE}"
        )
    );
    let former: &[&Ty] = &[String::TY];
    assert_eq!(message::<u32>(Field { former, ..field(&all) }), "");
    let readable = [Latest("1.2.0", "depth", "u32"), Older("1.0.0", "depth", "u8")];
    assert_eq!(message::<u32>(field(&readable)), "");
}

#[test]
fn former_types_that_do_not_decide_are_all_named() {
    let all = [Latest("1.2.0", "depth", "str"), Older("1.0.0", "depth", "u8")];
    let of = Field { former: &[u16::TY, u32::TY], history: &MINOR, ..field(&all) };
    let text = message::<Vec<f64>>(of);
    assert!(text.contains(": str -> [f64] since 1.2.0, and no rule leads from there to any of `Vec<f64>`, `u16`, `u32`\n"), "{text}");
    assert!(text.contains("files of 1.0.0 hold u8 here, and it may be an older form of more than one of `Vec<f64>`, `u16`, `u32`\n"), "{text}");
    assert!(text.contains("`#[persist(from(String => |old| Ok(…)))]` and `#[persist(from(u8 => |old| Ok(…)))]` on the field"), "{text}");
}

#[test]
fn a_default_stands_in_for_none_where_one_is_declared() {
    let latest = [Latest("1.2.0", "depth", "Option<u16>")];
    let of = Field { history: &MINOR, ..field(&latest) };
    assert_ne!(message::<u32>(of), "");
    assert_eq!(message::<u32>(Field { default: true, ..of }), "");
    let text = message::<u32>(Field { default: true, ..field(&latest) });
    assert!(
        text.contains(
            "(widen_integer, some_or_default, backward compatible, forward where values fit)"
        ),
        "{text}"
    );
}

#[test]
fn a_name_that_is_taken_comes_back_as_it_was_or_not_at_all() {
    let gone = [Gone("0.9.0", "depth", "str")];
    assert_eq!(
        message::<u32>(Field { history: &MAJOR, ..field(&gone) }),
        "a former name does not come back with another type\n  \
         `Forest.depth`: `depth` was of type str until it was removed after 0.9.0, and is u32 today: files of both would \
         look alike\n  \
         help: choose another name"
    );
    assert_eq!(message::<String>(field(&gone)), "");
}

#[test]
fn names_are_left_to_the_generated_test() {
    let latest = [Latest("1.2.0", "trees", "{str: Tree}")];
    assert_eq!(
        message::<BTreeMap<String, Option<std::time::Duration>>>(field(&latest)),
        format!(
            "persisted shape changed without a sufficient version bump\n  \
         `Forest.depth`, recorded as `trees`: {{str: Tree}} -> {{str: Option<std::Duration>}} since 1.2.0 (what changed \
         with these types, the test `persist_history` finds), needs at least 1.3.0, declared 1.2.0\n  \
         help: #[persist(version = \"1.3.0\")], {RECORD}{OR_OVERWRITE}"
        )
    );
}

#[test]
fn parameters_have_their_names() {
    const N: usize = const_usize(1);
    let latest = [Latest("1.2.0", "depth", "[T; 4]")];
    let history = History { parameters: &["T", "N"], ..HISTORY };
    let of = Field { history: &history, ..field(&latest) };
    let text = message::<[Param<0>; N]>(of);
    assert!(
        text.contains(": [T; 4] -> [T; N] since 1.2.0, and no rule leads from there to [T; N]\n"),
        "{text}"
    );
    let text = message::<Vec<Option<Param<0>>>>(of);
    assert!(
        text.contains(": [T; 4] -> [Option<T>] since 1.2.0 (into_option, array_to_list, "),
        "{text}"
    );
}

#[test]
fn an_expansion_of_yesterday_says_how_to_build_anew() {
    let text = fresh::stale("persist/Forest.history", "forests");
    assert_eq!(
        text.as_str(),
        "the derive's expansion is older than `persist/Forest.history`\n  \
         help: build anew: `cargo clean -p forests`"
    );
}
