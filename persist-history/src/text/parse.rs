//! From text to a history: line by line, with errors that point at the line.

use std::fmt;

use semver::Version;

use super::{
    ArgText, Closure, Entry, Field, Fields, FieldsKind, HistoryText, Parameter, Shape, TypeText,
    Variant,
};

/// A line of a history that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// What was expected and found there, and what to do.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// A line, or what is left of it.
#[derive(Clone, Copy)]
struct Line<'t> {
    number: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    /// What stands before a place, and from there on; all of it without one.
    fn split_at(self, place: Option<usize>) -> (&'t str, Self) {
        let (before, text) =
            place.and_then(|at| self.text.split_at_checked(at)).unwrap_or((self.text, ""));
        (before, Line { text, ..self })
    }

    fn error(self, message: impl fmt::Display) -> ParseError {
        ParseError { line: self.number, message: message.to_string() }
    }

    fn expected(self, expected: &str) -> ParseError {
        match self.text {
            "" => self.error(format_args!("expected {expected}, found the end of the line")),
            text => self.error(format_args!("expected {expected}, found `{text}`")),
        }
    }
}

/// The type that the entries behind it are of.
#[derive(Clone)]
struct Head {
    name: String,
    parameters: Vec<Parameter>,
}

/// An entry whose lines are being read.
struct Open {
    entry: Entry,
    /// Lines of fields, where the entry is no enum.
    fields: Vec<Field>,
    /// How its fields are declared, where the entry says so.
    kind: Option<FieldsKind>,
    variants: Option<Vec<(Variant, Option<FieldsKind>)>>,
    is_nested: bool,
}

impl HistoryText {
    /// Reads a history.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read, or contradicts one before it.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader { history: HistoryText::default(), head: None, open: None };
        for (number, text) in (1usize..).zip(text.lines()) {
            reader.line(Line { number, text })?;
        }
        reader.close();
        Ok(reader.history)
    }
}

struct Reader {
    history: HistoryText,
    head: Option<Head>,
    open: Option<Open>,
}

impl Reader {
    fn line(&mut self, line: Line<'_>) -> Result<(), ParseError> {
        let text = line.text.trim_end();
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| text.starts_with(mark)) {
            return Err(line.error(
                "a conflict of two branches: keep the entries of both, in the order of their versions; two of one \
                 version need another version for one of them",
            ));
        }
        let inner = text.trim_start_matches(' ');
        let indent = text.len().saturating_sub(inner.len());
        let rest = Line { text: inner, ..line };
        match indent {
            0 => self.keyword(rest),
            2 | 4 => self.part(rest, indent == 4),
            _ => Err(line.error(format_args!("expected two or four spaces, found {indent}"))),
        }
    }

    fn keyword(&mut self, line: Line<'_>) -> Result<(), ParseError> {
        let (keyword, rest) = line.text.split_once(' ').unwrap_or((line.text, ""));
        let rest = Line { text: rest.trim(), ..line };
        match keyword {
            "type" => {
                self.close();
                let (head, behind) = head(rest)?;
                match behind.text {
                    "" => self.head = Some(head),
                    _ => return Err(behind.expected("the end of the line behind the type")),
                }
                Ok(())
            }
            "version" => {
                let Some(Head { name, parameters }) = self.head.clone() else {
                    return Err(line.error("expected a `type` before its first `version`"));
                };
                self.entry(rest, name, parameters, false)
            }
            "nested" => {
                let (Head { name, parameters }, version) = head(rest)?;
                self.entry(behind_type(version)?, name, parameters, true)
            }
            "with" => self.closure(rest),
            _ => Err(line
                .expected("`type`, `version`, `with` or `nested`, or a field behind two spaces")),
        }
    }

    /// `1.2.0`, `1.2.0 enum`, `1.2.0 {}`
    fn entry(
        &mut self,
        line: Line<'_>,
        name: String,
        parameters: Vec<Parameter>,
        is_nested: bool,
    ) -> Result<(), ParseError> {
        self.close();
        let (text, form) = line.text.split_once(' ').unwrap_or((line.text, ""));
        let version = version(Line { text, ..line })?;
        if !is_nested && let Some(last) = self.history.entries.last() {
            let before = &last.version;
            if *before >= version {
                let why = if *before == version { "is recorded already" } else { "is older" };
                return Err(line.error(format_args!(
                    "versions ascend, each once: {version} stands behind {before}, and {why}"
                )));
            }
        }
        let kind = form_of(Line { text: form, ..line })?;
        let variants = (form == "enum").then(Vec::new);
        let shape = Shape::Enum(Vec::new());
        let line = line.number;
        let entry = Entry { line, name, parameters, version, shape, closures: Vec::new() };
        self.open = Some(Open { entry, fields: Vec::new(), kind, variants, is_nested });
        Ok(())
    }

    /// A field or a variant.
    fn part(&mut self, line: Line<'_>, is_inner: bool) -> Result<(), ParseError> {
        let Some(open) = &mut self.open else {
            return Err(line.error("expected a `version` before its fields"));
        };
        if !open.entry.closures.is_empty() {
            return Err(line.error("expected no field behind `with`, which ends an entry"));
        }
        match (&mut open.variants, is_inner) {
            (None, false) => push_field(&mut open.fields, line),
            (None, true) => {
                Err(line.error("expected two spaces: only fields of variants have four"))
            }
            (Some(variants), false) => {
                let variant = variant(line)?;
                if variants.iter().any(|(other, _)| other.name == variant.0.name) {
                    let name = &variant.0.name;
                    return Err(line.error(format_args!("the variant `{name}` stands here twice")));
                }
                variants.push(variant);
                Ok(())
            }
            (Some(variants), true) => match variants.last_mut() {
                Some((variant, _)) => push_field(&mut variant.fields.list, line),
                None => Err(line.error("expected a variant before its fields")),
            },
        }
    }

    /// `0123456789abcdef Tree 1.1.0, Matrix 0.3.0`
    fn closure(&mut self, line: Line<'_>) -> Result<(), ParseError> {
        let Some(open) = self.open.as_mut().filter(|open| !open.is_nested) else {
            return Err(line.error("expected a `version` before its `with`"));
        };
        let (digits, rest) = line.text.split_once(' ').unwrap_or((line.text, ""));
        let fingerprint = u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 16);
        let Some(fingerprint) = fingerprint else {
            return Err(line.expected("a fingerprint of 16 digits"));
        };
        let mut nested = Vec::new();
        for text in rest.split(", ").filter(|text| !text.is_empty()) {
            let (name, number) = type_name(Line { text, ..line })?;
            nested.push((name.to_owned(), version(behind_type(number)?)?));
        }
        open.entry.closures.push(Closure { line: line.number, fingerprint, nested });
        Ok(())
    }

    /// What was being read is whole.
    fn close(&mut self) {
        let Some(Open { mut entry, fields, kind, variants, is_nested }) = self.open.take() else {
            return;
        };
        let whole = |list: Vec<Field>, kind: Option<FieldsKind>| Fields {
            kind: kind.unwrap_or_else(|| Fields::usual_kind(&list)),
            list,
        };
        entry.shape = match variants {
            None => Shape::Struct(whole(fields, kind)),
            Some(variants) => {
                let variants = variants.into_iter().map(|(mut variant, kind)| {
                    variant.fields = whole(variant.fields.list, kind);
                    variant
                });
                Shape::Enum(variants.collect())
            }
        };
        match is_nested {
            true => self.history.nested.push(entry),
            false => self.history.entries.push(entry),
        }
    }
}

/// `Forest`, `Forest<T, const N, T::State = u32>`, and what stands behind it.
fn head(line: Line<'_>) -> Result<(Head, Line<'_>), ParseError> {
    let (name, behind) = type_name(line)?;
    let mut head = Head { name: name.to_owned(), parameters: Vec::new() };
    let Some(text) = behind.text.strip_prefix('<') else { return Ok((head, behind)) };
    let mut rest = Line { text, ..line };
    loop {
        let (parameter, behind) = parameter(rest)?;
        head.parameters.push(parameter);
        if let Some(text) = behind.text.strip_prefix('>') {
            return Ok((head, Line { text, ..line }));
        }
        let Some(text) = behind.text.strip_prefix(',') else {
            return Err(behind.expected("`,` or `>` behind a generic parameter"));
        };
        rest = Line { text: text.trim_start_matches(' '), ..line };
    }
}

fn type_name(line: Line<'_>) -> Result<(&str, Line<'_>), ParseError> {
    let ends = |letter: char| letter.is_whitespace() || "<>,;()[]{}=#`".contains(letter);
    match line.split_at(line.text.find(ends)) {
        ("", _) => Err(line.expected("the name of a type")),
        parts => Ok(parts),
    }
}

/// `T`, `const N`, `T::State = u32`, and what stands behind it. A name is that of a parameter, or a type without any
/// space; what it is fixed to can hold each mark.
fn parameter(line: Line<'_>) -> Result<(Parameter, Line<'_>), ParseError> {
    let (is_const, named) = match line.text.strip_prefix("const ") {
        Some(text) => (true, Line { text: text.trim_start_matches(' '), ..line }),
        None => (false, line),
    };
    let mut depth = 0usize;
    let end = named.text.find(|letter: char| {
        match letter {
            '<' | '(' | '[' | '{' => depth = depth.saturating_add(1),
            ',' | '>' if depth == 0 => return true,
            '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter.is_whitespace()
    });
    let (name, behind) = named.split_at(end);
    if name.is_empty() || depth > 0 {
        return Err(line.expected("generic parameters between commas, up to a `>`"));
    }
    let (fixed, behind) = match behind.text.strip_prefix(" = ") {
        None => (None, behind),
        Some(text) => {
            let (fixed, text) = ArgText::parse_start(text).map_err(|error| {
                line.error(format_args!("expected {} in `{text}`", error.expected))
            })?;
            (Some(fixed), Line { text, ..line })
        }
    };
    Ok((Parameter { name: name.to_owned(), is_const, fixed }, behind))
}

/// The version, and what follows, behind the space that ends a type.
fn behind_type(line: Line<'_>) -> Result<Line<'_>, ParseError> {
    match line.text.strip_prefix(' ').map(str::trim_start) {
        Some(text) if !text.is_empty() => Ok(Line { text, ..line }),
        _ => Err(line.expected("a version behind a type, as `Tree 1.1.0`")),
    }
}

fn version(line: Line<'_>) -> Result<Version, ParseError> {
    let version: Version = line
        .text
        .parse()
        .map_err(|error| line.error(format_args!("`{}` is no version: {error}", line.text)))?;
    match version.pre.is_empty() && version.build.is_empty() {
        true => Ok(version),
        false => {
            Err(line
                .error(format_args!("`{version}` is no released version: only those are recorded")))
        }
    }
}

/// What stands behind a version or a variant.
fn form_of(line: Line<'_>) -> Result<Option<FieldsKind>, ParseError> {
    match line.text {
        "" | "enum" => Ok(None),
        "{}" => Ok(Some(FieldsKind::Named)),
        "()" => Ok(Some(FieldsKind::Tuple)),
        _ => Err(line.expected("`enum`, `{}`, `()` or nothing")),
    }
}

/// Whether a text can be the name of a field or a variant.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn variant(line: Line<'_>) -> Result<(Variant, Option<FieldsKind>), ParseError> {
    if line.text.contains(':') {
        return Err(line.error(format_args!(
            "expected a variant, found the field `{}`: those of variants stand behind four spaces, and an entry \
             without variants says no `enum`",
            line.text
        )));
    }
    let (text, was) = former_names(line)?;
    let (name, form) = text.split_once(' ').unwrap_or((text, ""));
    if !is_name(name) || form == "enum" {
        return Err(line.expected("the name of a variant"));
    }
    let kind = form_of(Line { text: form, ..line })?;
    let fields = Fields { kind: FieldsKind::Unit, list: Vec::new() };
    Ok((Variant { line: line.number, name: name.to_owned(), was, fields }, kind))
}

/// `Leaf was End, Last`, `u32 was b, a`: what stands before the former names, and these. No type and no name has a space
/// on both sides of a word.
fn former_names<'t>(line: Line<'t>) -> Result<(&'t str, Vec<String>), ParseError> {
    let text = line.text.trim_end();
    let (rest, names) = match text.split_once(" was ") {
        Some(parts) => parts,
        None if text.ends_with(" was") => (text, ""),
        None => return Ok((text, Vec::new())),
    };
    let names: Vec<_> = names.split(", ").map(str::to_owned).collect();
    let is_former = |(index, name): (usize, &String)| {
        let is_first = names.iter().position(|other| other == name) == Some(index);
        is_name(name) && !name.ends_with(',') && is_first
    };
    match names.iter().enumerate().all(is_former) {
        true => Ok((rest, names)),
        false => Err(line.expected("the former names behind `was`, as `b, a`")),
    }
}

/// `depth: u16`, `names: [str] = []`, `cut: f32 was threshold`
fn push_field(list: &mut Vec<Field>, line: Line<'_>) -> Result<(), ParseError> {
    let Some((name, rest)) = line.text.split_once(':') else {
        return Err(
            line.expected("a field, as `depth: u16`, or a variant of an entry that says `enum`")
        );
    };
    let (ty, default) = match rest.split_once(" =") {
        Some((ty, value)) => (ty, Some(value.trim().to_owned())),
        None => (rest, None),
    };
    let (ty, was) = former_names(Line { text: ty.trim(), ..line })?;
    let ty = TypeText::parse(ty).map_err(|error| {
        let found = ty.get(error.at..).unwrap_or_default();
        let found = if found.is_empty() { "the end".to_owned() } else { format!("`{found}`") };
        line.error(format_args!(
            "the type of `{name}` cannot be read: expected {}, found {found}",
            error.expected
        ))
    })?;
    if !is_name(name) {
        return Err(line.expected("a field, as `depth: u16`"));
    }
    if list.iter().any(|field| field.name == name) {
        return Err(line.error(format_args!("the field `{name}` stands here twice")));
    }
    list.push(Field { line: line.number, name: name.to_owned(), ty, was, default });
    Ok(())
}
