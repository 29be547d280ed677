//! A recorded type, taken apart one level at a time: its parts are pieces of its text.

use crate::schema::Primitive;

/// The outermost constructor of a recorded type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Old<'t> {
    Primitive(Primitive),
    Option(&'t [u8]),
    List(&'t [u8]),
    /// The element, and the length: a number, or a parameter's name.
    Array(&'t [u8], &'t [u8]),
    /// All elements: see [`next`].
    Tuple(&'t [u8]),
    Set(&'t [u8]),
    Map(&'t [u8], &'t [u8]),
    Shared(&'t [u8]),
    Weak(&'t [u8]),
    /// A name, and all of its arguments. A text that shows no type is taken for a name that nobody knows.
    Named(&'t [u8], &'t [u8]),
}

impl<'t> Old<'t> {
    pub(super) const fn of(text: &'t [u8]) -> Self {
        match text {
            [b'(', elements @ .., b')'] if !elements.is_empty() => Old::Tuple(elements),
            [b'[', content @ .., b']'] => match split(content, b';') {
                Some((element, len)) => Old::Array(element, len),
                None => Old::List(content),
            },
            [b'{', content @ .., b'}'] => match split(content, b':') {
                Some((key, value)) => Old::Map(key, value),
                None => Old::Set(content),
            },
            [b'O', b'p', b't', b'i', b'o', b'n', b'<', content @ .., b'>'] => Old::Option(content),
            [b'S', b'h', b'a', b'r', b'e', b'd', b'<', content @ .., b'>'] => Old::Shared(content),
            [b'W', b'e', b'a', b'k', b'<', content @ .., b'>'] => Old::Weak(content),
            _ => match primitive(text) {
                Some(primitive) => Old::Primitive(primitive),
                None => name_and_args(text),
            },
        }
    }

    /// The type of the elements of what holds elements.
    pub(super) const fn element(self) -> Option<&'t [u8]> {
        match self {
            Old::List(element) | Old::Array(element, _) | Old::Set(element) => Some(element),
            _ => None,
        }
    }
}

/// The first of several types, and those behind it.
pub(super) const fn next(types: &[u8]) -> (&[u8], &[u8]) {
    match split(types, b',') {
        Some(both) => both,
        None => match types {
            [only @ .., b','] => (only, &[]),
            only => (only, &[]),
        },
    }
}

/// How many types there are in a row of them.
pub(super) const fn count(types: &[u8]) -> usize {
    let (mut rest, mut count) = (types, 0);
    while !rest.is_empty() {
        (_, rest) = next(rest);
        count += 1;
    }
    count
}

const fn name_and_args(text: &[u8]) -> Old<'_> {
    let mut at = 0;
    while let Some((_, [first, rest @ ..])) = text.split_at_checked(at) {
        if let (b'<', [args @ .., b'>'], Some((name, _))) =
            (*first, rest, text.split_at_checked(at))
        {
            return Old::Named(name, args);
        }
        at += 1;
    }
    Old::Named(text, &[])
}

/// By patterns: types that evolved are taken apart in every build.
const fn primitive(text: &[u8]) -> Option<Primitive> {
    Some(match text {
        b"()" => Primitive::Unit,
        b"bool" => Primitive::Bool,
        b"u8" => Primitive::U8,
        b"u16" => Primitive::U16,
        b"u32" => Primitive::U32,
        b"u64" => Primitive::U64,
        b"u128" => Primitive::U128,
        b"usize" => Primitive::Usize,
        b"i8" => Primitive::I8,
        b"i16" => Primitive::I16,
        b"i32" => Primitive::I32,
        b"i64" => Primitive::I64,
        b"i128" => Primitive::I128,
        b"isize" => Primitive::Isize,
        b"f16" => Primitive::F16,
        b"bf16" => Primitive::Bf16,
        b"f32" => Primitive::F32,
        b"f64" => Primitive::F64,
        b"char" => Primitive::Char,
        b"str" => Primitive::Str,
        b"messagepack" => Primitive::MessagePack,
        b"postcard" => Primitive::Postcard,
        _ => return None,
    })
}

/// Both sides of the first separator with a space behind it that stands in no brackets.
const fn split(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (mut left, mut depth) = (text, 0usize);
    while let [first, rest @ ..] = left {
        left = rest;
        match *first {
            b'[' | b'(' | b'{' | b'<' => depth += 1,
            b']' | b')' | b'}' | b'>' => depth = depth.saturating_sub(1),
            // An escape in a name; a character as an argument, which may be any of these signs.
            b'\\' | b'\'' => left = behind_sign(*first, rest),
            sign if sign == separator && depth == 0 => {
                if let [b' ', rest @ ..] = left
                    && let Some((before, _)) =
                        text.split_at_checked(text.len().saturating_sub(left.len() + 1))
                {
                    return Some((before, rest));
                }
            }
            _ => {}
        }
    }
    None
}

/// What follows an escape, or a quoted character.
const fn behind_sign(sign: u8, text: &[u8]) -> &[u8] {
    let mut rest = match (sign, text) {
        (b'\\', [_, rest @ ..]) => return rest,
        (_, [b'\\', _, rest @ ..] | [_, rest @ ..]) => rest,
        (_, []) => return text,
    };
    while let [first, others @ ..] = rest {
        if *first == b'\'' {
            return others;
        }
        rest = others;
    }
    rest
}
