//! What the derive asks about a field.

use persist_history::Bump;

use super::matcher::matches;
use super::report;
use crate::persist::Persist;
use crate::schema::{Def, Ty};

/// A field of a type with a history.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Where it is, as `Forest.depth` or `Shape.Circle.radius`.
    pub path: &'a str,
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
    /// What the history says of the field, newest first, each type once.
    pub recorded: &'a [Recorded<'a>],
    /// Its former types, of `from(Old => f)`.
    pub former: &'a [&'a Ty],
    /// Whether it declares a default.
    pub default: bool,
}

/// A type that a field had.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The newest version that records it so.
    pub version: &'a str,
    /// The field's name there.
    pub name: &'a str,
    /// Its type there, as schemas show types.
    pub ty: &'a str,
    /// What it means for today's type.
    pub kind: Kind,
}

/// What a recorded type means for today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is that of the latest version: a change needs a bump.
    Latest,
    /// It is that of an older version of the same epoch, whose files have to be read.
    Older,
    /// It is that of a name which was removed later on: only the same type may come back under that name.
    Gone,
}

/// Ends the build where a field is not what its history allows for.
#[track_caller]
pub const fn field<F: Persist>(field: &Field<'_>) {
    let mut rest = field.recorded;
    while let [first, others @ ..] = rest {
        if !matches(first.ty.as_bytes(), F::TY, field.parameters) {
            return differs(field, F::TY, F::DEF);
        }
        rest = others;
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
