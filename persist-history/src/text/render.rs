//! From a history to its text.

use std::fmt::{self, Write};

use super::{Closure, Entry, Fields, FieldsKind, HEADER, HistoryText, Parameter, Shape};

/// The whole file.
impl fmt::Display for HistoryText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        let mut before: Option<&Entry> = None;
        for entry in &self.entries {
            let is_new =
                |before: &Entry| before.name != entry.name || before.parameters != entry.parameters;
            if before.is_none_or(is_new) {
                writeln!(f, "type {}", Title(entry))?;
            }
            before = Some(entry);
            write!(f, "{entry}")?;
            entry.closures.iter().try_for_each(|closure| writeln!(f, "{closure}"))?;
        }
        for entry in &self.nested {
            write!(f, "nested {} {}", Title(entry), entry.version)?;
            shape(f, &entry.shape)?;
        }
        Ok(())
    }
}

/// The version and its fields or variants, without the closures.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {}", self.version)?;
        shape(f, &self.shape)
    }
}

/// The name of a type with its parameters.
struct Title<'e>(&'e Entry);

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Title(entry) = self;
        f.write_str(&entry.name)?;
        for (index, parameter) in entry.parameters.iter().enumerate() {
            write!(f, "{}{parameter}", if index == 0 { "<" } else { ", " })?;
        }
        match entry.parameters.is_empty() {
            true => Ok(()),
            false => f.write_char('>'),
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_const { "const " } else { "" };
        write!(f, "{kind}{}", self.name)?;
        match &self.fixed {
            Some(fixed) => write!(f, " = {fixed}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "with {:016x}", self.fingerprint)?;
        for (index, (name, version)) in self.nested.iter().enumerate() {
            write!(f, "{} {name} {version}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// Fields or variants, from behind the version on.
fn shape(f: &mut fmt::Formatter<'_>, shape: &Shape) -> fmt::Result {
    match shape {
        Shape::Struct(all) => fields(f, all, &[], "  "),
        Shape::Enum(variants) => {
            writeln!(f, " enum")?;
            for variant in variants {
                write!(f, "  {}", variant.name)?;
                fields(f, &variant.fields, &variant.was, "    ")?;
            }
            Ok(())
        }
    }
}

/// Fields, from behind the version or the variant on; `was` are the former names of the variant.
fn fields(
    f: &mut fmt::Formatter<'_>,
    fields: &Fields,
    was: &[String],
    indent: &str,
) -> fmt::Result {
    let Fields { kind, list } = fields;
    let form = match (*kind, Fields::usual_kind(list)) {
        (kind, usual) if kind == usual => "",
        (FieldsKind::Tuple, _) => " ()",
        (FieldsKind::Named | FieldsKind::Unit, _) => " {}",
    };
    writeln!(f, "{form}{}", Was(was))?;
    for field in list {
        write!(f, "{indent}{}: {}{}", field.name, field.ty, Was(&field.was))?;
        match field.default.as_deref() {
            None => writeln!(f)?,
            Some("") => writeln!(f, " =")?,
            Some(value) => writeln!(f, " = {value}")?,
        }
    }
    Ok(())
}

/// ` was b, a`, or nothing.
struct Was<'n>(&'n [String]);

impl fmt::Display for Was<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Was(names) = self;
        names.iter().enumerate().try_for_each(|(index, name)| {
            write!(f, "{}{name}", if index == 0 { " was " } else { ", " })
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that fails panics")]

    use super::*;

    const TEXT: &str = "\
# persist schema history; commit this file. Recorded by `PERSIST_HISTORY=record cargo test persist_history`.
type Forest<T, const N, T::State = {str: [u32; 4]}>
version 1.2.0
  depth: u16
  trees: [Tree<T, 3>]
  names: [str; N] = [\"a\", \"b = c\"]
  seed: u64 =
  cut: f32 was threshold, thr
  past: was
  later: was was past
  rate: [f64; N] was r = [0.5, \"a was b\"]
with 0123456789abcdef
with fedcba9876543210 Tree 1.1.0, acme::Matrix 0.3.0
type Woods<T, const N = ',', <TasTree<u8,4>>::State = {str: [u32; 4]}>
version 2.0.0 enum
  Empty
  Braces {}
  Pair
    0: u8
    1: u8
  Odd ()
    first: u8
  Named
    first: u8
  Leaf was End
  Node {} was Inner, Split
    0: u8 was left
with 0123456789abcdef
nested acme::Matrix 0.3.0
  rows: u32
nested Either<A, B> 1.0.0 enum
  Left
    0: A
nested Lens<const P0 = '<', const P1 = '\\'', const P2 = 3, P3 = Lens<'>', '\"'>> 1.0.0 enum
  Left
nested Nothing 1.0.0
nested Braces 1.0.0 {}
";

    #[test]
    fn a_history_is_written_as_it_was_read() {
        let history = HistoryText::parse(TEXT).expect("it is well-formed");
        assert_eq!(history.to_string(), TEXT);
        assert_eq!(history.entries.len(), 2);
        assert_eq!(history.nested.len(), 5);
        // Comments and empty lines are for people, and Windows ends lines in its own way.
        let spaced = TEXT.replace("version", "\n# comment\nversion").replace('\n', "\r\n");
        let spaced = HistoryText::parse(&spaced).expect("it is well-formed");
        assert_eq!(spaced.to_string(), TEXT);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (text, line, message) in [
            ("version 1.0.0", 1, "expected a `type` before its first `version`"),
            ("type Forest\n  depth: u16", 2, "expected a `version` before its fields"),
            ("type Forest\nversion 1.0", 2, "`1.0` is no version"),
            ("type Forest\nversion 1.0.0-dev", 2, "no released version"),
            (
                "type Forest\nversion 1.0.0 union",
                2,
                "expected `enum`, `{}`, `()` or nothing, found `union`",
            ),
            ("type Forest\nversion 1.0.0\nversion 1.0.0", 3, "recorded already"),
            (
                "type Forest\nversion 1.0.0\nversion 0.9.0",
                3,
                "0.9.0 stands behind 1.0.0, and is older",
            ),
            ("type Forest\nversion 1.0.0\n depth: u16", 3, "expected two or four spaces, found 1"),
            ("type Forest\nversion 1.0.0\n    depth: u16", 3, "expected two spaces"),
            ("type Forest\nversion 1.0.0\n  depth", 3, "expected a field, as `depth: u16`"),
            (
                "type Forest\nversion 1.0.0\n  depth: u16]",
                3,
                "the type of `depth` cannot be read: expected the end of the type, found `]`",
            ),
            ("type Forest\nversion 1.0.0\n  a: u8\n  a: u8", 4, "the field `a` stands here twice"),
            ("type Forest\nversion 1.0.0 enum\n  a: u8", 3, "expected a variant, found the field"),
            (
                "type Forest\nversion 1.0.0 enum\n    a: u8",
                3,
                "expected a variant before its fields",
            ),
            ("type Forest\nversion 1.0.0\n  a: u8 was", 3, "expected the former names"),
            ("type Forest\nversion 1.0.0\n  a: u8 was b, b", 3, "expected the former names"),
            ("type Forest\nversion 1.0.0\n  a: u8 was b c", 3, "expected the former names"),
            ("type Forest\nversion 1.0.0 enum\n  A was b,", 3, "expected the former names"),
            ("type Forest\nversion 1.0.0 enum\n  A\u{c} {}", 3, "expected the name of a variant"),
            ("type Forest\nversion 1.0.0 enum\n  A\n  A", 4, "the variant `A` stands here twice"),
            ("type Forest\nversion 1.0.0\nwith 01", 3, "expected a fingerprint of 16 digits"),
            (
                "type Forest\nversion 1.0.0\nwith 0123456789abcdef Tree",
                3,
                "expected a version behind a type",
            ),
            ("type Forest\nwith 0123456789abcdef", 2, "expected a `version` before its `with`"),
            (
                "type Forest\nversion 1.0.0\nwith 0123456789abcdef\n  a: u8",
                4,
                "expected no field behind `with`",
            ),
            ("type Forest<", 1, "between commas, up to a `>`, found the end of the line"),
            ("type Forest<T, ", 1, "between commas, up to a `>`, found the end of the line"),
            ("type Forest<T", 1, "expected `,` or `>` behind a generic parameter, found the end"),
            ("type Forest<T,>", 1, "expected generic parameters between commas"),
            ("type Forest<const  N = 4, [T, 5]>", 1, "expected generic parameters between commas"),
            ("type Forest<const \u{c}= T>", 1, "expected generic parameters between commas"),
            ("type Forest<T = >", 1, "expected a type in `>`"),
            ("type Forest<T = u8; N>", 1, "expected `,` or `>` behind a generic parameter"),
            ("type Forest<T U>", 1, "expected `,` or `>` behind a generic parameter, found ` U>`"),
            ("type Forest<T>s", 1, "expected the end of the line behind the type, found `s`"),
            ("type ", 1, "expected the name of a type"),
            ("nested Tree", 1, "expected a version behind a type"),
            ("nested Tree<const N = 3>1.0.0", 1, "expected a version behind a type"),
            ("nested Tree one", 1, "`one` is no version"),
            ("<<<<<<< HEAD", 1, "a conflict of two branches"),
            ("forest", 1, "expected `type`, `version`, `with` or `nested`"),
        ] {
            let error = HistoryText::parse(text).expect_err(text);
            assert_eq!(error.line, line, "{text}\n{error}");
            assert!(error.message.contains(message), "{text}\n{error}");
        }
    }
}
