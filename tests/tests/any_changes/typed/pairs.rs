//! Pairs of types: that of the file's program, and that of the one that reads it.

use super::*;

/// A module for each pair. A pair is named by what lies between its types.
macro_rules! pairs {
    ($($name:ident {
        file { $($file:item)* }
        program { $($program:item)* }
        value $value:expr;
        $(defaults [$(($path:literal, $default:expr)),* $(,)?];)?
    })*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every pair needs all of them")]
            use super::*;
            #[allow(dead_code, unused_imports, reason = "what is read is compared as a tree")]
            mod file { use super::*; $(#[derive(Persist)] $file)* }
            #[allow(dead_code, unused_imports, reason = "what is read is compared as a tree")]
            mod program { use super::*; $(#[derive(Persist)] $program)* }
            #[test]
            fn holds() {
                super::super::holds::<file::Model, program::Model>($value, &[$($(($path, $default)),*)?]);
            }
        }
    )*};
}

fn unsigned(value: u128) -> Val {
    Val::Unsigned(value)
}

fn text(text: &str) -> Val {
    Val::Str(text.to_owned())
}

pairs! {
    add_fields {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u32 } }
        program {
            #[persist(version = "1.1.0")]
            pub struct Model {
                #[persist(default = 7)] pub n: u8,
                pub a: u32,
                #[persist(default = "x".into())] pub text: String,
                #[persist(default)] pub o: Option<u8>,
            }
        }
        value |r| file::Model { a: any(r) };
        defaults [("Model.n", unsigned(7)), ("Model.text", text("x")), ("Model.o", Val::Option(None))];
    }
    remove_and_reorder {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub junk: Vec<String>, pub b: f64 } }
        program { #[persist(version = "1.1.0", removed("junk"))] pub struct Model { pub b: f64, pub a: u32 } }
        value |r| file::Model { a: any(r), junk: any(r), b: any(r) };
    }
    rename_fields {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: String, pub b: String } }
        program {
            #[persist(version = "1.1.0")]
            pub struct Model { #[persist(was = "b")] pub c: String, #[persist(was("x", "a"))] pub d: String }
        }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    rename_read_by_an_older_program {
        file { #[persist(version = "1.1.0")] pub struct Model { #[persist(was = "a")] pub b: String, #[persist(default)] pub n: u8 } }
        program { #[persist(version = "1.0.0")] pub struct Model { pub a: String } }
        value |r| file::Model { b: any(r), n: any(r) };
    }
    widen_numbers {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u8, pub b: i16, pub c: Vec<u32>, pub d: [u64; 3], pub e: Vec<i8> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: i64, pub b: i32, pub c: Vec<u128>, pub d: [i128; 3], pub e: VecDeque<i64> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r), d: any(r), e: any(r) };
    }
    narrow_numbers_of_a_newer_file {
        file { #[persist(version = "1.1.0")] pub struct Model { pub a: i64, pub b: Option<u32> } }
        program { #[persist(version = "1.0.0")] pub struct Model { pub a: i16, pub b: Option<u8> } }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    narrow_numbers_of_a_draft {
        file { pub struct Model { pub a: i128, pub b: Vec<u16> } }
        program { pub struct Model { pub a: u64, pub b: Vec<u8> } }
        value |r| file::Model { a: i128::from(any::<i32>(r)), b: any(r) };
    }
    numbers_to_floats {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u16, pub b: i32, pub c: Vec<f32>, pub d: i8, pub e: f32 } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: f32, pub b: f64, pub c: Vec<f64>, pub d: f64, pub e: f64 } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r), d: any(r), e: any(r) };
    }
    bools_to_numbers {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: bool, pub b: Vec<bool>, pub c: Option<bool> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: u128, pub b: Vec<i16>, pub c: Option<u8> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    into_options {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: Option<u8>, pub c: Vec<i8> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Option<u64>, pub b: Option<Option<u8>>, pub c: Vec<Option<i8>> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    out_of_options {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Option<u32>, pub b: Option<String> } }
        program { #[persist(version = "1.1.0")] pub struct Model { #[persist(default = 9)] pub a: u64, #[persist(default = "none".into())] pub b: String } }
        value |r| file::Model { a: any(r), b: any(r) };
        defaults [("Model.a", unsigned(9)), ("Model.b", text("none"))];
    }
    options_of_a_newer_file {
        file { #[persist(version = "1.1.0")] pub struct Model { pub a: Option<u32>, pub b: Vec<Option<u8>> } }
        program { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: Vec<u8> } }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    into_lists {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: Option<String>, pub c: Vec<u8>, pub d: Option<u8> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u64>, pub b: Vec<String>, pub c: Vec<Vec<u8>>, pub d: VecDeque<u16> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r), d: any(r) };
    }
    out_of_lists_of_a_newer_file {
        file { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<String> } }
        program { #[persist(version = "1.0.0")] pub struct Model { pub a: String } }
        value |r| file::Model { a: if r.below(4) > 0 { vec![any(r)] } else { any(r) } };
    }
    arrays_to_lists {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: [u32; 3], pub b: [String; 2], pub c: [[u8; 2]; 2] } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u64>, pub b: Vec<String>, pub c: Vec<[u16; 2]> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    lists_to_arrays {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u32> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: [u32; 2] } }
        value |r| file::Model { a: if r.below(2) > 0 { vec![any(r), any(r)] } else { any(r) } };
    }
    lists_to_sets {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u16>, pub b: Vec<String>, pub c: [i32; 2] } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: BTreeSet<u32>, pub b: HashSet<String>, pub c: BTreeSet<i32> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    sets_to_lists {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: BTreeSet<i16>, pub b: BTreeSet<String> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<i32>, pub b: VecDeque<String> } }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    lists_to_maps {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<(String, u8)>, pub b: Vec<(i16, Option<u8>)> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: BTreeMap<String, u32>, pub b: HashMap<i64, Option<u8>> } }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    maps_to_lists {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: BTreeMap<u16, String>, pub b: BTreeMap<(u8, bool), f64> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<(u32, String)>, pub b: Vec<((u8, bool), f64)> } }
        value |r| file::Model { a: any(r), b: any(r) };
    }
    keys_and_values_of_maps {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: HashMap<i8, f32>, pub b: BTreeMap<String, Vec<u8>>, pub c: HashSet<(u8, String)> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: HashMap<i64, f64>, pub b: HashMap<String, Vec<u16>>, pub c: HashSet<(u32, String)> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    strings_and_bytes {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: String, pub b: Vec<u8>, pub c: Vec<String> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u8>, pub b: String, pub c: Vec<Vec<u8>> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    share {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: String, pub c: Vec<String> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Rc<u64>, pub b: Rc<str>, pub c: Vec<Rc<String>> } }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    unshare {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Rc<String>>, pub b: Rc<Vec<u8>> } }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<String>, pub b: Vec<u16> } }
        value |r| { let s: Rc<String> = any(r); file::Model { a: vec![s.clone(), any(r), s], b: any(r) } };
    }
    what_is_shared_stays_so {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Rc<Leaf>>, pub b: Option<Rc<Leaf>> } pub struct Leaf { pub class: u16 } }
        program {
            #[persist(version = "1.1.0")] pub struct Model { pub b: Option<Rc<Leaf>>, pub a: Vec<Rc<Leaf>> }
            pub struct Leaf { pub class: u32, #[persist(default = 1)] pub count: u8 }
        }
        value |r| {
            let leaves: Vec<_> = (0..3).map(|_| Rc::new(file::Leaf { class: any(r) })).collect();
            let mut pick = || leaves[r.below(3)].clone();
            file::Model { a: vec![pick(), pick(), pick()], b: Some(pick()) }
        };
        defaults [("Leaf.count", unsigned(1))];
    }
    wrap_in_newtypes {
        file { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u32>, pub b: Option<String>, pub c: BTreeMap<u8, u8> } }
        program {
            #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<Id>, pub b: Option<Label>, pub c: BTreeMap<Key, u8> }
            pub struct Id(pub u64);
            pub struct Label { pub text: String }
            #[derive(PartialEq, Eq, PartialOrd, Ord)] pub struct Key(pub u8);
        }
        value |r| file::Model { a: any(r), b: any(r), c: any(r) };
    }
    unwrap_newtypes {
        file {
            #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Id>, pub b: Id, pub c: Label }
            pub struct Id(pub u32);
            pub struct Label { pub text: String }
        }
        program { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u32>, pub b: Option<u64>, pub c: String } }
        value |r| file::Model { a: vec![file::Id(any(r))], b: file::Id(any(r)), c: file::Label { text: any(r) } };
    }
    tuples_to_structs {
        file {
            #[persist(version = "1.0.0")] pub struct Model { pub a: (u32, String), pub b: Point }
            pub struct Point(pub f32, pub f64);
        }
        program {
            #[persist(version = "1.1.0")] pub struct Model { pub a: Entry, pub b: Point }
            pub struct Entry { #[persist(was = "1")] pub name: String, #[persist(was = "0")] pub id: u64 }
            pub struct Point { #[persist(was = "1")] pub y: f64, #[persist(was = "0")] pub x: f64 }
        }
        value |r| file::Model { a: any(r), b: file::Point(any(r), any(r)) };
    }
    variants_in_another_order {
        file { #[persist(version = "1.0.0")] pub enum Model { A, B(u32), C { x: f64, y: f64 } } }
        program { #[persist(version = "1.1.0")] pub enum Model { C { y: f64, x: f64 }, New(u8), B(u64), A } }
        value |r| match r.below(3) {
            0 => file::Model::A,
            1 => file::Model::B(any(r)),
            _ => file::Model::C { x: any(r), y: any(r) },
        };
    }
    variants_renamed_merged_and_filled {
        file { #[persist(version = "1.0.0")] pub enum Model { Cat(u32), Missing(u32), Real(f32), None } }
        program {
            #[persist(version = "1.1.0")]
            pub enum Model {
                #[persist(was = "Real")] Number(f64),
                #[persist(was("Cat", "Missing"))] Other(u64),
                None { #[persist(default = 3)] why: u8 },
            }
        }
        value |r| match r.below(4) {
            0 => file::Model::Cat(any(r)),
            1 => file::Model::Missing(any(r)),
            2 => file::Model::Real(any(r)),
            _ => file::Model::None,
        };
        defaults [("Model.None.why", unsigned(3))];
    }
    variants_that_an_older_program_lacks {
        file { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<Kind> } pub enum Kind { A, B(u32), New(String) } }
        program { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Kind> } pub enum Kind { B(u32), A } }
        value |r| file::Model { a: kinds!(r, file) };
    }
    variants_for_all_others {
        file { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<Kind> } pub enum Kind { A, B(u32), New(String) } }
        program {
            #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Kind> }
            pub enum Kind { #[persist(other)] Unknown, A }
        }
        value |r| file::Model { a: kinds!(r, file) };
    }
    recursive_types {
        file { pub struct Model { pub value: f32, pub children: Vec<Model>, pub next: Option<Box<Model>> } }
        program {
            pub struct Model {
                pub next: Option<Box<Model>>,
                #[persist(was = "value")] pub weight: f64,
                pub children: VecDeque<Model>,
                #[persist(default = 1)] pub age: u8,
            }
        }
        value |r| {
            let leaf = |r: &mut Random| file::Model { value: any(r), children: vec![], next: None };
            let inner = file::Model { value: any(r), children: vec![leaf(r), leaf(r)], next: Some(Box::new(leaf(r))) };
            file::Model { value: any(r), children: vec![inner], next: Some(Box::new(leaf(r))) }
        };
        defaults [("Model.age", unsigned(1))];
    }
    renamed_and_generic_types {
        file {
            #[persist(version = "1.0.0")] pub struct Model { pub a: Old, pub b: Pair<u8>, pub c: Result<u8, String> }
            pub struct Old { pub x: u8 }
            pub struct Pair<T> { pub one: T, pub two: T }
        }
        program {
            #[persist(version = "1.1.0")] pub struct Model { pub a: New, pub b: Pair<u32>, pub c: Result<u16, String> }
            #[persist(was = "Old")] pub struct New { pub x: u8 }
            pub struct Pair<T> { pub two: T, pub one: T }
        }
        value |r| file::Model {
            a: file::Old { x: any(r) },
            b: file::Pair { one: any(r), two: any(r) },
            c: if any(r) { Ok(any(r)) } else { Err(any(r)) },
        };
    }
}

/// Some variants of an enum.
macro_rules! kinds {
    ($random:expr, $of:ident) => {{
        let mut all = Vec::new();
        for _ in 0..$random.below(3) {
            all.push(match $random.below(3) {
                0 => $of::Kind::A,
                1 => $of::Kind::B(any($random)),
                _ => $of::Kind::New(any($random)),
            });
        }
        all
    }};
}
use kinds;
