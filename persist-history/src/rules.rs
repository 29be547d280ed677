//! The catalogue: what can change between two versions of a type, and what becomes of files then.
//!
//! This table is the source of truth. `EVOLUTION.md` is rendered from it, each row has a pair of programs in
//! the tests that shows what it says, and both the plan compiler and the checks of a build ask it.

use std::fmt;

/// A rule of the catalogue: a kind of change, and what becomes of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is explained by its row, `Rule::change`")]
pub enum Rule {
    AddField,
    AddRequiredField,
    RemoveField,
    RemoveFieldUnseen,
    RenameField,
    ReorderFields,
    WidenInteger,
    NarrowInteger,
    Convert,
    RecodeForeign,
    ForeignCrate,
    WidenFloat,
    NarrowFloat,
    IntegerToFloat,
    BoolToInteger,
    IntoOption,
    OutOfOption,
    SomeOrDefault,
    IntoList,
    OptionToList,
    OutOfList,
    ArrayToList,
    ListToArray,
    ListToSet,
    SetToList,
    ListToMap,
    MapToList,
    StringToBytes,
    BytesToString,
    Share,
    Unshare,
    WrapNewtype,
    UnwrapNewtype,
    TupleToStruct,
    AddVariant,
    ReorderVariants,
    MergeVariants,
    RemoveVariant,
    OtherVariant,
    RenameVariant,
    FillUnitVariant,
    RenameType,
    Upgrade,
    View,
    KeepUnknown,
    AsDraft,
    Containers,
    Pointers,
    Nested,
    Defaults,
    ChangeType,
    ChangeEpoch,
    ReuseName,
}

/// The least bump of a version that a change needs. Below 1.0.0, a minor change needs a new patch number, a major
/// one a new minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bump {
    /// None at all.
    None,
    /// `1.2.3` to `1.2.4`.
    Patch,
    /// `1.2.3` to `1.3.0`.
    Minor,
    /// `1.2.3` to `2.0.0`.
    Major,
}

/// What becomes of a value under a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All values are read.
    Read,
    /// Values are read as far as they fit; each is checked.
    Checked,
    /// Values are read where the type declares what to do, in the way that the row names.
    Declared,
    /// Files are refused before any value is read.
    Refused,
    /// The question does not arise: such a change cannot be seen in schemas.
    Unseen,
}

/// One row of the catalogue.
#[derive(Debug)]
struct Row {
    rule: Rule,
    /// The name in tests and documents.
    id: &'static str,
    change: &'static str,
    /// New programs, old files.
    backward: Verdict,
    /// Old programs, new files.
    forward: Verdict,
    bump: Bump,
    /// What a report says of it, and what a person can do where files are refused.
    says: &'static str,
}

const fn row(
    rule: Rule,
    id: &'static str,
    change: &'static str,
    verdicts: (Verdict, Verdict),
    bump: Bump,
    says: &'static str,
) -> Row {
    Row { rule, id, change, backward: verdicts.0, forward: verdicts.1, bump, says }
}

use Bump::{Major, Minor, None as NoBump, Patch};
use Verdict::{Checked, Declared, Read, Refused, Unseen};

/// Every rule there is, in the order of the documents.
const CATALOGUE: &[Row] = &[
    row(
        Rule::AddField,
        "add_field",
        "add a field with a `default`",
        (Read, Read),
        Minor,
        "filled with its default",
    ),
    row(
        Rule::AddRequiredField,
        "add_required_field",
        "add a field without a default",
        (Refused, Read),
        Major,
        "the file does not have it: declare `#[persist(default)]`, or read it through an upgrade",
    ),
    row(
        Rule::RemoveField,
        "remove_field",
        "remove a field, named in `removed(…)`",
        (Read, Declared),
        Minor,
        "removed on purpose",
    ),
    row(
        Rule::RemoveFieldUnseen,
        "remove_field_unseen",
        "remove a field, and say nothing",
        (Read, Declared),
        Major,
        "dropped: this program does not know it",
    ),
    row(
        Rule::RenameField,
        "rename_field",
        "rename a field, the former name in `was`",
        (Read, Read),
        Minor,
        "read under its former name",
    ),
    row(
        Rule::ReorderFields,
        "reorder_fields",
        "reorder fields",
        (Read, Read),
        Patch,
        "in another order",
    ),
    row(
        Rule::WidenInteger,
        "widen_integer",
        "widen an integer of one sign, or an unsigned one into a larger signed one",
        (Read, Checked),
        Minor,
        "widened",
    ),
    row(
        Rule::NarrowInteger,
        "narrow_integer",
        "narrow an integer, or change its sign",
        (Refused, Checked),
        Major,
        "narrowed: `from` says what becomes of values that do not fit",
    ),
    row(
        Rule::Convert,
        "convert",
        "any change of type with `from(Old => f)`",
        (Read, Refused),
        Minor,
        "converted by the type's own function",
    ),
    row(
        Rule::RecodeForeign,
        "recode_foreign",
        "a field with `serde` to one with `serde(compact)`, or back",
        (Read, Read),
        Minor,
        "read in the encoding that the file has",
    ),
    row(
        Rule::ForeignCrate,
        "foreign_crate",
        "another version of the crate whose type a field with `serde` holds, or another type",
        (Checked, Checked),
        NoBump,
        "as far as the type of today reads what the other wrote",
    ),
    row(
        Rule::WidenFloat,
        "widen_float",
        "a float to a wider one: `f16` and `bf16` to `f32`, all of them to `f64`",
        (Read, Refused),
        Minor,
        "widened",
    ),
    row(
        Rule::NarrowFloat,
        "narrow_float",
        "a float to one that does not hold all of its values, as `f64` to `f32`",
        (Refused, Read),
        Major,
        "would lose digits: `from` says that this is meant",
    ),
    row(
        Rule::IntegerToFloat,
        "integer_to_float",
        "an integer to a float that holds all of its values: up to 24 bits to `f32`, up to 53 to `f64`, 8 to `f16` and `bf16`",
        (Read, Refused),
        Minor,
        "made a float, exactly",
    ),
    row(
        Rule::BoolToInteger,
        "bool_to_integer",
        "`bool` to an integer",
        (Read, Refused),
        Minor,
        "made 0 or 1",
    ),
    row(
        Rule::IntoOption,
        "into_option",
        "`T` to `Option<T>`",
        (Read, Checked),
        Minor,
        "made `Some`",
    ),
    row(
        Rule::OutOfOption,
        "out_of_option",
        "`Option<T>` to `T`",
        (Refused, Read),
        Major,
        "taken out of its `Option`",
    ),
    row(
        Rule::SomeOrDefault,
        "some_or_default",
        "`Option<T>` to `T` with a `default`, which stands in for `None`",
        (Declared, Read),
        Minor,
        "taken out of its `Option`, where `None` is the default",
    ),
    row(
        Rule::IntoList,
        "into_list",
        "`T` to `Vec<T>`",
        (Read, Checked),
        Minor,
        "made a list of one",
    ),
    row(
        Rule::OptionToList,
        "option_to_list",
        "`Option<T>` to `Vec<T>`",
        (Read, Refused),
        Minor,
        "made a list of at most one",
    ),
    row(
        Rule::OutOfList,
        "out_of_list",
        "`Vec<T>` to `T`",
        (Refused, Read),
        Major,
        "taken out of a list of exactly one",
    ),
    row(
        Rule::ArrayToList,
        "array_to_list",
        "`[T; N]` to `Vec<T>`",
        (Read, Checked),
        Minor,
        "made a list",
    ),
    row(
        Rule::ListToArray,
        "list_to_array",
        "`Vec<T>` to `[T; N]`",
        (Checked, Read),
        Major,
        "made an array, of as many elements",
    ),
    row(
        Rule::ListToSet,
        "list_to_set",
        "`Vec<T>` to a set",
        (Checked, Read),
        Minor,
        "made a set; an element that is there twice is an error",
    ),
    row(Rule::SetToList, "set_to_list", "a set to `Vec<T>`", (Read, Checked), Minor, "made a list"),
    row(
        Rule::ListToMap,
        "list_to_map",
        "`Vec<(K, V)>` to a map",
        (Checked, Read),
        Minor,
        "made a map; a key that is there twice is an error",
    ),
    row(
        Rule::MapToList,
        "map_to_list",
        "a map to `Vec<(K, V)>`",
        (Read, Checked),
        Minor,
        "made a list of pairs",
    ),
    row(
        Rule::StringToBytes,
        "string_to_bytes",
        "`String` to `Vec<u8>`",
        (Read, Checked),
        Minor,
        "made bytes",
    ),
    row(
        Rule::BytesToString,
        "bytes_to_string",
        "`Vec<u8>` to `String`",
        (Checked, Read),
        Major,
        "made a string; bytes that are no UTF-8 are an error",
    ),
    row(
        Rule::Share,
        "share",
        "`T` to `Rc<T>` or `Arc<T>`",
        (Read, Read),
        Minor,
        "put behind a pointer of its own",
    ),
    row(
        Rule::Unshare,
        "unshare",
        "`Rc<T>` or `Arc<T>` to `T`",
        (Read, Read),
        Minor,
        "copied wherever it was shared",
    ),
    row(
        Rule::WrapNewtype,
        "wrap_newtype",
        "a value to a struct with that value as its only field",
        (Read, Read),
        Minor,
        "wrapped",
    ),
    row(
        Rule::UnwrapNewtype,
        "unwrap_newtype",
        "a struct with one field to that field's type",
        (Read, Read),
        Minor,
        "unwrapped",
    ),
    row(
        Rule::TupleToStruct,
        "tuple_to_struct",
        "fields by position to fields by name, with `was = \"0\"`",
        (Read, Read),
        Minor,
        "named",
    ),
    row(
        Rule::AddVariant,
        "add_variant",
        "add a variant",
        (Read, Checked),
        Minor,
        "not known to this program: values of it are refused",
    ),
    row(
        Rule::ReorderVariants,
        "reorder_variants",
        "reorder variants, or add one between others",
        (Read, Read),
        Patch,
        "in another order",
    ),
    row(
        Rule::MergeVariants,
        "merge_variants",
        "remove a variant that `was` of another one names",
        (Read, Read),
        Minor,
        "read as the variant that names it",
    ),
    row(
        Rule::RemoveVariant,
        "remove_variant",
        "remove a variant, and say nothing",
        (Checked, Read),
        Major,
        "not known to this program: values of it are refused",
    ),
    row(
        Rule::OtherVariant,
        "other_variant",
        "a variant that the reader lacks, where one of its own is marked `other`",
        (Read, Read),
        Minor,
        "read as the variant for all others",
    ),
    row(
        Rule::RenameVariant,
        "rename_variant",
        "rename a variant, the former name in `was`",
        (Read, Read),
        Minor,
        "read under its former name",
    ),
    row(
        Rule::FillUnitVariant,
        "fill_unit_variant",
        "a unit variant gets fields, all with a `default`",
        (Read, Read),
        Minor,
        "given fields",
    ),
    row(
        Rule::RenameType,
        "rename_type",
        "rename a type, the former name in `was`",
        (Read, Read),
        Minor,
        "read under its former name",
    ),
    row(
        Rule::Upgrade,
        "upgrade",
        "any change, a step of `upgrade(…)` for the former epoch",
        (Read, Refused),
        Major,
        "upgraded",
    ),
    row(
        Rule::View,
        "view",
        "a field that a view leaves out",
        (Read, Unseen),
        NoBump,
        "passed over",
    ),
    row(
        Rule::KeepUnknown,
        "keep_unknown",
        "a field that the program does not know, where one marked `unknown` keeps it",
        (Read, Read),
        NoBump,
        "kept as it is, and written back on save",
    ),
    row(
        Rule::AsDraft,
        "draft",
        "a type gets its first version, or loses it",
        (Read, Read),
        NoBump,
        "one side is a draft: read by the rules alone",
    ),
    row(
        Rule::Containers,
        "containers",
        "`Vec`, `VecDeque`, `LinkedList`, `Box<[T]>` into each other; `HashMap` and `BTreeMap`; sets likewise",
        (Unseen, Unseen),
        Patch,
        "stored alike",
    ),
    row(
        Rule::Pointers,
        "pointers",
        "`Box<T>` and `T`; `String`, `Box<str>` and `Cow<str>`",
        (Unseen, Unseen),
        Patch,
        "stored alike",
    ),
    row(
        Rule::Nested,
        "nested",
        "a nested type, a key, a generic argument changes",
        (Declared, Declared),
        NoBump,
        "as the rule for that change says; the version of the nested type alone moves",
    ),
    row(
        Rule::Defaults,
        "defaults",
        "change a default, loosen or tighten `validate`",
        (Unseen, Unseen),
        Minor,
        "not part of a schema",
    ),
    row(
        Rule::ChangeType,
        "change_type",
        "any other change of type",
        (Refused, Refused),
        Major,
        "no rule leads from one to the other: `from` converts values, an upgrade whole types",
    ),
    row(
        Rule::ChangeEpoch,
        "change_epoch",
        "a new epoch without a step of `upgrade(…)`",
        (Refused, Refused),
        Major,
        "nothing leads from this epoch to today's: add a step to `upgrade(…)`",
    ),
    row(
        Rule::ReuseName,
        "reuse_name",
        "a removed or former name comes back with another type",
        (Unseen, Unseen),
        Major,
        "the name is taken: choose another",
    ),
];

impl Rule {
    /// All rules, in the order of the documents.
    pub fn all() -> impl ExactSizeIterator<Item = Rule> {
        CATALOGUE.iter().map(|row| row.rule)
    }

    /// The rule of this number in that order: iterators are not const.
    pub const fn numbered(number: usize) -> Option<Rule> {
        if number >= CATALOGUE.len() {
            return None;
        }
        #[expect(clippy::indexing_slicing, reason = "compared above")]
        Some(CATALOGUE[number].rule)
    }

    /// Its number in that order.
    #[expect(clippy::as_conversions, reason = "the number of a variant")]
    pub const fn number(self) -> usize {
        self as usize
    }

    const fn row(self) -> &'static Row {
        // The catalogue has the order of the enumeration, which a test proves.
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "the number of a variant, which has a row"
        )]
        &CATALOGUE[self as usize]
    }

    /// The rule's name in tests and documents, as `rename_field`.
    pub const fn id(self) -> &'static str {
        self.row().id
    }

    /// The change that it is about.
    pub const fn change(self) -> &'static str {
        self.row().change
    }

    /// What becomes of old files in new programs.
    pub const fn backward(self) -> Verdict {
        self.row().backward
    }

    /// What becomes of new files in old programs.
    pub const fn forward(self) -> Verdict {
        self.row().forward
    }

    /// The least bump of a version that it needs.
    pub const fn bump(self) -> Bump {
        self.row().bump
    }

    /// What is said where it applied, or could not.
    pub const fn says(self) -> &'static str {
        self.row().says
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Bump {
    /// Whether a bump of this size is enough for a change that needs that one: comparisons are not const.
    #[expect(clippy::as_conversions, reason = "the number of a variant, in their order")]
    pub const fn covers(self, needed: Bump) -> bool {
        self as u8 >= needed as u8
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bump::None => "none",
            Patch => "patch",
            Minor => "minor",
            Major => "major",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_one_row_for_each_rule() {
        for (index, rule) in Rule::all().enumerate() {
            assert_eq!(rule.number(), index);
            assert_eq!(Rule::numbered(index), Some(rule));
            assert_eq!(Rule::all().filter(|other| other.id() == rule.id()).count(), 1, "{rule}");
        }
        // The last of the enumeration: all before it are there, as their number says.
        assert_eq!(Rule::all().len(), Rule::ReuseName.number() + 1);
        assert_eq!(Rule::numbered(Rule::all().len()), None);
    }

    #[test]
    fn a_bump_covers_what_is_not_larger() {
        let all = [NoBump, Patch, Minor, Major];
        for (granted, needed) in all.iter().flat_map(|a| all.map(|b| (*a, b))) {
            assert_eq!(granted.covers(needed), granted >= needed);
        }
    }
}
