//! Each rule of the catalogue over arrays: what a rule makes of the elements of an array is what it makes of each by
//! itself, however the file stores the array, and wherever it stands.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Range;
use std::rc::Rc;

use persist_core::{
    Archive, Compression, Error, ErrorKind, LoadOptions, Persist, Result, Rule, SaveOptions,
    Schema, UnknownFields, Upgrade, compat,
};

/// Different elements in an array: they come again and again.
const KINDS: usize = 61;

/// What makes an element so long that few of them fill a chunk.
type Rest = [u128; 6];

const REST: Rest = [u128::MAX, 1, 2, 3, 4, 5];

/// How a file stores an array, and how long it is.
#[derive(Clone, Copy, Debug)]
struct Storage {
    block_threshold: u64,
    compression: Compression,
    /// More than fits a chunk.
    long: bool,
}

const fn storage(block_threshold: u64, compression: Compression, long: bool) -> Storage {
    Storage { block_threshold, compression, long }
}

const STORAGES: [Storage; 6] = [
    storage(u64::MAX, Compression::none(), false),
    storage(u64::MAX, Compression::none(), true),
    storage(1, Compression::none(), false),
    storage(1, Compression::none(), true),
    storage(1, Compression::zstd(1), true),
    storage(1, Compression::lz4(), true),
];

impl Storage {
    fn bytes_of(self, value: &impl Persist) -> Vec<u8> {
        SaveOptions::new()
            .block_threshold(self.block_threshold)
            .compression(self.compression)
            .to_bytes(value)
            .unwrap()
    }

    fn count<T: Persist>(self) -> usize {
        let size = usize::try_from(T::LAYOUT.unwrap().size).unwrap();
        if self.long { (1 << 20) / size + 100 } else { 100 }
    }
}

/// Arrays wherever a value can hold them.
#[derive(Persist, Debug, Clone, PartialEq)]
struct Holder<T: 'static> {
    plain: Vec<T>,
    optional: Option<Vec<T>>,
    by_name: BTreeMap<String, Vec<T>>,
    shared: Rc<(Vec<T>, u8)>,
    lists: Vec<Vec<T>>,
    empty: Vec<T>,
}

impl<T: 'static> Holder<T> {
    /// Takes arrays of `make`, each of some of its elements.
    fn new(make: impl Fn(Range<usize>) -> Vec<T>) -> Self {
        Holder {
            plain: make(0..9),
            optional: Some(make(9..20)),
            by_name: [("a".to_owned(), make(20..21)), ("b".to_owned(), make(21..40))].into(),
            shared: Rc::new((make(40..45), 7)),
            lists: vec![make(45..45), make(45..61), Vec::new()],
            empty: Vec::new(),
        }
    }
}

/// Elements of a file become what each becomes by itself, and the report says so by the rule.
#[track_caller]
fn read<Old, New>(rule: Rule, make: fn(u32) -> Old)
where
    Old: Persist + Clone + 'static,
    New: Persist + Clone + Debug + PartialEq + 'static,
{
    let old: Vec<Old> = (0..).take(KINDS).map(make).collect();
    let each = old.iter().map(|old| New::from_bytes(&old.to_bytes().unwrap()).unwrap());
    let expected: Vec<New> = each.collect();
    let cycle = |range: Range<usize>| range.map(|n| old[n % KINDS].clone()).collect::<Vec<_>>();
    for storage in STORAGES {
        let count = storage.count::<Old>();
        let bytes = storage.bytes_of(&cycle(0..count));
        let (found, report) =
            LoadOptions::new().from_bytes_with_report::<Vec<New>>(&bytes).unwrap();
        assert_eq!(found.len(), count);
        let is_expected = |(n, found): (usize, &New)| *found == expected[n % KINDS];
        assert!(found.iter().enumerate().all(is_expected), "{rule}, {storage:?}");
        assert!(report.changes().iter().any(|change| change.rule() == rule), "{rule}: {report:#}");

        let archive = Archive::from_bytes(bytes).unwrap();
        let array = archive.array("").unwrap();
        let some = array.read_range::<New>(count - 70..count - 5).unwrap();
        assert!(
            some.iter().zip(count - 70..).all(|(f, n)| is_expected((n, f))),
            "{rule}, {storage:?}"
        );
        assert_eq!(archive.get::<New>("[33]").unwrap(), expected[33], "{rule}, {storage:?}");

        let empty = storage.bytes_of(&Vec::<Old>::new());
        assert_eq!(Vec::<New>::from_bytes(&empty).unwrap(), []);
        let held = Holder::<New>::from_bytes(&storage.bytes_of(&Holder::new(cycle))).unwrap();
        assert_eq!(held, Holder::new(|range| expected[range].to_vec()), "{rule}, {storage:?}");
    }
}

/// Arrays are refused by the rule that refuses each element.
#[track_caller]
fn refused<Old, New>(rule: Rule, make: fn(u32) -> Old)
where
    Old: Persist + Clone,
    New: Persist + Debug,
{
    let (old, new) = (Schema::of::<Old>().unwrap(), Schema::of::<New>().unwrap());
    let report = compat::check(&old, &new).unwrap();
    assert!(report.changes().iter().any(|change| change.rule() == rule), "{rule}: {report:#}");
    let is_refusal = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
        error
    };
    is_refusal(New::from_bytes(&make(1).to_bytes().unwrap()).unwrap_err());
    for storage in STORAGES {
        for old in [vec![make(1); 50], Vec::new()] {
            let bytes = storage.bytes_of(&old);
            is_refusal(Vec::<New>::from_bytes(&bytes).unwrap_err());
            let array = Archive::from_bytes(bytes).unwrap();
            let error = is_refusal(array.array("").unwrap().read::<New>().unwrap_err());
            let named = format!("(rule `{rule}`)");
            assert!(error.reasons().iter().any(|reason| reason.ends_with(&named)), "{error}");
        }
    }
}

/// One test for each row, and the rules of all of them.
macro_rules! table {
    ($($name:ident: $rule:ident, $check:ident {
        old { $($old:item)* } new { $($new:item)* } make($n:ident) { $make:expr } $($step:item)*
    })*) => {
        /// The rules of all rows.
        pub(super) const TABLE: &[Rule] = &[$(Rule::$rule),*];
        $(mod $name {
            #[allow(unused_imports, reason = "not every row needs all of them")]
            use super::*;
            #[allow(unused_imports, dead_code, unreachable_pub, reason = "a program of its own")]
            mod old { use super::*; $(#[derive(Persist, Clone, Debug, PartialEq)] $old)* }
            #[allow(unused_imports, dead_code, unreachable_pub, reason = "a program of its own")]
            mod new { use super::*; $(#[derive(Persist, Clone, Debug, PartialEq)] $new)* }
            #[test]
            fn holds_for_arrays() {
                #[allow(clippy::redundant_closure_call, reason = "a row is an expression of its number")]
                fn make($n: u32) -> old::Node { $make }
                $check::<old::Node, new::Node>(Rule::$rule, make);
            }
            $($step)*
        })*
    };
}

fn byte(n: u32) -> u8 {
    u8::try_from(n).unwrap()
}

mod table;

/// Rules that no field of a fixed layout can be changed by, and why.
const NOT_IN_LAYOUTS: &[(&str, &[Rule])] = &[
    ("options have no layout", &[Rule::OutOfOption, Rule::SomeOrDefault, Rule::OptionToList]),
    (
        "lists, sets and maps have no layout",
        &[
            Rule::OutOfList,
            Rule::ListToArray,
            Rule::ListToSet,
            Rule::SetToList,
            Rule::ListToMap,
            Rule::MapToList,
        ],
    ),
    ("strings and bytes have no layout", &[Rule::StringToBytes, Rule::BytesToString]),
    ("values of other crates have no layout", &[Rule::RecodeForeign, Rule::ForeignCrate]),
    ("shared values have no layout", &[Rule::Unshare]),
    (
        "enums have no layout",
        &[
            Rule::AddVariant,
            Rule::ReorderVariants,
            Rule::MergeVariants,
            Rule::RemoveVariant,
            Rule::OtherVariant,
            Rule::RenameVariant,
            Rule::FillUnitVariant,
        ],
    ),
    ("what is dropped of a layout is reported, not kept", &[Rule::KeepUnknown]),
    (
        "no schema shows them",
        &[Rule::Containers, Rule::Pointers, Rule::Nested, Rule::Defaults, Rule::ReuseName],
    ),
];

#[test]
fn each_rule_has_a_row_or_a_reason_for_none() {
    for rule in Rule::all() {
        let excused = NOT_IN_LAYOUTS.iter().flat_map(|(_, rules)| *rules).any(|r| *r == rule);
        assert_ne!(table::TABLE.contains(&rule), excused, "{rule}");
    }
}

/// As [`UnknownFields`] says. A struct with such a field has no layout, but files of programs without it have.
#[test]
fn what_a_program_does_not_know_of_a_layout_is_reported_and_not_kept() {
    programs! {
        old { #[persist(version = "1.1.0")] pub struct Node { pub a: u8, pub n: [u16; 2] } }
        new {
            #[persist(version = "1.0.0")]
            pub struct Node { pub a: u8, #[persist(unknown)] pub extra: UnknownFields }
        }
    }
    let old: Vec<_> = (0..100).map(|a| old::Node { a, n: [1, 2] }).collect();
    let expected: Vec<_> = (0..100).map(|a| new::Node { a, extra: UnknownFields::new() }).collect();
    for storage in STORAGES {
        let bytes = storage.bytes_of(&old);
        let (found, report) =
            LoadOptions::new().from_bytes_with_report::<Vec<new::Node>>(&bytes).unwrap();
        assert_eq!(found, expected);
        let dropped: Vec<_> = report.dropped().map(|c| (c.rule(), c.path(), c.count())).collect();
        assert_eq!(dropped, [(Rule::RemoveFieldUnseen, "[Node][].n", 100)], "{report:#}");
    }
}
