//! Which function of `from` a field of a file is for, and which it is not for.

use std::collections::{BTreeMap, BTreeSet};
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
    counts {
        pub struct Square<const N: usize> { pub rows: Vec<u8> }
        pub struct Model {
            pub option: Option<u32>,
            pub list: Vec<u32>,
            pub set: BTreeSet<u32>,
            pub map: BTreeMap<u8, u32>,
            pub shared: Rc<u32>,
            pub pair: (u32, u32),
            pub array: [u32; 2],
            pub square: Square<2>,
        }
        #[persist(name = "Place")]
        pub struct Flat { pub at: (u32, u32), pub sizes: [u32; 2] }
    }
    shares {
        pub struct Square<const N: usize> { pub rows: Vec<u8> }
        pub struct Model {
            #[persist(from(Option<u32> => |old| Ok(old.map(super::share))))]
            pub option: Option<f64>,
            #[persist(from(Vec<u32> => |old| Ok(old.into_iter().map(super::share).collect())))]
            pub list: Vec<f64>,
            #[persist(from(BTreeSet<u32> => |old| Ok(old.into_iter().map(|n| u64::from(n) * 10).collect())))]
            pub set: BTreeSet<u64>,
            #[persist(from(BTreeMap<u8, u32> => |old| Ok(old.into_iter().map(|(k, n)| (k, super::share(n))).collect())))]
            pub map: BTreeMap<u8, f64>,
            #[persist(from(Rc<u32> => |old| Ok(Rc::new(super::share(*old)))))]
            pub shared: Rc<f64>,
            #[persist(from((u32, u32) => |old| Ok((super::share(old.0), super::share(old.1)))))]
            pub pair: (f64, f64),
            #[persist(from([u32; 2] => |old| Ok(old.map(super::share))))]
            pub array: [f64; 2],
            #[persist(from(Square<2> => |old| Ok(Square { rows: [old.rows, vec![0; 5]].concat() })))]
            pub square: Square<3>,
        }
        #[persist(name = "Place")]
        pub struct Deep {
            #[persist(from((u32, u32) => |old| Ok((old.0, old.1, 0))))]
            pub at: (u32, u32, u32),
            #[persist(from([u32; 2] => |old| Ok([old[0], old[1], 1])))]
            pub sizes: [u32; 3],
        }
    }
}

fn share(count: u32) -> f64 {
    f64::from(count) / 100.0
}

/// The rules lead to today's type as well: what is converted is what the file's type is, however it is put together.
#[test]
fn a_former_type_is_known_in_whatever_holds_it() {
    let old = counts::Model {
        option: Some(25),
        list: vec![25, 50],
        set: [1, 2].into(),
        map: [(7, 75)].into(),
        shared: Rc::new(50),
        pair: (25, 50),
        array: [50, 75],
        square: counts::Square { rows: vec![1; 4] },
    };
    let new = shares::Model {
        option: Some(0.25),
        list: vec![0.25, 0.5],
        set: [10, 20].into(),
        map: [(7, 0.75)].into(),
        shared: Rc::new(0.5),
        pair: (0.25, 0.5),
        array: [0.5, 0.75],
        square: shares::Square { rows: vec![1, 1, 1, 1, 0, 0, 0, 0, 0] },
    };
    becomes(&old, new, &[Rule::Convert; 8]);
}

#[test]
fn a_former_type_may_be_shorter_than_todays() {
    let old = counts::Flat { at: (1, 2), sizes: [3, 4] };
    becomes(&old, shares::Deep { at: (1, 2, 0), sizes: [3, 4, 1] }, &[Rule::Convert; 2]);
}

programs! {
    yards {
        pub struct Yards(pub f64);
        pub struct Way { #[persist(from(Yards => |old: Yards| Ok(old.0 * 0.9144)))] pub length: f64 }
    }
}

#[test]
fn a_type_of_another_name_is_no_former_one() {
    let way = metres::Way { length: metres::Length(2.5) };
    becomes(&way, yards::Way { length: 2.5 }, &[Rule::UnwrapNewtype]);
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
