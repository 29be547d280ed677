//! Types of two programs: what `from_bytes` makes of a file is what the rules make of its value, defaults and `other`
//! variants included.

mod library;
mod pairs;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::rc::Rc;

use persist_core::schema::{Argument, FieldsKind, FieldsSchema, Shape as Of, Type, TypeDef};
use persist_core::{Archive, ErrorKind, Persist, Schema as Library};
use persist_tests::support::random::Random;

use super::outcomes::of_library;
use super::reference::{Reference, Refusal};
use super::schema::{Def, Field, Fields, Kind, PRIMS, Prim, Schema, Shape, Ty, Variant};
use super::values::{Draw, Val, normal};

/// Values of each pair of types.
const VALUES: u64 = 300;

/// Loads values of `File` as `Program`, and compares with the rules. `defaults` are those of `Program`, by
/// `Type.field`.
fn holds<File: Persist, Program: Persist>(
    file: impl Fn(&mut Random) -> File,
    defaults: &[(&str, Val)],
) {
    let writer = schema::<File>();
    let reader = schema::<Program>();
    let table: BTreeMap<&str, &Val> = defaults.iter().map(|(path, value)| (*path, value)).collect();
    let default = |path: &str| table.get(path).map(|value| (*value).clone());
    let reference = Reference::new(&writer, &reader, &default);
    let reached = reference.plan().unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert!(reached.ambiguous.is_none(), "{:?}", reached.ambiguous);
    let by_rules_alone = reached.missing.is_empty() && !has_other(&reader);
    let as_file = Library::from_bytes(&Library::of::<Program>().unwrap().to_bytes()).unwrap();
    let mut loaded = 0;
    for seed in 0..VALUES {
        let bytes = file(&mut Random(seed)).to_bytes().unwrap();
        let archive = Archive::from_bytes(bytes.clone()).unwrap();
        let value = of_library(&archive.value().unwrap());
        let expected = reference.root(&value);
        let found = Program::from_bytes(&bytes).map(|new| tree(&new.to_bytes().unwrap()));
        let what = || format!("{writer}\nas {reader}\n{value:?}");
        match (&expected, &found) {
            (Ok(expected), Ok(found)) => assert_eq!(normal(expected), *found, "{}", what()),
            (Err(Refusal::Value(_)), Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
                assert!(error.path().is_some(), "{error}");
            }
            _ => panic!("{}\nexpected: {expected:?}\nfound: {found:?}", what()),
        }
        loaded += u64::from(found.is_ok());
        // `None` that a default stands in for is known to types alone.
        if by_rules_alone && let (Ok(rewritten), Ok(found)) = (archive.as_schema(&as_file), &found)
        {
            assert_eq!(tree(&rewritten), *found, "{}", what());
        }
    }
    assert!(loaded * 4 > VALUES, "{loaded} of {VALUES} values were loaded: {writer}\nas {reader}");
}

fn tree(bytes: &[u8]) -> Val {
    normal(&of_library(&Archive::from_bytes(bytes).unwrap().value().unwrap()))
}

fn has_other(schema: &Schema) -> bool {
    schema.defs.iter().any(|def| match &def.shape {
        Shape::Enum(variants) => variants.iter().any(|variant| variant.other),
        Shape::Struct(_) => false,
    })
}

/// The schema of a type as plain data.
fn schema<T: Persist>() -> Schema {
    let library = Library::of::<T>().unwrap();
    let defs = library.defs().map(|def| definition(&library, def)).collect();
    Schema { root: ty(&library, library.root()), defs }
}

fn definition(library: &Library, def: &TypeDef) -> Def {
    let fields = |fields: &FieldsSchema| Fields {
        kind: match fields.kind {
            FieldsKind::Unit => Kind::Unit,
            FieldsKind::Tuple => Kind::Tuple,
            FieldsKind::Named => Kind::Named,
        },
        list: (fields.list.iter())
            .map(|field| Field {
                name: field.name.clone(),
                was: field.was.clone(),
                default: field.default,
                ty: ty(library, &field.ty),
            })
            .collect(),
    };
    let shape = match &def.shape {
        Of::Struct(of) => Shape::Struct(fields(of)),
        Of::Enum(variants) => Shape::Enum(
            (variants.iter())
                .map(|variant| Variant {
                    name: variant.name.clone(),
                    was: variant.was.clone(),
                    other: variant.other,
                    fields: fields(&variant.fields),
                })
                .collect(),
        ),
        other => panic!("{other:?}"),
    };
    let args = def.args.iter().filter_map(|arg| match arg {
        Argument::Type(arg) => Some(ty(library, arg)),
        _ => None,
    });
    Def {
        name: def.name.clone(),
        args: args.collect(),
        version: def.version.as_ref().map(|v| (v.major, v.minor, v.patch)),
        was: def.was.clone(),
        shape,
    }
}

fn ty(library: &Library, of: &Type) -> Ty {
    let inner = |of: &Type| Box::new(ty(library, of));
    match of {
        Type::Primitive(primitive) => {
            let named = |(_, _, name): &&(Prim, u8, &str)| *name == primitive.name();
            Ty::Prim(PRIMS.iter().find(named).unwrap().0)
        }
        Type::Option(of) => Ty::Option(inner(of)),
        Type::List { element, fixed } => Ty::List(inner(element), *fixed),
        Type::Array { element, len, fixed } => Ty::Array(inner(element), *len, *fixed),
        Type::Tuple(types) => Ty::Tuple(types.iter().map(|of| ty(library, of)).collect()),
        Type::Set(of) => Ty::Set(inner(of)),
        Type::Map(key, value) => Ty::Map(inner(key), inner(value)),
        Type::Shared(of) => Ty::Shared(inner(of)),
        Type::Named(id) => {
            let def = library.def(*id).unwrap();
            Ty::Named(library.defs().position(|other| std::ptr::eq(other, def)).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

/// Values at random, with the numbers at the edges.
trait Any {
    fn any(random: &mut Random) -> Self;
}

fn any<T: Any>(random: &mut Random) -> T {
    T::any(random)
}

macro_rules! scalars {
    ($($ty:ty: $name:literal, $pattern:pat => $value:expr;)*) => {$(
        impl Any for $ty {
            fn any(random: &mut Random) -> Self {
                let prim = PRIMS.iter().find(|(.., name)| *name == $name).unwrap().0;
                let schema = Schema { root: Ty::Prim(prim), defs: Vec::new() };
                let mut draw = Draw { schema: &schema, random, shared: Vec::new(), budget: 1 };
                match draw.value(&schema.root) {
                    $pattern => $value,
                    other => panic!("{other:?}"),
                }
            }
        }
    )*};
}

scalars! {
    bool: "bool", Val::Bool(value) => value;
    u8: "u8", Val::Unsigned(n) => n as u8;
    u16: "u16", Val::Unsigned(n) => n as u16;
    u32: "u32", Val::Unsigned(n) => n as u32;
    u64: "u64", Val::Unsigned(n) => n as u64;
    u128: "u128", Val::Unsigned(n) => n;
    i8: "i8", Val::Signed(n) => n as i8;
    i16: "i16", Val::Signed(n) => n as i16;
    i32: "i32", Val::Signed(n) => n as i32;
    i64: "i64", Val::Signed(n) => n as i64;
    f32: "f32", Val::F32(bits) => f32::from_bits(bits);
    f64: "f64", Val::F64(bits) => f64::from_bits(bits);
    char: "char", Val::Char(c) => c;
    String: "str", Val::Str(text) => text;
}

impl<T: Any> Any for Option<T> {
    fn any(random: &mut Random) -> Self {
        (random.below(3) > 0).then(|| any(random))
    }
}

impl<T: Any, const N: usize> Any for [T; N] {
    fn any(random: &mut Random) -> Self {
        std::array::from_fn(|_| any(random))
    }
}

impl<T: Any> Any for Rc<T> {
    fn any(random: &mut Random) -> Self {
        Rc::new(any(random))
    }
}

impl<A: Any, B: Any> Any for (A, B) {
    fn any(random: &mut Random) -> Self {
        (any(random), any(random))
    }
}

macro_rules! collections {
    ($($ty:ty: [$($bounds:tt)*];)*) => {$(
        impl<T: Any $($bounds)*> Any for $ty {
            fn any(random: &mut Random) -> Self {
                (0..random.below(4)).map(|_| any(random)).collect()
            }
        }
    )*};
}

collections! {
    Vec<T>: [];
    VecDeque<T>: [];
    BTreeSet<T>: [+ Ord];
    HashSet<T>: [+ Hash + Eq];
}

impl<K: Any + Ord, V: Any> Any for BTreeMap<K, V> {
    fn any(random: &mut Random) -> Self {
        (0..random.below(4)).map(|_| any(random)).collect()
    }
}

impl<K: Any + Hash + Eq, V: Any> Any for HashMap<K, V> {
    fn any(random: &mut Random) -> Self {
        (0..random.below(4)).map(|_| any(random)).collect()
    }
}
