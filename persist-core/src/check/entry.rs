//! What the derive asks about a field.

use persist_history::Bump;

use super::matcher::matches;
use super::report;
use crate::persist::Persist;
use crate::schema::{Def, Ty};

/// What a type and its history say of versions: once for all of its fields.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The test that records the type.
    pub test: &'a str,
    /// The names of the type's generic parameters, by the numbers of what stands for them.
    pub parameters: &'a [&'a str],
    /// The version that the type declares today.
    pub declared: &'a str,
    /// The latest version of its history.
    pub latest: &'a str,
    /// The least versions after the latest by a patch, a minor and a major bump.
    pub next: [&'a str; 3],
    /// How far the declared version is beyond the latest.
    pub granted: Bump,
}

/// A type that a field had: the newest version that records it so, the field's name there, and its type there as schemas
/// show types. The compiler checks every one that the derive writes, so it is written short.
#[derive(Clone, Copy, Debug)]
pub enum Recorded<'a> {
    /// It is that of the latest version: a change needs a bump.
    Latest(&'a str, &'a str, &'a str),
    /// It is that of an older version of the same epoch, whose files have to be read.
    Older(&'a str, &'a str, &'a str),
    /// It is that of a name which was removed later on: only the same type may come back under that name.
    Gone(&'a str, &'a str, &'a str),
}

/// A field of today, and all that was recorded of it.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) history: &'a History<'a>,
    pub(super) path: &'a str,
    pub(super) recorded: &'a [Recorded<'a>],
    pub(super) former: &'a [&'a Ty],
    pub(super) default: bool,
}

/// Ends the build where a field is not what its history allows for.
///
/// `path` is as `Forest.depth` or `Shape.Circle.radius`; `recorded` is newest first, each type once; `former` are the
/// types of `from(Old => f)`; `default` is whether the field declares one.
#[track_caller]
pub const fn field<F: Persist>(
    history: &History<'_>,
    path: &str,
    recorded: &[Recorded<'_>],
    former: &[&Ty],
    default: bool,
) {
    let mut rest = recorded;
    while let [first, others @ ..] = rest {
        let (Recorded::Latest(.., ty) | Recorded::Older(.., ty) | Recorded::Gone(.., ty)) = first;
        if !matches(ty.as_bytes(), F::TY, history.parameters) {
            return differs(&Field { history, path, recorded, former, default }, F::TY, F::DEF);
        }
        rest = others;
    }
}

/// [`field`] for what most fields are: in the latest version, and in no other way in one before it. Builds look at each
/// of them, and a call without lists costs half as much.
#[track_caller]
pub const fn latest<F: Persist>(
    history: &History<'_>,
    path: &str,
    name: &str,
    ty: &str,
    default: bool,
) {
    if !matches(ty.as_bytes(), F::TY, history.parameters) {
        let recorded = &[Recorded::Latest(history.latest, name, ty)];
        differs(&Field { history, path, recorded, former: &[], default }, F::TY, F::DEF);
    }
}

#[track_caller]
const fn differs(field: &Field<'_>, ty: &Ty, def: Option<&Def>) {
    if let Some(message) = report::of(field, ty, def) {
        #[expect(clippy::panic, reason = "it ends a build, never a program")]
        {
            panic!("{}", message.as_str());
        }
    }
}
