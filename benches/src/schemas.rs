//! Schemas of any number of types, in two versions, without the code of so many types: they belong to a value that is
//! not there, so nothing of them is ever encoded or decoded. What saving and loading such a nothing takes is what
//! schemas cost.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use persist_core::__private::{Node, Plan};
use persist_core::schema::{Def, DefShape, Field, Fields, FieldsKind, Primitive, Registry, Ty};
use persist_core::wire::{Reader, Writer};
use persist_core::{Persist, Result};

/// Structs of ten fields, so many of them, which hold each other in chains of ten.
///
/// Of the later version, each has a field renamed, two wider, one new and one gone on purpose. Only `None` of an
/// option can be saved and loaded.
pub enum Models<const TYPES: usize, const LATER: bool> {}

impl<const TYPES: usize, const LATER: bool> Persist for Models<TYPES, LATER> {
    const TY: &'static Ty = &Ty::Named { name: "Models", args: &[] };

    fn register(registry: &mut Registry) {
        for def in defs(TYPES, LATER) {
            // The types of all fields are in the list.
            let _ = registry.insert::<Self>(def);
        }
    }

    fn encode<'a>(&'a self, _: &mut Writer<'a>) -> Result<()> {
        match *self {}
    }

    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        unreachable!("no file holds a value of a type that has none")
    }

    fn decode_as(r: &mut Reader<'_>, _: &Plan, _: Node) -> Result<Self> {
        Self::decode(r)
    }
}

/// By the number of types, and whether they are the later ones.
type Made = HashMap<(usize, bool), &'static [Def]>;

/// The definitions of all types, the one that leads to the others first. They are made once, as those of a program
/// that the compiler makes.
fn defs(types: usize, later: bool) -> &'static [Def] {
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry((types, later)).or_insert_with(|| make(types, later))
}

/// Chains of types have this length.
const CHAIN: usize = 10;

const U16: Ty = Ty::Primitive(Primitive::U16);
const U32: Ty = Ty::Primitive(Primitive::U32);
const U64: Ty = Ty::Primitive(Primitive::U64);
const F32: Ty = Ty::Primitive(Primitive::F32);
const F64: Ty = Ty::Primitive(Primitive::F64);
const BOOL: Ty = Ty::Primitive(Primitive::Bool);
const STR: Ty = Ty::Primitive(Primitive::Str);

fn make(types: usize, later: bool) -> &'static [Def] {
    let names: Vec<&str> = (0..types).map(|number| &*format!("Model{number}").leak()).collect();
    let named = |number: usize| -> &'static Ty {
        Box::leak(Box::new(Ty::Named { name: names[number], args: &[] }))
    };
    let ends = (0..types).filter(|number| number % CHAIN == CHAIN - 1 || number + 1 == types);
    let root = ends.map(|number| Field::new(names[number], named(number)));
    let models = (0..types).map(|number| {
        let before = if number % CHAIN == 0 { &U64 } else { named(number - 1) };
        def(names[number], model(before, later), if later { &["seed"] } else { &[] })
    });
    let root = def("Models", root.collect(), &[]);
    Vec::leak(std::iter::once(root).chain(models).collect())
}

fn def(name: &'static str, fields: Vec<Field>, removed: &'static [&'static str]) -> Def {
    let shape = DefShape::Struct(Fields { kind: FieldsKind::Named, list: fields.leak() });
    let (args, was, chain) = (&[], &[], &[]);
    let (version, producer, view, history) = (None, None, None, None);
    Def { name, args, version, was, producer, shape, removed, chain, view, history }
}

/// The fields of a model that holds `before`.
fn model(before: &'static Ty, later: bool) -> Vec<Field> {
    let mut fields = vec![
        Field::new("depth", if later { &U32 } else { &U16 }),
        Field::new("threshold", if later { &F64 } else { &F32 }),
        Field::new("name", &STR),
        Field::new("weights", &Ty::List { element: &F64, fixed: true }),
        Field::new("sparse", &BOOL),
        Field::new("range", &Ty::Tuple(&[&U32, &F64])),
        Field::new("classes", &Ty::List { element: &STR, fixed: false }),
        Field::new("counts", &Ty::Map(&STR, &U32)),
        Field::new("before", before),
    ];
    if later {
        fields[2] = Field { name: "title", was: &["name"], ..fields[2] };
        fields.push(Field { default: true, ..Field::new("epochs", &U16) });
    } else {
        fields.push(Field::new("seed", &Ty::Option(&U32)));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use persist_core::LoadOptions;

    #[test]
    fn nothing_of_the_old_types_loads_as_nothing_of_the_later_ones() {
        let bytes = None::<Models<25, false>>.to_bytes().expect("nothing can be saved");
        let (loaded, report) = LoadOptions::new()
            .from_bytes_with_report::<Option<Models<25, true>>>(&bytes)
            .expect("the rules lead over");
        assert!(loaded.is_none());
        assert_eq!(report.changes().len() + report.more_changes(), 25 * 5);
    }
}
