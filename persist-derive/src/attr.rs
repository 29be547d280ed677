//! The table of attributes: which there are, where they are valid, and what they mean.
//!
//! Parsing, messages and documentation all read this one table.

use std::fmt;

/// An attribute inside `#[persist(…)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Version,
    Name,
    Was,
    Validate,
    Transparent,
    Bound,
    Crate,
    History,
    Instantiate,
    Replay,
    Rename,
    Default,
    Skip,
    Removed,
    Upgrade,
    ViewOf,
    Epoch,
    From,
    Unknown,
    Other,
    Serde,
    FromCrate,
    With,
    As,
}

/// What an attribute is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Type,
    Variant,
    Field,
}

/// One row of [`ATTRIBUTES`].
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    /// How it is written, as messages and documentation show it.
    pub(crate) form: &'static str,
    pub(crate) places: &'static [Place],
    /// Whether it may stand more than once in one place.
    pub(crate) repeatable: bool,
    /// One line for the documentation.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test renders the documentation"))]
    pub(crate) meaning: &'static str,
}

use Place::{Field, Type, Variant};

/// Every attribute there is, those of types first.
pub(crate) const ATTRIBUTES: &[Attribute] = &[
    Attribute {
        kind: Kind::Version,
        name: "version",
        form: r#"version = "1.2.0""#,
        places: &[Type],
        repeatable: false,
        meaning: "the version of the type's schema, a promise in the sense of semver; without it the type is a draft",
    },
    Attribute {
        kind: Kind::Name,
        name: "name",
        form: r#"name = "acme::Forest""#,
        places: &[Type],
        repeatable: false,
        meaning: "the persisted name, where it differs from the type's own",
    },
    Attribute {
        kind: Kind::Was,
        name: "was",
        form: r#"was = "old""#,
        places: &[Type, Field, Variant],
        repeatable: true,
        meaning: "a former persisted name; several as `was(\"newer\", \"older\")`, newest first",
    },
    Attribute {
        kind: Kind::Validate,
        name: "validate",
        form: "validate = check",
        places: &[Type],
        repeatable: false,
        meaning: "a function `fn(&Self) -> Result<(), E>` with `E: Display` that every value has to pass when it is saved and when it is loaded",
    },
    Attribute {
        kind: Kind::Transparent,
        name: "transparent",
        form: "transparent",
        places: &[Type],
        repeatable: false,
        meaning: "a struct is stored as its only stored field is, without a schema of its own",
    },
    Attribute {
        kind: Kind::Bound,
        name: "bound",
        form: r#"bound = "T: Persist""#,
        places: &[Type],
        repeatable: false,
        meaning: "the `where` predicates of the implementation, in place of the inferred ones",
    },
    Attribute {
        kind: Kind::Crate,
        name: "crate",
        form: "crate = path",
        places: &[Type],
        repeatable: false,
        meaning: "where this library is found, if not at `::persist_core`",
    },
    Attribute {
        kind: Kind::History,
        name: "history",
        form: "history = false",
        places: &[Type],
        repeatable: false,
        meaning: "keeps no history of the type's schema, and leaves alone that of another type of its name; a path in quotes names another file for it, which is found from the source's own folder. A view takes it as the type does whose files it reads",
    },
    Attribute {
        kind: Kind::Instantiate,
        name: "instantiate",
        form: "instantiate(T = f32)",
        places: &[Type],
        repeatable: false,
        meaning: "the types that a generic type's history is kept with, where its bounds ask for more than the standard library's traits",
    },
    Attribute {
        kind: Kind::Replay,
        name: "replay",
        form: "replay = sensible",
        places: &[Type],
        repeatable: false,
        meaning: "a function `fn(&Version, Value) -> Option<Value>` that changes or leaves out a value of a recorded version before the type's own test loads it, where not every value makes sense",
    },
    Attribute {
        kind: Kind::Rename,
        name: "rename",
        form: r#"rename = "name""#,
        places: &[Field, Variant],
        repeatable: false,
        meaning: "the persisted name, where it differs from the one in Rust",
    },
    Attribute {
        kind: Kind::Default,
        name: "default",
        form: "default = 7",
        places: &[Field],
        repeatable: false,
        meaning: "the value for files that lack the field; `default` alone takes the type's `Default`. Elements of one array may share one evaluation",
    },
    Attribute {
        kind: Kind::Skip,
        name: "skip",
        form: "skip",
        places: &[Field],
        repeatable: false,
        meaning: "not stored; a loaded value has the type's `Default`, or that of `default = …`",
    },
    Attribute {
        kind: Kind::From,
        name: "from",
        form: "from(u32 => |old| Ok(f64::from(old) / 10.0))",
        places: &[Field],
        repeatable: true,
        meaning: "a former type, and the function `fn(Old) -> persist_core::Result<New>` that makes the field's value of it; it goes before every rule",
    },
    Attribute {
        kind: Kind::Serde,
        name: "serde",
        form: "serde",
        places: &[Field],
        repeatable: false,
        meaning: "a type of another crate, stored as the bytes that its implementation of serde writes: MessagePack with the names of its fields, or with `serde(compact)` postcard, by position. `serde(upgrade = f)` names a function `fn(Value, &ForeignType) -> persist_core::Result<Value>` that makes today's value of one that another version of the crate wrote",
    },
    Attribute {
        kind: Kind::FromCrate,
        name: "from_crate",
        form: r#"from_crate = "smartcore 0.7""#,
        places: &[Field],
        repeatable: false,
        meaning: "the crate that a field with `serde` has its type from, and which version: as `Cargo.lock` has it, where the name or the requirement tells one. Files record it, and loads compare it",
    },
    Attribute {
        kind: Kind::As,
        name: "as",
        form: "as = Proxy",
        places: &[Field],
        repeatable: false,
        meaning: "a type that is stored in the place of the field's, which has `From<&Field>`; `TryFrom<Proxy>` or `From<Proxy>` makes the field's value of it",
    },
    Attribute {
        kind: Kind::With,
        name: "with",
        form: "with = module",
        places: &[Field],
        repeatable: false,
        meaning: "a module whose type `Stored` is stored in the place of the field's; its functions `encode(&Field) -> Result<Stored, E>` and `decode(Stored) -> Result<Field, E>` lead there and back, with `E: Display`",
    },
    Attribute {
        kind: Kind::Unknown,
        name: "unknown",
        form: "unknown",
        places: &[Field],
        repeatable: false,
        meaning: "a field of type `UnknownFields` keeps the fields of newer versions, and has them written back on save",
    },
    Attribute {
        kind: Kind::Other,
        name: "other",
        form: "other",
        places: &[Variant],
        repeatable: false,
        meaning: "variants that the enum does not know are read as this one",
    },
    Attribute {
        kind: Kind::Removed,
        name: "removed",
        form: r#"removed("old")"#,
        places: &[Type, Variant],
        repeatable: true,
        meaning: "names of former fields, or of former variants, that are gone on purpose, or that a view leaves out on purpose",
    },
    Attribute {
        kind: Kind::Upgrade,
        name: "upgrade",
        form: r#"upgrade("1" => Model1)"#,
        places: &[Type],
        repeatable: false,
        meaning: "how files of former epochs are read, oldest first: as a view that `Upgrade` makes a newer value of, by the rules alone (`auto`), or not at all (`unsupported`)",
    },
    Attribute {
        kind: Kind::ViewOf,
        name: "view_of",
        form: r#"view_of = "Model""#,
        places: &[Type],
        repeatable: false,
        meaning: "the type only reads files of a former epoch of another one, which has this persisted name",
    },
    Attribute {
        kind: Kind::Epoch,
        name: "epoch",
        form: r#"epoch = "1""#,
        places: &[Type],
        repeatable: false,
        meaning: "the epoch whose files a view reads: `1`, `0.3` or `0.0.7`",
    },
];

/// What people from other libraries write, and what takes its place here.
const HABITS: &[(&[&str], &str)] = &[
    (&["alias"], r#"former names go into `was`, as in `#[persist(was = "old")]`"#),
    (
        &["rename_all", "rename_all_fields"],
        r#"each field or variant is renamed by itself, as in `#[persist(rename = "name")]`"#,
    ),
    (
        &["skip_serializing", "skip_deserializing", "skip_serializing_if", "skip_if", "ignore"],
        "a field that need not be stored takes `#[persist(skip)]`",
    ),
    (
        &["flatten"],
        "a nested value is always stored as a value of its own; declare its fields here, or nest it",
    ),
    (
        &["tag", "content", "untagged"],
        "variants are always matched by the names in the file's schema, nothing is to be chosen",
    ),
    (
        &["serialize_with", "deserialize_with", "remote", "into"],
        "a type of another crate is stored by `#[persist(serde)]`, by `#[persist(as = Proxy)]`, or by the functions of a \
         module, as in `#[persist(with = module)]`",
    ),
    (&["deny_unknown_fields"], "a type does not decide about unknown fields; leave it out"),
    (&["borrow"], "a loaded value owns what it holds; leave it out"),
    (
        &["default_value", "default_val", "default_fn"],
        "defaults are expressions, as in `#[persist(default = 7)]`",
    ),
    (
        &["serialize", "deserialize"],
        "saving and loading use one name, as in `#[persist(rename = \"name\")]`",
    ),
];

/// The attribute of this name.
pub(crate) fn find(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

/// What to say of a name that no attribute has.
pub(crate) fn unknown(name: &str, place: Place) -> String {
    let habit = HABITS.iter().find(|(names, _)| names.contains(&name));
    let valid = valid_on(place);
    match (habit, closest(name)) {
        (Some((_, hint)), _) => format!("unknown attribute `{name}`: {hint}; {valid}"),
        (None, Some(known)) => {
            format!("unknown attribute `{name}`, did you mean `{known}`? {valid}")
        }
        (None, None) => format!("unknown attribute `{name}`; {valid}"),
    }
}

/// What to say of an attribute in a place where it means nothing.
pub(crate) fn misplaced(attribute: &Attribute, place: Place) -> String {
    let belongs = list(attribute.places.iter().map(Place::to_string), " or ");
    let Attribute { name, .. } = attribute;
    let instead = match (attribute.kind, place) {
        (Kind::Name, Variant | Field) => ", the persisted name here is `rename`",
        (Kind::Rename, Type) => ", the persisted name here is `name`",
        _ => "",
    };
    format!(
        "`{name}` has no meaning on {place}{instead}; it belongs on {belongs}; {}",
        valid_on(place)
    )
}

/// The attributes that are valid in a place, in words.
pub(crate) fn valid_on(place: Place) -> String {
    let valid = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.places.contains(&place))
        .map(|attribute| format!("`{}`", attribute.name));
    format!("valid on {place}: {}", list(valid, ", "))
}

fn list(items: impl Iterator<Item = String>, separator: &str) -> String {
    items.collect::<Vec<_>>().join(separator)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type => "a type",
            Variant => "a variant",
            Field => "a field",
        })
    }
}

/// The attribute whose name a misspelt one comes closest to.
fn closest(name: &str) -> Option<&'static str> {
    persist_history::closest(name, ATTRIBUTES.iter().map(|attribute| attribute.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_close_is_suggested() {
        assert_eq!(closest("verison"), Some("version"));
        assert_eq!(closest("renam"), Some("rename"));
        assert_eq!(closest("skp"), Some("skip"));
        assert_eq!(closest("what"), None);
        assert_eq!(closest("endian"), None);
        assert_eq!(closest("x"), None);
    }

    #[test]
    fn names_are_told_apart_and_habits_are_no_attributes() {
        for (index, attribute) in ATTRIBUTES.iter().enumerate() {
            assert_eq!(
                ATTRIBUTES
                    .iter()
                    .position(|other| other.name == attribute.name || other.kind == attribute.kind),
                Some(index)
            );
            assert!(attribute.form.starts_with(attribute.name));
        }
        for name in HABITS.iter().flat_map(|(names, _)| *names) {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
