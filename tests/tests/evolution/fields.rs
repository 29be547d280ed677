//! Which field of a file a field of the program is, and what is said of those that only one side has.

use persist_core::{LoadOptions, Persist, Rule, UnknownFields};

use super::programs::{becomes, reasons};

programs! {
    both { pub struct Model { pub width: u8, pub size: u8 } }
    renamed { pub struct Model { #[persist(was = "size")] pub width: u8 } }
    cut { pub struct Model { pub cut: u32 } }
    gave_up { #[persist(removed("cut"))] pub struct Model { pub threshold: u32 } }
    keeps { pub struct Model { pub cut: u64, #[persist(unknown)] pub extra: UnknownFields } }
}

#[test]
fn a_name_of_its_own_goes_before_a_former_one() {
    let file = both::Model { width: 1, size: 2 };
    becomes(&file, renamed::Model { width: 1 }, &[Rule::RemoveFieldUnseen]);
}

#[test]
fn a_field_that_was_given_up_is_not_taken_for_a_renamed_one() {
    assert_eq!(
        reasons::<gave_up::Model>(&cut::Model { cut: 1 }),
        ["`Model.threshold`: this program expects this field (u32), the file does not have it; \
         #[persist(default)] fills it"]
    );
}

#[test]
fn a_place_for_unknown_fields_is_no_field_that_a_file_lacks() {
    let expected = keeps::Model { cut: 1, extra: UnknownFields::new() };
    becomes(&cut::Model { cut: 1 }, expected, &[Rule::WidenInteger]);
}

programs! {
    acme { pub struct Model { #[persist(serde, from_crate = "acme 0.4.0")] pub a: Vec<u8> } }
    newer { pub struct Model { #[persist(serde, from_crate = "acme 0.7.0")] pub a: Vec<u8> } }
    wide { pub struct Model { #[persist(serde, from_crate = "acme 0.4.0")] pub a: Vec<u16> } }
    other { pub struct Model { #[persist(serde, from_crate = "emca 0.7.0")] pub a: Vec<u8> } }
}

/// What a report says of the type of another crate.
#[track_caller]
fn detail<T: Persist>() -> String {
    let bytes = acme::Model { a: vec![7] }.to_bytes().unwrap();
    let (_, report) = LoadOptions::new().from_bytes_with_report::<T>(&bytes).unwrap();
    let [change] = report.changes() else { panic!("{report}") };
    assert_eq!(change.rule(), Rule::ForeignCrate);
    change.detail().to_owned()
}

#[test]
fn a_type_of_another_crate_is_told_by_its_version_where_that_is_all() {
    assert_eq!(detail::<newer::Model>(), "acme 0.4.0 -> 0.7.0");
    assert_eq!(detail::<wide::Model>(), "`Vec<u8>` of acme 0.4.0 -> `Vec<u16>` of acme 0.4.0");
    assert_eq!(detail::<other::Model>(), "`Vec<u8>` of acme 0.4.0 -> `Vec<u8>` of emca 0.7.0");
}
