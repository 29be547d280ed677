//! Whether a type is what a recorded text says: the text is walked along the type, and nothing is rendered.
//!
//! Every build asks it for every field, and each step of a constant takes time: so primitives and signs are patterns,
//! which take one step a byte, and names are compared eight bytes at a time.

use super::parameter::{of_arg, of_len, of_type};
use crate::schema::{Arg, Primitive, Ty};

/// Whether the text shows this type, whose parameters have these names.
pub(super) const fn matches(text: &[u8], ty: &Ty, parameters: &[&str]) -> bool {
    matches!(behind(text, ty, parameters), Some([]))
}

/// What follows a type at the front of a text.
const fn behind<'t>(text: &'t [u8], ty: &Ty, parameters: &[&str]) -> Option<&'t [u8]> {
    match ty {
        Ty::Primitive(primitive) => behind_primitive(text, *primitive),
        Ty::List { element, .. } => match text {
            [b'[', rest @ ..] => match behind(rest, element, parameters) {
                Some([b']', rest @ ..]) => Some(rest),
                _ => None,
            },
            _ => None,
        },
        Ty::Option(content) => match text {
            [b'O', b'p', b't', b'i', b'o', b'n', b'<', rest @ ..] => {
                match behind(rest, content, parameters) {
                    Some([b'>', rest @ ..]) => Some(rest),
                    _ => None,
                }
            }
            _ => None,
        },
        Ty::Named { name, args } => {
            if let Some(parameter) = of_type(ty, parameters) {
                return after(text, parameter.as_bytes());
            }
            match behind_name(text, name) {
                Some(rest) => behind_args(rest, args, parameters),
                None => None,
            }
        }
        Ty::Map(key, value) => match text {
            [b'{', rest @ ..] => match behind(rest, key, parameters) {
                Some([b':', b' ', rest @ ..]) => match behind(rest, value, parameters) {
                    Some([b'}', rest @ ..]) => Some(rest),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        Ty::Set(element) => match text {
            [b'{', rest @ ..] => match behind(rest, element, parameters) {
                Some([b'}', rest @ ..]) => Some(rest),
                _ => None,
            },
            _ => None,
        },
        Ty::Array { element, len, .. } => match text {
            [b'[', rest @ ..] => match behind(rest, element, parameters) {
                Some([b';', b' ', rest @ ..]) => match behind_len(rest, *len, parameters) {
                    Some([b']', rest @ ..]) => Some(rest),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        Ty::Shared(content) => match text {
            [b'S', b'h', b'a', b'r', b'e', b'd', b'<', rest @ ..] => {
                match behind(rest, content, parameters) {
                    Some([b'>', rest @ ..]) => Some(rest),
                    _ => None,
                }
            }
            _ => None,
        },
        Ty::Weak(content) => match text {
            [b'W', b'e', b'a', b'k', b'<', rest @ ..] => match behind(rest, content, parameters) {
                Some([b'>', rest @ ..]) => Some(rest),
                _ => None,
            },
            _ => None,
        },
        Ty::Tuple(elements) => behind_tuple(text, elements, parameters),
    }
}

const fn behind_primitive(text: &[u8], primitive: Primitive) -> Option<&[u8]> {
    match (primitive, text) {
        (Primitive::Unit, [b'(', b')', rest @ ..])
        | (Primitive::Bool, [b'b', b'o', b'o', b'l', rest @ ..])
        | (Primitive::U8, [b'u', b'8', rest @ ..])
        | (Primitive::U16, [b'u', b'1', b'6', rest @ ..])
        | (Primitive::U32, [b'u', b'3', b'2', rest @ ..])
        | (Primitive::U64, [b'u', b'6', b'4', rest @ ..])
        | (Primitive::U128, [b'u', b'1', b'2', b'8', rest @ ..])
        | (Primitive::Usize, [b'u', b's', b'i', b'z', b'e', rest @ ..])
        | (Primitive::I8, [b'i', b'8', rest @ ..])
        | (Primitive::I16, [b'i', b'1', b'6', rest @ ..])
        | (Primitive::I32, [b'i', b'3', b'2', rest @ ..])
        | (Primitive::I64, [b'i', b'6', b'4', rest @ ..])
        | (Primitive::I128, [b'i', b'1', b'2', b'8', rest @ ..])
        | (Primitive::Isize, [b'i', b's', b'i', b'z', b'e', rest @ ..])
        | (Primitive::F32, [b'f', b'3', b'2', rest @ ..])
        | (Primitive::F64, [b'f', b'6', b'4', rest @ ..])
        | (Primitive::F16, [b'f', b'1', b'6', rest @ ..])
        | (Primitive::Bf16, [b'b', b'f', b'1', b'6', rest @ ..])
        | (Primitive::Char, [b'c', b'h', b'a', b'r', rest @ ..])
        | (Primitive::Str, [b's', b't', b'r', rest @ ..])
        | (
            Primitive::MessagePack,
            [b'm', b'e', b's', b's', b'a', b'g', b'e', b'p', b'a', b'c', b'k', rest @ ..],
        )
        | (Primitive::Postcard, [b'p', b'o', b's', b't', b'c', b'a', b'r', b'd', rest @ ..]) => {
            Some(rest)
        }
        _ => None,
    }
}

const fn behind_tuple<'t>(
    text: &'t [u8],
    elements: &[&Ty],
    parameters: &[&str],
) -> Option<&'t [u8]> {
    let [b'(', text @ ..] = text else { return None };
    let (mut text, mut rest) = (text, elements);
    while let [first, others @ ..] = rest {
        text = match (behind(text, first, parameters), others) {
            (Some([b')', text @ ..]), []) if elements.len() > 1 => return Some(text),
            (Some([b',', b')', text @ ..]), []) if elements.len() == 1 => return Some(text),
            (Some([b',', b' ', text @ ..]), [_, ..]) => text,
            _ => return None,
        };
        rest = others;
    }
    // Of no elements: the library has no such tuple, but the types allow for it.
    match text {
        [b')', text @ ..] => Some(text),
        _ => None,
    }
}

const fn behind_args<'t>(text: &'t [u8], args: &[Arg], parameters: &[&str]) -> Option<&'t [u8]> {
    let (mut text, mut rest) = match (text, args) {
        (text, []) => return Some(text),
        ([b'<', text @ ..], args) => (text, args),
        _ => return None,
    };
    while let [first, others @ ..] = rest {
        text = match (behind_arg(text, first, parameters), others) {
            (Some([b'>', text @ ..]), []) => return Some(text),
            (Some([b',', b' ', text @ ..]), [_, ..]) => text,
            _ => return None,
        };
        rest = others;
    }
    None
}

const fn behind_arg<'t>(text: &'t [u8], arg: &Arg, parameters: &[&str]) -> Option<&'t [u8]> {
    if let Some(name) = of_arg(arg, parameters)
        && let Some(rest) = after(text, name.as_bytes())
    {
        return Some(rest);
    }
    match arg {
        Arg::Type(ty) => behind(text, ty, parameters),
        Arg::Unsigned(value) => behind_number(text, *value),
        Arg::Signed(value) => match text {
            [b'-', rest @ ..] if *value < 0 => behind_number(rest, value.unsigned_abs()),
            _ if *value >= 0 => behind_number(text, value.unsigned_abs()),
            _ => None,
        },
        Arg::Bool(true) => after(text, b"true"),
        Arg::Bool(false) => after(text, b"false"),
        Arg::Char(value) => match text {
            [b'\'', rest @ ..] => match behind_char(rest, *value) {
                Some([b'\'', rest @ ..]) => Some(rest),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether a text is this argument.
pub(super) const fn is_arg(text: &[u8], arg: &Arg, parameters: &[&str]) -> bool {
    matches!(behind_arg(text, arg, parameters), Some([]))
}

/// What follows the length of an array.
#[expect(clippy::as_conversions, reason = "widening")]
pub(super) const fn behind_len<'t>(
    text: &'t [u8],
    len: usize,
    parameters: &[&str],
) -> Option<&'t [u8]> {
    if let Some(name) = of_len(len, parameters)
        && let Some(rest) = after(text, name.as_bytes())
    {
        return Some(rest);
    }
    behind_number(text, len as u128)
}

/// What follows a number in its only form.
#[expect(clippy::as_conversions, reason = "widening")]
const fn behind_number(text: &[u8], value: u128) -> Option<&[u8]> {
    let (mut rest, mut found) = match text {
        [b'0', rest @ ..] if value == 0 => return Some(rest),
        [digit @ b'1'..=b'9', rest @ ..] => (rest, (*digit - b'0') as u128),
        _ => return None,
    };
    while let [digit @ b'0'..=b'9', others @ ..] = rest {
        let more = match found.checked_mul(10) {
            Some(more) => more.checked_add((*digit - b'0') as u128),
            None => None,
        };
        found = match more {
            Some(more) => more,
            None => return None,
        };
        rest = others;
    }
    if found == value { Some(rest) } else { None }
}

/// What follows these bytes at the front of a text.
pub(super) const fn after<'t>(text: &'t [u8], bytes: &[u8]) -> Option<&'t [u8]> {
    let (mut text, mut bytes) = (text, bytes);
    while let (Some((a, rest)), Some((b, others))) =
        (text.split_first_chunk::<8>(), bytes.split_first_chunk::<8>())
    {
        if u64::from_ne_bytes(*a) != u64::from_ne_bytes(*b) {
            return None;
        }
        (text, bytes) = (rest, others);
    }
    loop {
        match (text, bytes) {
            (text, []) => return Some(text),
            ([a, rest @ ..], [b, others @ ..]) if *a == *b => (text, bytes) = (rest, others),
            _ => return None,
        }
    }
}

/// What follows a name, which is shown as it is where it has no character that could move a terminal's cursor.
pub(super) const fn behind_name<'t>(text: &'t [u8], name: &str) -> Option<&'t [u8]> {
    match after(text, name.as_bytes()) {
        Some(rest) => Some(rest),
        None => behind_escaped(text, name.as_bytes()),
    }
}

const fn behind_escaped<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let (mut text, mut name) = (text, name);
    loop {
        (text, name) = match (text, name) {
            (text, []) => return Some(text),
            ([b'\\', ..], name) => match unescaped(text) {
                Some((char, rest)) => match after(name, char.encode_utf8(&mut [0; 4]).as_bytes()) {
                    Some(name) => (rest, name),
                    None => return None,
                },
                None => return None,
            },
            ([a, rest @ ..], [b, others @ ..]) if *a == *b => (rest, others),
            _ => return None,
        };
    }
}

const fn behind_char(text: &[u8], value: char) -> Option<&[u8]> {
    match unescaped(text) {
        Some((char, rest)) if char == value => Some(rest),
        Some(_) => None,
        None => after(text, value.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// The character that an escape at the front of a text stands for, and what follows it.
const fn unescaped(text: &[u8]) -> Option<(char, &[u8])> {
    Some(match text {
        [b'\\', b'n', rest @ ..] => ('\n', rest),
        [b'\\', b'r', rest @ ..] => ('\r', rest),
        [b'\\', b't', rest @ ..] => ('\t', rest),
        [b'\\', b'0', rest @ ..] => ('\0', rest),
        [b'\\', b'\'', rest @ ..] => ('\'', rest),
        [b'\\', b'"', rest @ ..] => ('"', rest),
        [b'\\', b'\\', rest @ ..] => ('\\', rest),
        [b'\\', b'u', b'{', rest @ ..] => {
            let (mut rest, mut code) = (rest, 0u32);
            while let [digit, others @ ..] = rest {
                #[expect(clippy::as_conversions, reason = "widening")]
                let value = match digit {
                    b'0'..=b'9' => *digit - b'0',
                    b'a'..=b'f' => *digit - b'a' + 10,
                    _ => break,
                } as u32;
                code = code.saturating_mul(16).saturating_add(value);
                rest = others;
            }
            match (char::from_u32(code), rest) {
                (Some(char), [b'}', rest @ ..]) => (char, rest),
                _ => return None,
            }
        }
        _ => return None,
    })
}
