//! Every pair of small schemas, and every byte of a schema changed to every other.

use std::thread;

use persist_core::{Archive, ErrorKind, Limits, Schema as Library, compat};
use persist_tests::support::craft::File;
use persist_tests::support::random::Random;

use super::THREADS;
use super::check;
use super::encode::encode;
use super::schema::{BYTE, Def, Field, Fields, Kind, Prim, Schema, Shape, Ty, Variant};
use super::values::Draw;

/// Values of each pair of schemas.
const VALUES: usize = 2;

const I16: Ty = Ty::Prim(Prim::Int { bits: 16, signed: true, size: false });

fn leaves() -> Vec<Ty> {
    vec![Ty::Prim(Prim::Unit), BYTE, I16, Ty::Prim(Prim::F64), Ty::Prim(Prim::Str)]
}

fn boxed(ty: &Ty) -> Box<Ty> {
    Box::new(ty.clone())
}

/// What holds one type.
fn around(ty: &Ty) -> Vec<Ty> {
    vec![
        Ty::Option(boxed(ty)),
        Ty::List(boxed(ty), true),
        Ty::List(boxed(ty), false),
        Ty::Array(boxed(ty), 1, true),
        Ty::Array(boxed(ty), 2, false),
        Ty::Set(boxed(ty)),
        Ty::Map(Box::new(BYTE), boxed(ty)),
        Ty::Shared(boxed(ty)),
        Ty::Tuple(vec![ty.clone()]),
        Ty::Tuple(vec![BYTE, ty.clone()]),
    ]
}

fn field(name: &str, ty: &Ty) -> Field {
    Field { name: name.into(), was: Vec::new(), default: false, ty: ty.clone() }
}

fn fields(kind: Kind, list: Vec<Field>) -> Fields {
    let mut fields = Fields { kind, list };
    fields.renumber();
    fields
}

fn def(shape: Shape) -> Def {
    Def { name: "A".into(), args: Vec::new(), version: None, was: Vec::new(), shape }
}

fn variant(name: &str, fields: Fields) -> Variant {
    Variant { name: name.into(), was: Vec::new(), other: false, fields }
}

/// Definitions around one type.
fn definitions(ty: &Ty) -> Vec<Def> {
    let named = |list| Shape::Struct(fields(Kind::Named, list));
    let renamed = Field { was: vec!["a".into()], ..field("b", ty) };
    let place = Field { was: vec!["0".into()], ..field("a", ty) };
    let versions = [(1, 0, 0), (1, 1, 0), (2, 0, 0)];
    let versioned = versions.map(|version| Def {
        version: Some(version),
        ..def(named(vec![field("a", ty), field("b", &BYTE)]))
    });
    let mut all = vec![
        def(Shape::Struct(Fields::NONE)),
        def(Shape::Struct(fields(Kind::Tuple, vec![field("", ty)]))),
        def(Shape::Struct(fields(Kind::Tuple, vec![field("", ty), field("", &BYTE)]))),
        def(named(vec![field("a", ty)])),
        def(named(vec![renamed])),
        def(named(vec![place, field("b", &BYTE)])),
        def(named(vec![field("b", &I16), field("a", ty)])),
        def(named(vec![field("b", &I16), Field { default: true, ..field("a", ty) }])),
        def(Shape::Enum(vec![variant("P", Fields::NONE)])),
        def(Shape::Enum(vec![
            variant("Q", fields(Kind::Tuple, vec![field("", ty)])),
            variant("P", Fields::NONE),
        ])),
        def(Shape::Enum(vec![
            variant("P", Fields::NONE),
            Variant {
                was: vec!["Q".into()],
                ..variant("R", fields(Kind::Named, vec![field("a", ty)]))
            },
        ])),
        Def { name: "B".into(), ..def(named(vec![field("a", ty)])) },
        Def { was: vec!["B".into()], ..def(named(vec![field("a", ty)])) },
    ];
    all.extend(versioned);
    all
}

/// Schemas in which definitions lead to themselves and each other.
fn recursive() -> Vec<Schema> {
    let (a, b) = (Ty::Named(0), Ty::Named(1));
    let ways = [Ty::Option(boxed(&a)), Ty::List(boxed(&a), true), Ty::Set(boxed(&a))];
    let one = ways.iter().flat_map(|ty| {
        let newtype = def(Shape::Struct(fields(Kind::Tuple, vec![field("", ty)])));
        let tuple = Ty::Tuple(vec![ty.clone(), ty.clone()]);
        let around = def(Shape::Struct(fields(Kind::Tuple, vec![field("", &tuple)])));
        let list = vec![field("a", &BYTE), field("b", ty)];
        let both = def(Shape::Struct(fields(Kind::Named, list.clone())));
        let leaf = variant("P", Fields::NONE);
        let tree = def(Shape::Enum(vec![leaf, variant("Q", fields(Kind::Named, list))]));
        [newtype, around, both, tree]
    });
    let one = one.map(|def| Schema { root: Ty::Named(0), defs: vec![def] });
    let two = [&a, &b].map(|inner| {
        let link = |ty: &Ty| {
            Shape::Struct(fields(Kind::Named, vec![field("a", &Ty::List(boxed(ty), true))]))
        };
        let second = Def { name: "B".into(), ..def(link(inner)) };
        Schema { root: Ty::Named(0), defs: vec![def(link(&b)), second] }
    });
    one.chain(two).collect()
}

/// All schemas of a few parts.
fn schemas() -> Vec<Schema> {
    let alone = |root: Ty| Schema { root, defs: Vec::new() };
    let mut all: Vec<Schema> = leaves().into_iter().map(alone).collect();
    let shallow = [BYTE, Ty::Prim(Prim::Unit), Ty::Prim(Prim::Str)];
    all.extend(shallow.iter().flat_map(around).map(alone));
    let deep = [Ty::Option(Box::new(BYTE)), Ty::List(Box::new(BYTE), true)];
    all.extend(deep.iter().flat_map(around).map(alone));
    let defs = [BYTE, Ty::Option(Box::new(BYTE))];
    let defs = defs.iter().flat_map(definitions);
    all.extend(defs.map(|def| Schema { root: Ty::Named(0), defs: vec![def] }));
    all.extend(recursive());
    all
}

/// What is wrong with reading the one as the other.
fn wrong(seed: usize, old: &Schema, new: &Schema) -> Option<String> {
    let library = |schema: &Schema| Library::from_bytes(&schema.to_bytes()).unwrap();
    let report = compat::check(&library(old), &library(new)).unwrap();
    let back = compat::check(&library(new), &library(old)).unwrap();
    if back.is_backward() && !report.is_forward() {
        return Some(format!(
            "read as older files, and not as newer ones\nfile: {old}\nreader: {new}"
        ));
    }
    if report.is_identical() && !(report.is_backward() && report.is_forward()) {
        return Some(format!("identical, and refused\nfile: {old}\nreader: {new}"));
    }
    let mut random = Random(seed as u64);
    let cases = check::cases(old, new, &mut random, VALUES);
    cases.iter().find_map(|case| case.agreement().err())
}

#[test]
fn each_small_schema_as_each_other() {
    let all = schemas();
    let pairs = all.len() * all.len();
    let part = |thread: usize| {
        let numbers = (thread..pairs).step_by(THREADS as usize);
        let wrong = numbers.filter_map(|n| wrong(n, &all[n / all.len()], &all[n % all.len()]));
        wrong.take(5).collect::<Vec<_>>()
    };
    let part = &part;
    let wrong: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS as usize).map(|thread| scope.spawn(move || part(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(pairs > 10_000, "{pairs} pairs");
}

/// Every other value of every byte: what parses is planned with, in both directions, and its files are read.
#[test]
fn each_byte_of_a_schema_as_each_other() {
    let mut kept = 0;
    let limits = Limits::new().allocation(1 << 20).depth(64);
    for schema in recursive().iter().chain(&schemas()[60..64]) {
        let bytes = schema.to_bytes();
        let own = Library::from_bytes(&bytes).unwrap();
        let mut random = Random(1);
        let mut draw = Draw { schema, random: &mut random, shared: Vec::new(), budget: 10 };
        let (body, shared) = encode(schema, &draw.value(&schema.root));
        for (place, change) in (0..bytes.len()).flat_map(|place| (1..=255).map(move |n| (place, n)))
        {
            let mut schema = bytes.clone();
            schema[place] ^= change;
            let Ok(other) = Library::from_bytes(&schema) else { continue };
            kept += 1;
            let planned = [compat::check(&own, &other), compat::check(&other, &own)];
            for report in planned {
                assert!(
                    report
                        .is_ok_and(|report| !report.changes().is_empty() || report.is_identical())
                );
            }
            let file =
                File { schema, body: body.clone(), shared: shared.clone(), ..File::default() };
            let archive = Archive::from_bytes_with(file.to_bytes(), &limits).unwrap();
            // A value or an error: never a panic.
            let found =
                archive.as_schema(&own).and_then(|bytes| Archive::from_bytes(bytes)?.value());
            if let (Err(error), Ok(_)) = (&found, archive.value()) {
                assert!(matches!(error.kind(), ErrorKind::Schema | ErrorKind::Limit), "{error:#}");
            }
        }
    }
    assert!(kept > 1000, "{kept} schemas were kept");
}
