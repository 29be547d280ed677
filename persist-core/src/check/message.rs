//! Text in constants, where there is no allocation: a buffer that is written to.

use super::old::{Old, next};
use super::parameter::{of_arg, of_len, of_type};
use crate::schema::{Arg, Ty};

/// Room for what a person reads of one field. What is longer ends there.
const ROOM: usize = 2048;

/// A message that is being written.
#[derive(Clone, Copy)]
pub(super) struct Message {
    bytes: [u8; ROOM],
    len: usize,
}

impl Message {
    pub(super) const fn new() -> Self {
        Message { bytes: [0; ROOM], len: 0 }
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        match self.bytes.split_at_checked(self.len) {
            Some((written, _)) => written,
            None => &[],
        }
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.as_bytes()) {
            Ok(text) => text,
            // The end of the room splits a character.
            Err(error) => match self.as_bytes().split_at_checked(error.valid_up_to()) {
                Some((valid, _)) => match core::str::from_utf8(valid) {
                    Ok(text) => text,
                    Err(_) => "",
                },
                None => "",
            },
        }
    }

    pub(super) const fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let [byte, others @ ..] = rest {
            if let Some((_, [free, ..])) = self.bytes.split_at_mut_checked(self.len) {
                *free = *byte;
                self.len += 1;
            }
            rest = others;
        }
    }

    pub(super) const fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Texts one behind the other.
    pub(super) const fn texts(&mut self, texts: &[&str]) {
        let mut rest = texts;
        while let [first, others @ ..] = rest {
            self.text(first);
            rest = others;
        }
    }

    #[expect(clippy::as_conversions, reason = "a digit")]
    const fn number(&mut self, number: u128) {
        if number > 9 {
            self.number(number / 10);
        }
        self.bytes(&[b'0' + (number % 10) as u8]);
    }

    /// A type as schemas show it, parameters by their names.
    pub(super) const fn ty(&mut self, ty: &Ty, parameters: &[&str]) {
        match ty {
            Ty::Primitive(primitive) => self.text(primitive.name()),
            Ty::Option(content) => self.around("Option<", content, ">", parameters),
            Ty::List { element, .. } => self.around("[", element, "]", parameters),
            Ty::Array { element, len, .. } => {
                self.around("[", element, "; ", parameters);
                match of_len(*len, parameters) {
                    Some(name) => self.text(name),
                    #[expect(clippy::as_conversions, reason = "widening")]
                    None => self.number(*len as u128),
                }
                self.text("]");
            }
            Ty::Tuple(elements) => {
                self.text("(");
                let mut rest = *elements;
                while let [first, others @ ..] = rest {
                    self.ty(first, parameters);
                    self.text(match (others, elements.len()) {
                        ([], 1) => ",",
                        ([], _) => "",
                        _ => ", ",
                    });
                    rest = others;
                }
                self.text(")");
            }
            Ty::Set(element) => self.around("{", element, "}", parameters),
            Ty::Map(key, value) => {
                self.around("{", key, ": ", parameters);
                self.around("", value, "}", parameters);
            }
            Ty::Shared(content) => self.around("Shared<", content, ">", parameters),
            Ty::Weak(content) => self.around("Weak<", content, ">", parameters),
            Ty::Named { name, args } => match of_type(ty, parameters) {
                Some(parameter) => self.text(parameter),
                None => {
                    self.text(name);
                    self.args(args, parameters);
                }
            },
        }
    }

    const fn around(&mut self, open: &str, ty: &Ty, close: &str, parameters: &[&str]) {
        self.text(open);
        self.ty(ty, parameters);
        self.text(close);
    }

    const fn args(&mut self, args: &[Arg], parameters: &[&str]) {
        let (mut rest, mut sign) = (args, "<");
        while let [first, others @ ..] = rest {
            self.text(sign);
            match (of_arg(first, parameters), first) {
                (Some(name), _) => self.text(name),
                (None, Arg::Type(ty)) => self.ty(ty, parameters),
                (None, Arg::Unsigned(value)) => self.number(*value),
                (None, Arg::Signed(value)) => {
                    self.text(if *value < 0 { "-" } else { "" });
                    self.number(value.unsigned_abs());
                }
                (None, Arg::Bool(value)) => self.text(if *value { "true" } else { "false" }),
                (None, Arg::Char(value)) => {
                    self.texts(&["'", value.encode_utf8(&mut [0; 4]), "'"]);
                }
            }
            (rest, sign) = (others, ", ");
        }
        self.text(if args.is_empty() { "" } else { ">" });
    }

    /// A type's text as a program would write it, as `Vec<u32>` for `[u32]`: of all that are stored alike, the most
    /// usual.
    pub(super) const fn rust(&mut self, text: &[u8]) {
        match Old::of(text) {
            Old::Primitive(crate::schema::Primitive::Str) => self.text("String"),
            Old::Primitive(primitive) => self.text(primitive.name()),
            Old::Option(content) => self.rust_around("Option<", content, ">"),
            Old::List(element) => self.rust_around("Vec<", element, ">"),
            Old::Array(element, len) => {
                self.rust_around("[", element, "; ");
                self.bytes(len);
                self.text("]");
            }
            Old::Tuple(elements) => {
                self.text("(");
                let (_, more) = next(elements);
                self.rust_all(elements);
                self.text(if more.is_empty() { ",)" } else { ")" });
            }
            Old::Set(element) => self.rust_around("BTreeSet<", element, ">"),
            Old::Map(key, value) => {
                self.rust_around("BTreeMap<", key, ", ");
                self.rust_around("", value, ">");
            }
            Old::Shared(content) => self.rust_around("Rc<", content, ">"),
            Old::Weak(content) => self.rust_around("Weak<", content, ">"),
            Old::Named(name, args) => {
                self.bytes(name);
                if !args.is_empty() {
                    self.text("<");
                    self.rust_all(args);
                    self.text(">");
                }
            }
        }
    }

    const fn rust_around(&mut self, open: &str, text: &[u8], close: &str) {
        self.text(open);
        self.rust(text);
        self.text(close);
    }

    const fn rust_all(&mut self, types: &[u8]) {
        let mut rest = types;
        while !rest.is_empty() {
            let (first, others) = next(rest);
            self.rust(first);
            self.text(if others.is_empty() { "" } else { ", " });
            rest = others;
        }
    }
}
