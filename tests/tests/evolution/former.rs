//! Which function of `from` a field of a file is for, and which it is not for.

use std::ops::Range;
use std::rc::Rc;

use persist_core::{Persist, Result, Rule};

use super::programs::{becomes, reasons};

fn tenths(old: u32) -> Result<f64> {
    Ok(f64::from(old) / 10.0)
}

fn whole(old: Range<u32>) -> Result<Range<u64>> {
    Ok(u64::from(old.start) * 100..u64::from(old.end) * 100)
}

programs! {
    text { pub struct Model { pub cut: String } }
    exact { pub struct Model { pub cut: u32 } }
    narrow { pub struct Model { pub cut: u16 } }
    option { pub struct Model { pub cut: Option<u32> } }
    today { pub struct Model { #[persist(from(u32 => super::tenths))] pub cut: f64 } }
    filled { pub struct Model { #[persist(default = 0.5, from(u32 => super::tenths))] pub cut: f64 } }
    parsed { pub struct Model { #[persist(from(String => |old| old.parse().map_err(persist_core::Error::invalid)))] pub cut: f64 } }
}

#[test]
fn a_type_that_from_names_is_converted() {
    becomes(&exact::Model { cut: 25 }, today::Model { cut: 2.5 }, &[Rule::Convert]);
    becomes(&text::Model { cut: "2.5".into() }, parsed::Model { cut: 2.5 }, &[Rule::Convert]);
}

#[test]
fn an_older_form_of_two_types_is_refused() {
    assert_eq!(
        reasons::<today::Model>(&narrow::Model { cut: 25 }),
        [
            "`Model.cut`: the file has u16, which may be an older form of `f64` and `u32`, with different values: \
         one more `from(u16 => …)` says what becomes of it"
        ]
    );
}

#[test]
fn an_older_form_of_todays_type_alone_takes_the_rules() {
    becomes(&narrow::Model { cut: 25 }, parsed::Model { cut: 25.0 }, &[Rule::IntegerToFloat]);
}

#[test]
fn what_leads_nowhere_is_refused() {
    assert_eq!(
        reasons::<today::Model>(&text::Model { cut: "25".into() }),
        ["`Model.cut`: the file has str, and no rule leads from there to any of `f64`, `u32`: \
         one more `from(String => …)` says what becomes of it"]
    );
}

#[test]
fn what_is_in_an_option_is_converted_too() {
    let rules = [Rule::SomeOrDefault, Rule::Convert];
    becomes(&option::Model { cut: Some(25) }, filled::Model { cut: 2.5 }, &rules);
    becomes(&option::Model { cut: None }, filled::Model { cut: 0.5 }, &rules);
}

programs! {
    ranges { pub struct Span { pub all: Range<u32> } }
    spans { pub struct Span { #[persist(from(Range<u32> => super::whole))] pub all: Range<u64> } }
    metres { pub struct Length(pub f64);  pub struct Way { pub length: Length } }
    feet {
        #[persist(was = "Length")]
        pub struct Feet(pub f64);
        #[persist(name = "Length")]
        pub struct Metres(pub f64);
        pub struct Way { #[persist(from(Metres => |old: Metres| Ok(Feet(old.0 / 0.3048))))] pub length: Feet }
    }
}

#[test]
fn generic_types_differ_by_their_arguments() {
    becomes(&ranges::Span { all: 1..2 }, spans::Span { all: 100..200 }, &[Rule::Convert]);
}

#[test]
fn a_name_of_its_own_is_nearer_than_a_former_one() {
    let way = metres::Way { length: metres::Length(0.3048) };
    becomes(&way, feet::Way { length: feet::Feet(1.0) }, &[Rule::Convert]);
}

programs! {
    plain { pub struct Model { pub a: Option<u32>, pub b: Option<u8>, pub c: Option<u8> } }
    wrapped {
        pub struct Cut(pub Option<u32>);
        pub struct Model {
            #[persist(default = Cut(Some(9)))]
            pub a: Cut,
            #[persist(default = Rc::new(Some(9)))]
            pub b: Rc<Option<u8>>,
            #[persist(default = Rc::new(vec![9]))]
            pub c: Rc<Vec<u8>>,
        }
    }
}

#[test]
fn a_default_does_not_stand_in_for_a_none_that_has_a_place() {
    becomes(
        &plain::Model { a: None, b: None, c: None },
        wrapped::Model { a: wrapped::Cut(None), b: Rc::new(None), c: Rc::new(vec![]) },
        &[Rule::WrapNewtype, Rule::Share, Rule::Share, Rule::OptionToList],
    );
}
