//! What constants find is what the plan compiler finds: of each pair out of a table of types, with and without a
//! default and former types.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Range, RangeFrom};
use std::rc::Rc;
use std::time::Duration;

use persist_history::{Bump, Rule};

use crate::check::former::Target;
use crate::check::types::Known;
use crate::evolution::compat;
use crate::persist::Persist;
use crate::schema::{
    Arg, Def, DefShape, Field, Fields, FieldsKind, Registry, Schema, Shape, Ty, Variant,
};

/// A type, its own definition, and the definitions of all types in it.
#[derive(Clone)]
struct Sample {
    ty: &'static Ty,
    def: Option<&'static Def>,
    register: fn(&mut Registry),
    defs: Vec<&'static Def>,
}

fn sample<T: Persist>() -> Sample {
    Sample { ty: T::TY, def: T::DEF, register: T::register, defs: Vec::new() }
}

macro_rules! samples {
    ($($ty:ty),+ $(,)?) => { vec![$(sample::<$ty>()),+] };
}

fn unnamed() -> Vec<Sample> {
    samples![
        u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, isize, f32, f64, bool, char, String, (),
        Option<u16>, Option<u32>, Option<Option<u16>>, Option<String>, Option<Vec<u16>>,
        Option<(u16, f32)>, Option<[u16; 3]>, Option<Rc<u16>>, Option<BTreeSet<u16>>,
        Vec<u8>, Vec<u16>, Vec<u32>, Vec<Vec<u16>>, Vec<Vec<Vec<u32>>>, Vec<Option<u16>>, Vec<String>,
        Vec<char>, Vec<Rc<u16>>, Vec<(String, u16)>, Vec<(String, u32)>, Vec<(u16, f32)>,
        Vec<(u16,)>, Vec<[u8; 4]>, Vec<BTreeSet<u16>>, Vec<Option<Vec<u8>>>,
        [u8; 4], [u16; 3], [u32; 3], [u16; 4], [[f32; 2]; 3], [[f64; 2]; 3], [Option<u16>; 3], [String; 3],
        BTreeSet<u16>, BTreeSet<u32>, BTreeSet<String>, BTreeSet<(String, u16)>, BTreeSet<Option<u16>>,
        BTreeMap<String, u16>, BTreeMap<String, u32>, BTreeMap<u16, Option<u16>>,
        BTreeMap<u16, Vec<u8>>, BTreeMap<String, BTreeMap<String, u16>>,
        Rc<u16>, Rc<u32>, Rc<str>, Rc<Option<u32>>, Rc<Vec<u16>>, Rc<Rc<u16>>, Rc<(u16, f32)>,
        (u16,), (u32,), (u16, f32), (u32, f64), (u32, f64, u8), (String, u16), (Option<u16>, Vec<u8>),
    ]
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn def(
    name: &'static str,
    args: &'static [Arg],
    was: &'static [&'static str],
    shape: DefShape,
) -> Def {
    let (version, producer, view) = (None, None, None);
    Def { name, args, version, was, producer, shape, removed: &[], chain: &[], view, history: None }
}

fn of_def(def: Def) -> Sample {
    let def = leak(def);
    let ty = leak(Ty::Named { name: def.name, args: def.args });
    Sample { ty, def: Some(def), register: |_| {}, defs: vec![def] }
}

fn around(content: &Sample, wrap: impl Fn(&'static Ty) -> Ty) -> Sample {
    Sample { ty: leak(wrap(content.ty)), def: None, ..content.clone() }
}

fn structs(list: Vec<Field>) -> DefShape {
    DefShape::Struct(Fields { kind: FieldsKind::Named, list: leak(list) })
}

fn plain(name: &'static str, ty: &'static Ty) -> Field {
    Field { name, ty, default: false, was: &[], from: &[], foreign: None }
}

fn named() -> Vec<Sample> {
    let newtype = |name, ty| of_def(def(name, &[], &[], structs(vec![plain("it", ty)])));
    let metres = newtype("Metres", f64::TY);
    let rows = newtype("Rows", <Vec<u16>>::TY);
    let maybe = newtype("Maybe", <Option<u16>>::TY);
    let fields = || structs(vec![plain("a", u16::TY), plain("b", f32::TY)]);
    let tree = of_def(def("Tree", &[], &[], fields()));
    let woods = of_def(def("Woods", &[], leak(["Tree"]), fields()));
    let unit = Fields { kind: FieldsKind::Unit, list: &[] };
    let red = Variant { name: "Red", was: &[], fields: unit, removed: &[], other: false };
    let colour = of_def(def("Colour", &[], &[], DefShape::Enum(leak([red]))));
    let id = |args| {
        of_def(def("Id", args, &[], structs(vec![plain("n", u32::TY), plain("m", u32::TY)])))
    };
    let in_list = |of: &Sample| around(of, |element| Ty::List { element, fixed: false });
    let mut all = vec![
        in_list(&tree),
        in_list(&woods),
        in_list(&metres),
        around(&tree, Ty::Option),
        around(&colour, Ty::Option),
        around(&metres, Ty::Shared),
        around(&maybe, Ty::Option),
        id(&[Arg::Unsigned(3)]),
        id(&[Arg::Unsigned(4)]),
        id(&[Arg::Type(&Ty::Primitive(crate::schema::Primitive::U8))]),
        metres,
        rows,
        maybe,
        tree,
        woods,
        colour,
    ];
    all.extend(samples![
        Range<u16>, Range<u32>, RangeFrom<u16>, RangeFrom<u32>, Result<u16, String>, Result<u32, String>,
        Bound<f32>, Bound<f64>, Duration, Vec<Range<u16>>, Option<Range<u32>>, Result<u32, Vec<u8>>,
    ]);
    #[cfg(feature = "ndarray")]
    all.extend(samples![
        ndarray::Array1<u16>,
        ndarray::Array1<u32>,
        ndarray::Array2<u16>,
        ndarray::ArrayD<u32>,
        ndarray::ArrayD<Vec<u16>>,
        Option<ndarray::Array1<u32>>,
    ]);
    #[cfg(feature = "chrono")]
    all.extend(samples![
        chrono::NaiveDate,
        chrono::DateTime<chrono::Utc>,
        chrono::DateTime<chrono::FixedOffset>,
    ]);
    all
}

/// A struct whose only field is of this type; and as text, that type.
fn schema(field: Field, samples: &[&Sample], version: &'static str) -> (Schema, String) {
    let whole = Def { version: Some(version), ..def("S", &[], &[], structs(vec![field])) };
    let mut registry = Registry::default();
    assert!(registry.insert::<()>(leak(whole)));
    for sample in samples {
        (sample.register)(&mut registry);
        for def in &sample.defs {
            let _ = registry.insert::<()>(def);
        }
    }
    let schema =
        Schema::from_registry(leak(Ty::Named { name: "S", args: &[] }), &registry).unwrap();
    let Some(Shape::Struct(fields)) = schema.root_def().map(|def| &def.shape) else { panic!() };
    let text = schema.type_name(&fields.list[0].ty);
    (schema, text)
}

#[derive(Default, Debug, PartialEq, Eq)]
struct Tally {
    same: usize,
    read: usize,
    refused: usize,
    unknown: usize,
}

/// Holds both against each other for one pair.
fn compare(old: &Sample, new: &Sample, default: bool, former: &[&Sample], tally: &mut Tally) {
    let (writer, text) = schema(plain("f", old.ty), &[old], "1.0.0");
    let from: Vec<_> = former.iter().map(|sample| sample.ty).collect();
    let field = Field { default, from: leak(from.clone()), ..plain("f", new.ty) };
    let (reader, today) = schema(field, &[&[new], former].concat(), "1.1.0");
    let report = compat::check(&writer, &reader).unwrap();
    let known = Known { parameters: &[], def: new.def };
    let found = known.field(text.as_bytes(), &Target { ty: new.ty, default, former: &from });
    let pair = format!("{text} -> {today}, default {default}, from {from:?}: {found:?}\n{report}");
    if found.refusal.is_some() {
        assert!(!report.is_backward(), "{pair}");
        tally.refused += 1;
    } else if found.unknown {
        // More than a minor bump is asked for only where the plan does.
        assert!(found.bump() >= Bump::Minor, "{pair}");
        let needed = report.required_bump().max(Bump::Minor);
        assert!(!report.is_backward() || found.bump() <= needed, "{pair}");
        tally.unknown += 1;
    } else {
        assert!(report.is_backward(), "{pair}");
        let applied = |rule| report.changes().iter().any(|change| change.rule() == rule);
        for rule in Rule::all() {
            assert_eq!(found.has(rule), applied(rule), "{rule}: {pair}");
        }
        assert_eq!(found.bump(), report.required_bump(), "{pair}");
        match report.is_identical() {
            true => tally.same += 1,
            false => tally.read += 1,
        }
    }
}

#[test]
fn types_without_names_are_judged_as_the_plan_judges_them() {
    let (all, mut tally) = (unnamed(), Tally::default());
    for (old, new) in all.iter().flat_map(|old| all.iter().map(move |new| (old, new))) {
        compare(old, new, false, &[], &mut tally);
        compare(old, new, true, &[], &mut tally);
    }
    assert_eq!(tally.unknown, 0, "{tally:?}");
    assert!(tally.read > 500 && tally.refused > 5000, "{tally:?}");
}

#[test]
fn former_types_are_chosen_as_the_plan_chooses_them() {
    let (all, mut tally) = (unnamed(), Tally::default());
    let one = |ty: &'static Ty| all.iter().find(|sample| sample.ty == ty).unwrap();
    let sets: [&[&Sample]; 6] = [
        &[one(u16::TY)],
        &[one(String::TY), one(<Vec<u16>>::TY)],
        &[one(<Option<u16>>::TY)],
        &[one(<(u16, f32)>::TY), one(u32::TY)],
        &[one(<BTreeMap<String, u16>>::TY)],
        &[one(<[u16; 3]>::TY), one(<BTreeSet<u16>>::TY)],
    ];
    for (number, (old, new)) in
        all.iter().flat_map(|old| all.iter().map(move |new| (old, new))).enumerate()
    {
        for former in sets {
            compare(old, new, number % 2 == 0, former, &mut tally);
        }
    }
    assert_eq!(tally.unknown, 0, "{tally:?}");
    assert!(tally.read > 3000 && tally.refused > 10_000, "{tally:?}");
}

#[test]
fn where_names_hide_what_is_behind_them_nothing_is_refused_that_the_plan_reads() {
    let (unnamed, names, mut tally) = (unnamed(), named(), Tally::default());
    let all: Vec<_> = unnamed.iter().chain(&names).collect();
    for (old, new) in all.iter().flat_map(|old| names.iter().map(move |new| (*old, new))) {
        compare(old, new, false, &[], &mut tally);
        compare(new, old, false, &[], &mut tally);
    }
    assert!(tally.unknown > 500 && tally.read > 50 && tally.refused > 500, "{tally:?}");
}
