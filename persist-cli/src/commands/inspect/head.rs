//! `persist inspect --head`: the value as text that reads like Rust, with the first elements of all that has many.
//!
//! The file is visited, so what is not shown is not decoded, and blocks are read no further than their first elements.

use std::fmt::Write;
use std::ops::Range;

use persist_core::{Archive, ArrayPart, Flow, Group, Leaf, Result, Step, Visit};

use crate::failure::Failure;
use crate::io::Io;
use crate::shown::Count;

/// Columns that a group on one line takes at most.
const LINE: usize = 80;

/// Columns by which what a group holds is moved in.
const INDENT: &str = "    ";

/// Characters of a string that are shown at most.
const SHOWN_TEXT: usize = 1000;

/// Prints the value with `most` elements of each list at most.
pub(super) fn print(archive: &Archive, most: usize, io: &mut Io<'_>) -> Result<(), Failure> {
    let mut head = Head { most, open: Vec::new(), done: String::new() };
    archive.visit("", &mut head)?;
    io.print(format_args!("{}\n", head.done))
}

/// A group under way.
struct Open {
    /// What stands in front of it, as `Layer {`, and behind it.
    begin: String,
    end: &'static str,
    /// What stands in front of each part, as `name: `, and the part.
    parts: Vec<String>,
    /// What stands in front of the part that comes next.
    label: String,
    /// Elements that it has in all, where it is a list.
    len: Option<usize>,
    is_named: bool,
    /// It is a shared value that has been shown.
    is_known: bool,
}

struct Head {
    most: usize,
    open: Vec<Open>,
    done: String,
}

impl Head {
    fn put(&mut self, text: String) {
        match self.open.last_mut() {
            None => self.done = text,
            Some(open) => {
                let label = std::mem::take(&mut open.label);
                open.parts.push(format!("{label}{text}"));
            }
        }
    }
}

impl Open {
    fn new(begin: impl Into<String>, end: &'static str) -> Self {
        Open {
            begin: begin.into(),
            end,
            parts: Vec::new(),
            label: String::new(),
            len: None,
            is_named: false,
            is_known: false,
        }
    }

    fn of(group: Group<'_>) -> Self {
        let fields = |name: &str, len: usize, named: bool| {
            let name = name.escape_debug();
            match (len, named) {
                (0, _) => Open::new(name.to_string(), ""),
                (_, true) => Open { is_named: true, ..Open::new(format!("{name} {{"), "}") },
                (_, false) => Open::new(format!("{name}("), ")"),
            }
        };
        match group {
            Group::Some => Open::new("Some(", ")"),
            Group::List { len, .. } => Open { len: Some(len), ..Open::new("[", "]") },
            Group::Set { len, .. } | Group::Map { len, .. } => {
                Open { len: Some(len), ..Open::new("{", "}") }
            }
            Group::Tuple { .. } => Open::new("(", ")"),
            Group::Shared { number: Some(number), met, .. } => {
                Open { is_known: met, ..Open::new(format!("shared value {number}"), "") }
            }
            Group::Struct { name, len, named, .. } => fields(name, len, named),
            Group::Variant { variant, len, named, .. } => fields(variant, len, named),
            _ => Open::new("", ""),
        }
    }

    /// The whole text: on one line where it fits there, else with each part on its own, or as many short ones as fit.
    fn close(mut self) -> String {
        let shown = self.parts.len();
        if let Some(more) = self.len.map(|len| len.saturating_sub(shown)).filter(|more| *more > 0) {
            let more = Count(more.try_into().unwrap_or(u64::MAX));
            self.parts.push(format!("… {more} more"));
        }
        let (begin, end) = (&self.begin, self.end);
        // A shared value, or a name alone.
        if end.is_empty() {
            let between = if begin.is_empty() || self.parts.is_empty() { "" } else { ": " };
            return format!("{begin}{between}{}", self.parts.concat());
        }
        let fits = |text: &String| !text.contains('\n');
        let width = self.parts.iter().fold(0usize, |sum, part| sum.saturating_add(part.len() + 2));
        if self.parts.iter().all(fits) && width <= LINE {
            let gap = if self.is_named && !self.parts.is_empty() { " " } else { "" };
            return format!("{begin}{gap}{}{gap}{end}", self.parts.join(", "));
        }
        // What holds one value adds no level.
        if let [only] = self.parts.as_slice()
            && !self.is_named
            && self.len.is_none()
        {
            return format!("{begin}{only}{end}");
        }
        let are_short = self.len.is_some()
            && self.parts.iter().all(|part| part.len() <= LINE / 4 && fits(part));
        let lines = if are_short {
            filled(&self.parts)
        } else {
            self.parts.iter().map(|part| format!("{part},")).collect()
        };
        let mut text = begin.clone();
        for line in lines.iter().flat_map(|line| line.split('\n')) {
            // A `String` takes all that is written.
            let _ = write!(text, "\n{INDENT}{line}");
        }
        text.push('\n');
        text.push_str(end);
        text
    }
}

/// Short parts, as many on each line as fit.
fn filled(parts: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.len() + part.len() + 2 <= LINE => {
                line.push(' ');
                line.push_str(part);
                line.push(',');
            }
            _ => lines.push(format!("{part},")),
        }
    }
    lines
}

impl Visit for Head {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.open.push(Open::of(group));
        Ok(())
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        let Some(open) = self.open.last_mut() else { return Ok(Flow::Enter) };
        Ok(match step {
            Step::Index(index) | Step::Key(index) if open.len.is_some() && index >= self.most => {
                Flow::Leave
            }
            Step::Content if open.is_known => Flow::Skip,
            Step::Field(name) if open.is_named => {
                open.label = format!("{}: ", name.escape_debug());
                Flow::Enter
            }
            Step::Entry(_) => {
                open.label = open.parts.pop().map(|key| format!("{key}: ")).unwrap_or_default();
                Flow::Enter
            }
            _ => Flow::Enter,
        })
    }

    fn end(&mut self) -> Result<()> {
        if let Some(open) = self.open.pop() {
            self.put(open.close());
        }
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        self.put(text(&leaf));
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        Ok(0..self.most.min(array.len()))
    }
}

fn text(leaf: &Leaf<'_>) -> String {
    match leaf {
        Leaf::Unit => "()".to_owned(),
        Leaf::None => "None".to_owned(),
        Leaf::Bool(value) => value.to_string(),
        Leaf::Unsigned(value) => value.to_string(),
        Leaf::Signed(value) => value.to_string(),
        Leaf::F32(value) => format!("{value:?}"),
        Leaf::F64(value) => format!("{value:?}"),
        Leaf::Char(value) => format!("{value:?}"),
        Leaf::Str(value) => match value.char_indices().nth(SHOWN_TEXT) {
            None => format!("{value:?}"),
            Some((end, _)) => {
                let (shown, rest) = value.split_at_checked(end).unwrap_or((value, ""));
                let more = Count(rest.len().try_into().unwrap_or(u64::MAX));
                format!("{shown:?} … {more} more bytes")
            }
        },
        Leaf::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Leaf::Foreign(value) => format!("{value:?}"),
        Leaf::Weak(Some(number)) => format!("weak to shared value {number}"),
        Leaf::Weak(None) => "weak to nothing".to_owned(),
        _ => "…".to_owned(),
    }
}
