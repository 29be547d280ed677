//! The const form of schemas: what types declare about themselves.

use std::fmt;

use super::Primitive;

/// The type of a persisted value, in const form. Named types appear by name and arguments only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ty {
    /// A type that holds no other type.
    Primitive(Primitive),
    /// `Option<T>`.
    Option(&'static Ty),
    /// Any number of elements in order: `Vec<T>`, `VecDeque<T>`, `Box<[T]>`, …
    List {
        /// The type of each element.
        element: &'static Ty,
        /// Elements are stored in their fixed layout.
        fixed: bool,
    },
    /// `[T; N]`.
    Array {
        /// The type of each element.
        element: &'static Ty,
        /// How many there are.
        len: usize,
        /// Elements are stored in their fixed layout, behind a count.
        fixed: bool,
    },
    /// A tuple of at least one element.
    Tuple(&'static [&'static Ty]),
    /// Different elements: `HashSet<T>`, `BTreeSet<T>`.
    Set(&'static Ty),
    /// Different keys, each with a value: `HashMap<K, V>`, `BTreeMap<K, V>`.
    Map(&'static Ty, &'static Ty),
    /// A value behind `Rc` or `Arc`, stored once however often it is referred to.
    Shared(&'static Ty),
    /// A pointer to a shared value that does not hold it: `Weak<T>`.
    Weak(&'static Ty),
    /// A type with a definition of its own.
    Named {
        /// The persisted name.
        name: &'static str,
        /// Generic arguments.
        args: &'static [Arg],
    },
}

/// An argument of a generic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Arg {
    /// A type.
    Type(&'static Ty),
    /// An unsigned const argument.
    Unsigned(u128),
    /// A signed const argument.
    Signed(i128),
    /// A `bool`.
    Bool(bool),
    /// A `char`.
    Char(char),
}

/// As schemas show types; named ones without their arguments.
impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Primitive(primitive) => f.write_str(primitive.name()),
            Ty::Option(content) => write!(f, "Option<{content}>"),
            Ty::List { element, .. } => write!(f, "[{element}]"),
            Ty::Array { element, len, .. } => write!(f, "[{element}; {len}]"),
            Ty::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(ToString::to_string).collect();
                write!(f, "({})", elements.join(", "))
            }
            Ty::Set(element) => write!(f, "{{{element}}}"),
            Ty::Map(key, value) => write!(f, "{{{key}: {value}}}"),
            Ty::Shared(content) => write!(f, "Shared<{content}>"),
            Ty::Weak(content) => write!(f, "Weak<{content}>"),
            Ty::Named { name, .. } => f.write_str(name),
        }
    }
}

/// The definition of a named type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Def {
    /// The persisted name.
    pub name: &'static str,
    /// Generic arguments.
    pub args: &'static [Arg],
    /// The declared version, in semver's form; `None` for a draft.
    pub version: Option<&'static str>,
    /// Former names, newest first.
    pub was: &'static [&'static str],
    /// The crate that declares the type, where it is known.
    pub producer: Option<Producer>,
    /// Fields or variants.
    pub shape: DefShape,
    /// Names of former fields, or of former variants, whose loss is acknowledged.
    pub removed: &'static [&'static str],
    /// How files of former epochs are read, oldest first.
    pub chain: &'static [ChainEntry],
    /// What the type is a view of, where it is one.
    pub view: Option<View>,
    /// The versions that were recorded of the type, where it keeps a history.
    pub history: Option<HistorySource>,
}

/// Where the text of a type's history stands in the program: behind a function, so that programs that ask for no
/// history need not hold it.
#[derive(Clone, Copy)]
pub struct HistorySource {
    /// The whole text of the history's file; empty where there is none yet.
    pub text: fn() -> &'static str,
}

/// A function's address says nothing of the definition: one may have several, and two may share one.
impl PartialEq for HistorySource {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for HistorySource {}

impl fmt::Debug for HistorySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistorySource")
    }
}

/// How files of one former epoch are read: an entry of `upgrade(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainEntry {
    /// The epoch, as `1`, `0.3` or `0.0.7`.
    pub epoch: &'static str,
    /// What becomes of its files.
    pub path: EpochPath,
}

/// What becomes of the files of a former epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochPath {
    /// They are read as this view, which is upgraded.
    View(&'static Ty),
    /// They are read by the rules as the next view of the chain, or as today's type behind the last.
    Auto,
    /// They are refused: their support has ended.
    Unsupported,
}

/// A type that reads the files of a former epoch of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The persisted name of the type that it is a view of.
    pub of: &'static str,
    /// The epoch whose files it reads.
    pub epoch: &'static str,
    /// The view's own name in the program.
    pub ident: &'static str,
    /// Whether the derive found a history beside the view, and looked for its names there.
    pub has_history: bool,
}

/// A crate, and its version: one that writes files, or one whose types they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Producer {
    /// The crate's name.
    pub name: &'static str,
    /// The crate's version.
    pub version: &'static str,
}

impl Producer {
    /// The producer that `option_env!("CARGO_PKG_NAME")` and its version tell, where cargo builds.
    pub const fn from_env(
        name: Option<&'static str>,
        version: Option<&'static str>,
    ) -> Option<Self> {
        match (name, version) {
            (Some(name), Some(version)) => Some(Producer { name, version }),
            _ => None,
        }
    }
}

/// Fields or variants of a [`Def`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefShape {
    /// A struct.
    Struct(Fields),
    /// An enum.
    Enum(&'static [Variant]),
}

/// The fields of a struct or of a variant, in the order in which they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// How they are declared.
    pub kind: FieldsKind,
    /// Those that are stored.
    pub list: &'static [Field],
}

/// How fields are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldsKind {
    /// None: `struct S;`.
    Unit,
    /// By position: `struct S(A, B);`.
    Tuple,
    /// By name: `struct S { a: A, b: B }`.
    Named,
}

/// A stored field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The persisted name; `0`, `1`, … for fields by position.
    pub name: &'static str,
    /// The field's type.
    pub ty: &'static Ty,
    /// Whether a default is declared for files that lack the field.
    pub default: bool,
    /// Former names, newest first.
    pub was: &'static [&'static str],
    /// Former types, each of which has a conversion of its own into the field's.
    pub from: &'static [&'static Ty],
    /// What is known of a type of another crate, which serde stores.
    pub foreign: Option<Foreign>,
}

/// A type of another crate, which serde stores: what is known of it, for people. Types are not compared by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The type as the field declares it.
    pub ty: &'static str,
    /// The crate that it comes from, where the field says it.
    pub from_crate: Option<Producer>,
}

impl Field {
    /// A field without default and former names or types.
    pub const fn new(name: &'static str, ty: &'static Ty) -> Self {
        Field { name, ty, default: false, was: &[], from: &[], foreign: None }
    }
}

/// A variant of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The persisted name.
    pub name: &'static str,
    /// Former names, newest first.
    pub was: &'static [&'static str],
    /// What it holds.
    pub fields: Fields,
    /// Names of former fields whose loss is acknowledged.
    pub removed: &'static [&'static str],
    /// Whether variants that the enum does not know are read as this one.
    pub other: bool,
}

/// The fixed little-endian layout of a type: fields in declared order, no padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bytes of one value; at least one.
    pub size: u32,
}

impl Layout {
    /// A layout of `size` bytes; a type of none has no layout.
    pub const fn of_size(size: u32) -> Option<Self> {
        match size {
            0 => None,
            size => Some(Layout { size }),
        }
    }

    /// The layout of `len` values one behind the other.
    pub const fn repeat(layout: Option<Self>, len: usize) -> Option<Self> {
        #[expect(
            clippy::as_conversions,
            reason = "compared before it is used, and `try_from` is not const"
        )]
        let narrow = len as u32;
        #[expect(clippy::as_conversions, reason = "widening")]
        if narrow as usize != len {
            return None;
        }
        match layout {
            Some(layout) => match layout.size.checked_mul(narrow) {
                Some(size) => Layout::of_size(size),
                None => None,
            },
            None => None,
        }
    }

    /// Bytes of one value, or 0 without a layout.
    pub const fn size_or_zero(layout: Option<Self>) -> usize {
        match layout {
            #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
            Some(layout) => layout.size as usize,
            None => 0,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::rc::{Rc, Weak};

    use super::*;
    use crate::persist::Persist;
    use crate::schema::Schema;

    fn shown<T: Persist>() -> [String; 2] {
        let schema = Schema::of::<T>().unwrap();
        [T::TY.to_string(), schema.type_name(schema.root())]
    }

    #[test]
    fn types_are_shown_as_schemas_show_them() {
        macro_rules! same {
            ($($ty:ty => $text:literal),+ $(,)?) => {$(
                assert_eq!(shown::<$ty>(), [$text; 2]);
            )+};
        }
        same! {
            u8 => "u8", String => "str", Option<Option<u8>> => "Option<Option<u8>>", Vec<f64> => "[f64]",
            [Vec<bool>; 2] => "[[bool]; 2]", (u8, (char, ())) => "(u8, (char, ()))",
            BTreeSet<i8> => "{i8}", BTreeMap<u8, String> => "{u8: str}", Rc<u8> => "Shared<u8>",
            Vec<Weak<u8>> => "[Weak<u8>]", std::time::Duration => "std::Duration",
        }
        // Arguments stand in the schema alone.
        assert_eq!(shown::<std::ops::Range<u8>>(), ["std::Range", "std::Range<u8>"]);
    }

    #[test]
    fn a_crate_has_a_name_and_a_version() {
        let producer = Producer { name: "a", version: "1" };
        assert_eq!(Producer::from_env(Some("a"), Some("1")), Some(producer));
        assert_eq!(Producer::from_env(Some("a"), None), None);
        assert_eq!(Producer::from_env(None, Some("1")), None);
    }

    #[test]
    fn layouts_are_repeated_as_far_as_they_can_be_counted() {
        let four = Layout::of_size(4);
        assert_eq!(Layout::repeat(four, 3), Layout::of_size(12));
        assert_eq!(Layout::repeat(None, 3), None);
        assert_eq!(Layout::repeat(four, 0), None);
        assert_eq!(Layout::repeat(four, 1 << 30), None);
        assert_eq!(Layout::repeat(four, usize::MAX), None);
        assert_eq!((Layout::size_or_zero(four), Layout::size_or_zero(None)), (4, 0));
    }
}
