//! Bodies by `FORMAT.md`, apart from the library's writer.

use std::collections::BTreeMap;

use persist_tests::support::craft::{push_varint, string, varint};

use super::schema::{Prim, Schema, Shape, Ty};
use super::values::Val;

/// Body and section of shared values, by `FORMAT.md`.
pub fn encode(schema: &Schema, value: &Val) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut encode = Encode { schema, entries: Vec::new(), numbers: BTreeMap::new(), keys: 0 };
    let mut body = Vec::new();
    encode.value(&schema.root, value, &mut body);
    let framed = |entry: &Vec<u8>| [varint(entry.len() as u128), entry.clone()].concat();
    let shared = encode.entries.iter().flat_map(framed).collect();
    (body, (!encode.entries.is_empty()).then_some(shared))
}

struct Encode<'a> {
    schema: &'a Schema,
    entries: Vec<Vec<u8>>,
    numbers: BTreeMap<u64, usize>,
    keys: usize,
}

impl Encode<'_> {
    fn value(&mut self, ty: &Ty, value: &Val, out: &mut Vec<u8>) {
        match (ty, value) {
            (Ty::Prim(prim), _) => scalar(*prim, value, out),
            (Ty::Option(_), Val::Option(None)) => out.push(0),
            (Ty::Option(inner), Val::Option(Some(content))) => {
                out.push(1);
                self.value(inner, content, out);
            }
            (Ty::List(inner, wished), Val::List(values)) => match self.schema.fixed(inner, *wished)
            {
                true => self.array(inner, values, out),
                false => self.counted(inner, values, out),
            },
            (Ty::Array(inner, _, wished), Val::List(values)) => {
                match self.schema.fixed(inner, *wished) {
                    true => self.array(inner, values, out),
                    false => values.iter().for_each(|value| self.value(inner, value, out)),
                }
            }
            (Ty::Tuple(types), Val::Tuple(values)) => {
                types.iter().zip(values).for_each(|(ty, value)| self.value(ty, value, out));
            }
            (Ty::Set(inner), Val::Set(values)) => {
                push_varint(out, values.len() as u128);
                values.iter().for_each(|value| self.key(inner, value, out));
            }
            (Ty::Map(key_ty, value_ty), Val::Map(entries)) => {
                push_varint(out, entries.len() as u128);
                for (key, value) in entries {
                    self.key(key_ty, key, out);
                    self.value(value_ty, value, out);
                }
            }
            (Ty::Shared(inner), Val::Shared(number, content)) => {
                self.shared(inner, *number, content, out);
            }
            (Ty::Named(id), _) => self.named(*id, value, out),
            _ => panic!("{value:?} is no {}", self.schema.show(ty)),
        }
    }

    fn counted(&mut self, ty: &Ty, values: &[Val], out: &mut Vec<u8>) {
        push_varint(out, values.len() as u128);
        values.iter().for_each(|value| self.value(ty, value, out));
    }

    fn array(&mut self, ty: &Ty, values: &[Val], out: &mut Vec<u8>) {
        push_varint(out, 2 * values.len() as u128);
        values.iter().for_each(|value| self.fixed(ty, value, out));
    }

    fn key(&mut self, ty: &Ty, value: &Val, out: &mut Vec<u8>) {
        self.keys += 1;
        self.value(ty, value, out);
        self.keys -= 1;
    }

    fn shared(&mut self, ty: &Ty, number: u64, content: &Val, out: &mut Vec<u8>) {
        if self.keys > 0 {
            return self.value(ty, content, out);
        }
        let place = match self.numbers.get(&number) {
            Some(place) => *place,
            None => {
                let place = self.entries.len();
                self.numbers.insert(number, place);
                self.entries.push(Vec::new());
                let mut entry = Vec::new();
                self.value(ty, content, &mut entry);
                self.entries[place] = entry;
                place
            }
        };
        push_varint(out, place as u128);
    }

    fn named(&mut self, id: usize, value: &Val, out: &mut Vec<u8>) {
        let schema = self.schema;
        let (fields, values) = match (&schema.defs[id].shape, value) {
            (Shape::Struct(fields), Val::Struct(_, values)) => (fields, values),
            (Shape::Enum(variants), Val::Variant(_, name, values)) => {
                let index = variants.iter().position(|variant| variant.name == *name).unwrap();
                push_varint(out, index as u128);
                (&variants[index].fields, values)
            }
            _ => panic!("{value:?} is no {}", schema.show(&Ty::Named(id))),
        };
        for (field, (_, value)) in fields.list.iter().zip(values) {
            self.value(&field.ty, value, out);
        }
    }

    /// A value in its fixed layout.
    fn fixed(&self, ty: &Ty, value: &Val, out: &mut Vec<u8>) {
        match (ty, value) {
            (Ty::Prim(Prim::Int { bits, .. }), Val::Unsigned(n)) => {
                out.extend(&n.to_le_bytes()[..*bits as usize / 8]);
            }
            (Ty::Prim(Prim::Int { bits, .. }), Val::Signed(n)) => {
                out.extend(&n.to_le_bytes()[..*bits as usize / 8]);
            }
            (Ty::Prim(_), Val::Char(c)) => out.extend(u32::from(*c).to_le_bytes()),
            (Ty::Prim(prim), _) => scalar(*prim, value, out),
            (Ty::Array(inner, ..), Val::List(values)) => {
                values.iter().for_each(|value| self.fixed(inner, value, out));
            }
            (Ty::Tuple(types), Val::Tuple(values)) => {
                types.iter().zip(values).for_each(|(ty, value)| self.fixed(ty, value, out));
            }
            (Ty::Named(id), Val::Struct(_, values)) => {
                let fields = self.schema.defs[*id].all_fields()[0];
                let pairs = fields.list.iter().zip(values);
                pairs.for_each(|(field, (_, value))| self.fixed(&field.ty, value, out));
            }
            _ => panic!("{value:?} has no fixed layout"),
        }
    }
}

fn scalar(prim: Prim, value: &Val, out: &mut Vec<u8>) {
    match (prim, value) {
        (_, Val::Unit) => {}
        (_, Val::Bool(value)) => out.push((*value).into()),
        (Prim::Int { bits: 8, .. }, Val::Unsigned(n)) => out.push(*n as u8),
        (_, Val::Unsigned(n)) => push_varint(out, *n),
        (Prim::Int { bits: 8, .. }, Val::Signed(n)) => out.push(*n as u8),
        (_, Val::Signed(n)) => push_varint(out, ((n << 1) ^ (n >> 127)) as u128),
        (Prim::F16, Val::F32(bits)) => {
            out.extend(half::f16::from_f32(f32::from_bits(*bits)).to_le_bytes());
        }
        (Prim::Bf16, Val::F32(bits)) => {
            out.extend(half::bf16::from_f32(f32::from_bits(*bits)).to_le_bytes());
        }
        (_, Val::F32(bits)) => out.extend(bits.to_le_bytes()),
        (_, Val::F64(bits)) => out.extend(bits.to_le_bytes()),
        (_, Val::Char(c)) => out.extend(string(&c.to_string())),
        (_, Val::Str(text)) => out.extend(string(text)),
        _ => panic!("{value:?} is no {prim:?}"),
    }
}
