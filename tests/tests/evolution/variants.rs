//! Variants: what becomes of their fields, and which a file can have.

use persist_core::{ErrorKind, LoadOptions, OnUnknown, Persist, Rule};
use persist_tests::support::craft::File;

use super::programs::becomes;

programs! {
    old {
        pub enum Kind { Plain, Tree { depth: u8, junk: String } }
        #[persist(name = "Switch")]
        pub enum Switch { Off, On }
    }
    new {
        #[persist(name = "Kind")]
        pub enum Kind { Plain, #[persist(removed("junk"))] Tree { depth: u16 } }
        #[persist(name = "Kind")]
        pub enum WithOther { Plain, #[persist(other)] Unknown }
        #[persist(name = "Switch")]
        pub enum Swapped { On, Off }
        #[persist(name = "Switch")]
        pub enum Dimmed { Off, On, Half }
    }
}

fn kinds() -> Vec<old::Kind> {
    let tree = |depth| old::Kind::Tree { depth, junk: "junk".into() };
    vec![tree(1), old::Kind::Plain, tree(2)]
}

/// What is read of them where unknown fields are denied, with what the report says.
#[track_caller]
fn strictly<T: Persist + std::fmt::Debug + PartialEq>(
    expected: &[T],
    changes: &[(Rule, &str, u64)],
) {
    let strict = LoadOptions::new().unknown_fields(OnUnknown::Deny);
    let bytes = kinds().to_bytes().unwrap();
    let (found, report) = strict.from_bytes_with_report::<Vec<T>>(&bytes).unwrap();
    assert_eq!(found, expected);
    let found = report.changes().iter().map(|c| (c.rule(), c.path(), c.count()));
    assert_eq!(found.collect::<Vec<_>>(), changes, "{report:#}");
}

#[test]
fn fields_of_a_variant_change_where_a_value_is_of_it() {
    use new::Kind::{Plain, Tree};
    strictly(
        &[Tree { depth: 1 }, Plain, Tree { depth: 2 }],
        &[
            (Rule::WidenInteger, "[Kind][].Tree.depth", 2),
            (Rule::RemoveField, "[Kind][].Tree.junk", 2),
        ],
    );
}

/// `other` says it of all of them.
#[test]
fn fields_of_an_unknown_variant_are_known_to_be_lost() {
    use new::WithOther::{Plain, Unknown};
    strictly(
        &[Unknown, Plain, Unknown],
        &[
            (Rule::OtherVariant, "[Kind][].Tree", 2),
            (Rule::RemoveFieldUnseen, "[Kind][].Tree.depth", 2),
            (Rule::RemoveFieldUnseen, "[Kind][].Tree.junk", 2),
        ],
    );
}

#[test]
fn variants_that_change_places_stay_what_they_are() {
    becomes(&old::Switch::Off, new::Swapped::Off, &[Rule::ReorderVariants]);
    becomes(&old::Switch::On, new::Swapped::On, &[Rule::ReorderVariants]);
}

#[test]
fn a_file_has_the_variants_that_its_schema_says() {
    let mut file = File::parse(&old::Switch::On.to_bytes().unwrap());
    assert_eq!(new::Dimmed::from_bytes(&file.to_bytes()).unwrap(), new::Dimmed::On);
    file.body = vec![2];
    let error = new::Dimmed::from_bytes(&file.to_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
}
