//! Values as text, written while they are met: nothing is kept, however large the file is.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use persist_core::{ArrayPart, Flow, Group, Leaf, Result, Step, Visit};

/// The languages that values are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// As serde_json writes the types; floats that JSON lacks are strings.
    Json,
    /// As the ron crate writes them, with the names of structs.
    Ron,
}

/// How a value is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextOptions {
    pub(crate) syntax: Syntax,
    /// Over several lines.
    pub(crate) pretty: bool,
    /// Arrays that are longer than `0` show their first `1` elements.
    pub(crate) arrays: Option<(usize, usize)>,
    /// Other lists, sets and maps show so many of their elements.
    pub(crate) lists: Option<usize>,
}

/// Writes what a visit meets.
pub(crate) struct TextWriter<'w> {
    out: &'w mut dyn Write,
    options: TextOptions,
    open: Vec<Open>,
    /// What the array that begins next is told to be.
    next_list: Option<NextList>,
    /// The leaf that comes next is the key of an object.
    is_key: bool,
    /// Lists of which not all was written.
    pub(crate) abridged: usize,
}

#[derive(Clone, Copy)]
struct NextList {
    first: Option<usize>,
    in_line: bool,
}

/// A group that has begun.
struct Open {
    kind: Kind,
    close: &'static str,
    /// Parts so far.
    parts: usize,
    /// Parts that are written, where not all are.
    first: Option<usize>,
    /// Its parts stand in one line.
    in_line: bool,
    /// Each of its parts stands in one line: those of arrays do, which are bounded.
    parts_in_line: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Parts beside each other.
    Items,
    /// Parts with names.
    Fields,
    /// A map whose keys are names.
    Names,
    /// A map of other keys.
    Pairs,
    /// One part, with nothing of the group's own around it but brackets.
    Content,
}

impl<'w> TextWriter<'w> {
    pub(crate) fn new(out: &'w mut dyn Write, options: TextOptions) -> Self {
        let (open, next_list) = (Vec::new(), None);
        TextWriter { out, options, open, next_list, is_key: false, abridged: 0 }
    }

    /// Whether groups have begun that have no end yet.
    pub(crate) fn is_under_way(&self) -> bool {
        !self.open.is_empty()
    }

    fn is_json(&self) -> bool {
        self.options.syntax == Syntax::Json
    }

    fn push(&mut self, kind: Kind, (open, close): (&str, &'static str)) -> Result<()> {
        self.out.write_all(open.as_bytes())?;
        let around = self.open.last().is_some_and(|open| open.in_line || open.parts_in_line);
        let in_line = around || !self.options.pretty;
        self.open.push(Open { kind, close, parts: 0, first: None, in_line, parts_in_line: false });
        Ok(())
    }

    /// Begins a list, a set or a map, of which not all may be wanted: no text that is cut short passes for a whole one.
    fn list(&mut self, kind: Kind, (open, close): (&str, &'static str), len: usize) -> Result<()> {
        let next = self.next_list.take();
        let first = match next {
            Some(next) => next.first,
            None => self.options.lists.filter(|first| *first < len),
        };
        match (first, self.is_json()) {
            (None, _) => self.push(kind, (open, close))?,
            (Some(_), true) => {
                let close = if close == "]" { "]}" } else { "}}" };
                self.push(kind, (&format!("{{\"$count\": {len}, \"$first\": {open}"), close))?;
            }
            (Some(_), false) => {
                let close = match close {
                    "]" => " ...]",
                    ")" => " ...)",
                    _ => " ...}",
                };
                self.push(kind, (open, close))?;
            }
        }
        self.abridged = self.abridged.saturating_add(first.is_some().into());
        if let Some(open) = self.open.last_mut() {
            open.first = first;
            open.in_line |= next.is_some_and(|next| next.in_line);
            open.parts_in_line = next.is_some();
        }
        Ok(())
    }

    fn fields(&mut self, name: &str, len: usize, named: bool) -> Result<()> {
        let json = self.is_json();
        if !json {
            self.name(name)?;
        }
        match (named, len) {
            (true, _) if json => self.push(Kind::Fields, ("{", "}")),
            (true, _) => self.push(Kind::Fields, ("(", ")")),
            (false, 0) if json => self.push(Kind::Content, ("null", "")),
            (false, 0) => self.push(Kind::Content, ("", "")),
            (false, 1) if json => self.push(Kind::Content, ("", "")),
            (false, 1) => self.push(Kind::Content, ("(", ")")),
            (false, _) if json => self.push(Kind::Items, ("[", "]")),
            (false, _) => self.push(Kind::Items, ("(", ")")),
        }
    }

    fn variant(&mut self, variant: &str, len: usize, named: bool) -> Result<()> {
        if !self.is_json() {
            return self.fields(variant, len, named);
        }
        if !named && len == 0 {
            self.json(variant)?;
            return self.push(Kind::Content, ("", ""));
        }
        self.out.write_all(b"{")?;
        self.json(variant)?;
        self.out.write_all(b": ")?;
        match (named, len) {
            (true, _) => self.push(Kind::Fields, ("{", "}}")),
            (false, 1) => self.push(Kind::Content, ("", "}")),
            (false, _) => self.push(Kind::Items, ("[", "]}")),
        }
    }

    /// A name in RON: raw where it is no identifier, as those of generic types are cut to theirs.
    fn name(&mut self, name: &str) -> Result<()> {
        let name = name.rsplit("::").next().unwrap_or(name);
        let plain = |c: char| c == '_' || c.is_alphanumeric();
        match name.starts_with(|c: char| c == '_' || c.is_alphabetic()) && name.chars().all(plain) {
            true => write!(self.out, "{name}")?,
            false => write!(self.out, "r#{name}")?,
        }
        Ok(())
    }

    fn json(&mut self, value: &(impl serde::Serialize + ?Sized)) -> Result<()> {
        serde_json::to_writer(&mut *self.out, value).map_err(|error| io::Error::from(error).into())
    }

    /// A text: in quotes, with escapes.
    fn text(&mut self, text: &str) -> Result<()> {
        match self.is_json() {
            true => self.json(text)?,
            false => write!(self.out, "{text:?}")?,
        }
        Ok(())
    }

    fn float(&mut self, float: f64, shortest: &dyn fmt::Display) -> Result<()> {
        let names = match self.is_json() {
            true => ["\"NaN\"", "\"Infinity\"", "\"-Infinity\""],
            false => ["NaN", "inf", "-inf"],
        };
        match (float.is_nan(), float.is_infinite(), float > 0.0) {
            (true, ..) => self.out.write_all(names[0].as_bytes())?,
            (_, true, true) => self.out.write_all(names[1].as_bytes())?,
            (_, true, false) => self.out.write_all(names[2].as_bytes())?,
            _ => write!(self.out, "{shortest}")?,
        }
        Ok(())
    }

    /// A key of an object: always a text.
    fn key(&mut self, leaf: &Leaf<'_>) -> Result<()> {
        match leaf {
            Leaf::Str(text) => self.json(*text),
            Leaf::Char(only) => self.json(only),
            Leaf::Unsigned(number) => Ok(write!(self.out, "\"{number}\"")?),
            Leaf::Signed(number) => Ok(write!(self.out, "\"{number}\"")?),
            _ => self.json(&format!("{leaf:?}")),
        }
    }

    /// A new line, as far in as the groups that stand over several lines are deep.
    fn line(&mut self) -> Result<()> {
        let depth = self.open.iter().filter(|open| !open.in_line && open.kind != Kind::Content);
        let depth = depth.count();
        self.out.write_all(b"\n")?;
        for _ in 0..depth {
            self.out.write_all(b"  ")?;
        }
        Ok(())
    }

    /// Puts the next part of the current group apart from the one before.
    fn part(&mut self) -> Result<()> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let (first, in_line) = (open.parts == 0, open.in_line);
        open.parts = open.parts.saturating_add(1);
        if open.kind == Kind::Content {
            return Ok(());
        }
        match (first, in_line) {
            (true, true) => Ok(()),
            (false, true) => Ok(self.out.write_all(b", ")?),
            (true, false) => self.line(),
            (false, false) => {
                self.out.write_all(b",")?;
                self.line()
            }
        }
    }

    /// The bracket behind an entry whose key is no name.
    fn end_pair(&mut self) -> Result<()> {
        match self.open.last() {
            Some(open) if open.kind == Kind::Pairs && open.parts > 0 => {
                Ok(self.out.write_all(b"]")?)
            }
            _ => Ok(()),
        }
    }

    fn foreign(&mut self, value: &persist_core::ForeignValue) -> Result<()> {
        match value.content() {
            Ok(content) => content.visit(self),
            // Only its type can tell what its bytes are.
            Err(_) => {
                let hex: String = value.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
                self.text(&format!("{}:{hex}", value.encoding().name()))
            }
        }
    }
}

impl Visit for TextWriter<'_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        let json = self.is_json();
        match group {
            Group::Some if json => self.push(Kind::Content, ("", "")),
            Group::Some => self.push(Kind::Content, ("Some(", ")")),
            Group::Shared { .. } => self.push(Kind::Content, ("", "")),
            // To serde, arrays are tuples.
            Group::List { len, fixed: true, .. } if !json => {
                self.list(Kind::Items, ("(", ")"), len)
            }
            Group::List { len, .. } => self.list(Kind::Items, ("[", "]"), len),
            Group::Set { len, .. } => self.list(Kind::Items, ("[", "]"), len),
            Group::Tuple { .. } if json => self.push(Kind::Items, ("[", "]")),
            Group::Tuple { .. } => self.push(Kind::Items, ("(", ")")),
            Group::Map { len, named, .. } if json && !named => {
                self.list(Kind::Pairs, ("[", "]"), len)
            }
            Group::Map { len, .. } => self.list(Kind::Names, ("{", "}"), len),
            Group::Struct { name, len, named, .. } => self.fields(name, len, named),
            Group::Variant { variant, len, named, .. } => self.variant(variant, len, named),
            _ => self.push(Kind::Content, ("", "")),
        }
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        if let Some(open) = self.open.last()
            && !matches!(step, Step::Entry(_))
            && open.first.is_some_and(|first| open.parts >= first)
        {
            return Ok(Flow::Leave);
        }
        let kind = self.open.last().map(|open| open.kind);
        match step {
            Step::Entry(_) => {
                self.out.write_all(if kind == Some(Kind::Pairs) { b", " } else { b": " })?;
            }
            Step::Key(_) if kind == Some(Kind::Pairs) => {
                self.end_pair()?;
                self.part()?;
                self.out.write_all(b"[")?;
            }
            Step::Key(_) if kind == Some(Kind::Names) => {
                self.part()?;
                self.is_key = self.is_json();
            }
            Step::Field(name) if kind == Some(Kind::Fields) => {
                self.part()?;
                match self.is_json() {
                    true => self.json(name)?,
                    false => self.name(name)?,
                }
                self.out.write_all(b": ")?;
            }
            _ => self.part()?,
        }
        Ok(Flow::Enter)
    }

    fn end(&mut self) -> Result<()> {
        self.end_pair()?;
        let Some(open) = self.open.pop() else { return Ok(()) };
        if open.parts > 0 && !open.in_line && open.kind != Kind::Content {
            self.line()?;
        }
        Ok(self.out.write_all(open.close.as_bytes())?)
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        if std::mem::take(&mut self.is_key) {
            return self.key(&leaf);
        }
        let json = self.is_json();
        match leaf {
            Leaf::Unit if json => self.out.write_all(b"null")?,
            Leaf::Unit => self.out.write_all(b"()")?,
            Leaf::None if json => self.out.write_all(b"null")?,
            Leaf::None => self.out.write_all(b"None")?,
            Leaf::Bool(value) => write!(self.out, "{value}")?,
            Leaf::Unsigned(value) => write!(self.out, "{value}")?,
            Leaf::Signed(value) => write!(self.out, "{value}")?,
            Leaf::F32(value) => self.float(value.into(), &format_args!("{value:?}"))?,
            Leaf::F64(value) => self.float(value, &format_args!("{value:?}"))?,
            Leaf::Char(value) if json => self.json(&value)?,
            Leaf::Char(value) => write!(self.out, "{value:?}")?,
            Leaf::Str(value) => self.text(value)?,
            Leaf::Bytes(bytes) => self.json(bytes)?,
            Leaf::Foreign(value) => self.foreign(value)?,
            Leaf::Weak(Some(number)) if json => write!(self.out, "{{\"$weak\": {number}}}")?,
            Leaf::Weak(Some(number)) => write!(self.out, "Weak({number})")?,
            Leaf::Weak(None) if json => self.out.write_all(b"null")?,
            Leaf::Weak(None) => self.out.write_all(b"None")?,
            _ => {}
        }
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        let first =
            self.options.arrays.filter(|(most, _)| array.len() > *most).map(|(_, first)| first);
        // Numbers stand in one line; structs, tuples and rows in one each.
        let in_line = array.element().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        self.next_list = Some(NextList { first, in_line });
        Ok(0..first.unwrap_or(array.len()))
    }
}
