//! Schemas as bytes: types, definitions and the whole.

use super::{push_varint, string, varint};

/// Codes of some primitives.
pub const UNIT: &[u8] = &[0];
/// `bool`
pub const BOOL: &[u8] = &[1];
/// `u8`
pub const U8: &[u8] = &[2];
/// `f64`
pub const F64: &[u8] = &[15];
/// `str`
pub const STR: &[u8] = &[17];

fn around(code: u8, inner: &[u8]) -> Vec<u8> {
    [&[code], inner].concat()
}

/// `Option<T>`
pub fn option(inner: &[u8]) -> Vec<u8> {
    around(32, inner)
}

/// A list of elements without layout.
pub fn list(inner: &[u8]) -> Vec<u8> {
    around(33, inner)
}

/// A list of elements in their fixed layout.
pub fn list_fixed(inner: &[u8]) -> Vec<u8> {
    around(34, inner)
}

/// `[T; N]` as N elements.
pub fn array(inner: &[u8], len: u64) -> Vec<u8> {
    [around(35, inner), varint(len.into())].concat()
}

/// `[T; N]` as an array of fixed layout.
pub fn array_fixed(inner: &[u8], len: u64) -> Vec<u8> {
    [around(36, inner), varint(len.into())].concat()
}

/// A tuple.
pub fn tuple(elements: &[&[u8]]) -> Vec<u8> {
    [&[37], &varint(elements.len() as u128)[..], &elements.concat()].concat()
}

/// A set.
pub fn set(inner: &[u8]) -> Vec<u8> {
    around(38, inner)
}

/// A map.
pub fn map(key: &[u8], value: &[u8]) -> Vec<u8> {
    [&[39], key, value].concat()
}

/// `Rc<T>`
pub fn shared(inner: &[u8]) -> Vec<u8> {
    around(40, inner)
}

/// The type that definition `number` defines.
pub fn named(number: usize) -> Vec<u8> {
    around(41, &varint(number as u128))
}

/// A field: its name and type.
pub type Field<'a> = (&'a str, Vec<u8>);

fn fields(out: &mut Vec<u8>, fields: &[Field<'_>]) {
    out.push(2);
    push_varint(out, fields.len() as u128);
    for (name, ty) in fields {
        out.extend(string(name));
        out.push(0);
        out.extend_from_slice(ty);
    }
}

/// A struct with named fields.
pub fn structure(name: &str, list: &[Field<'_>]) -> Vec<u8> {
    let mut out = string(name);
    out.push(0);
    fields(&mut out, list);
    out
}

/// A struct without fields, generic over types.
pub fn generic(name: &str, arguments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = string(name);
    out.push(4);
    push_varint(&mut out, arguments.len() as u128);
    for argument in arguments {
        out.push(0);
        out.extend_from_slice(argument);
    }
    out.push(0);
    out
}

/// A struct with one const argument.
pub fn numbered(name: &str, number: u64, list: &[Field<'_>]) -> Vec<u8> {
    let mut out = string(name);
    out.extend([4, 1, 1]);
    push_varint(&mut out, number.into());
    fields(&mut out, list);
    out
}

/// An enum with named fields in its variants.
pub fn enumeration(name: &str, variants: &[(&str, &[Field<'_>])]) -> Vec<u8> {
    let mut out = string(name);
    out.push(1);
    push_varint(&mut out, variants.len() as u128);
    for (name, list) in variants {
        out.extend(string(name));
        out.push(0);
        fields(&mut out, list);
    }
    out
}

/// The type of the value and all definitions.
pub fn schema(root: &[u8], definitions: &[Vec<u8>]) -> Vec<u8> {
    [root, &varint(definitions.len() as u128), &definitions.concat()].concat()
}
