//! Lists as tables: each element is a row, each leaf of it a column.

use std::io::Write;
use std::ops::Range;

use persist_core::{ArrayPart, Error, Flow, Group, Leaf, Result, Step, Visit};

/// Writes the elements of a list as the rows of a table.
///
/// Columns are named by the paths to the leaves within the first row: `threshold`, `range.low`, `[2]`. A row without a
/// value for some of them has empty cells there, as where an `Option` is `None`.
pub(crate) struct Rows<'w> {
    out: csv::Writer<&'w mut dyn Write>,
    most: Option<usize>,
    /// Groups that have begun.
    depth: usize,
    /// Those of them that the list is, or stand around it: options and shared values.
    outside: usize,
    in_list: bool,
    is_map: bool,
    path: String,
    /// Lengths of the path in front of the steps within a row.
    steps: Vec<usize>,
    row: Vec<(String, String)>,
    /// Paths that nothing is at.
    none: Vec<String>,
    columns: Vec<String>,
    written: usize,
    misfit: Option<String>,
}

impl<'w> Rows<'w> {
    /// At most so many rows, where that is said.
    pub(crate) fn new(out: &'w mut dyn Write, most: Option<usize>) -> Self {
        Rows {
            out: csv::WriterBuilder::new().flexible(false).from_writer(out),
            most,
            depth: 0,
            outside: 0,
            in_list: false,
            is_map: false,
            path: String::new(),
            steps: Vec::new(),
            row: Vec::new(),
            none: Vec::new(),
            columns: Vec::new(),
            written: 0,
            misfit: None,
        }
    }

    /// Why the value is no table.
    pub(crate) fn misfit(&self) -> Option<&str> {
        self.misfit.as_deref()
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    fn refuse(&mut self, reason: String) -> Error {
        let error = Error::invalid(&reason);
        self.misfit = Some(reason);
        error
    }

    fn is_row(&self) -> bool {
        self.in_list && self.depth == self.outside
    }

    fn end_row(&mut self) -> Result<()> {
        if self.row.is_empty() && self.none.is_empty() {
            return Ok(());
        }
        let (row, none) = (std::mem::take(&mut self.row), std::mem::take(&mut self.none));
        if self.written == 0 {
            let leaves = row.iter().map(|(path, _)| path);
            self.columns = leaves.chain(&none).cloned().collect();
            let names =
                self.columns.iter().map(|path| if path.is_empty() { "value" } else { path });
            self.out.write_record(names).map_err(unwritten)?;
        }
        let mut cells = row.iter().peekable();
        let mut record = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            match cells.next_if(|(path, _)| path == column) {
                Some((_, text)) => record.push(text.as_str()),
                None if none.iter().any(|path| is_within(column, path)) => record.push(""),
                None => break,
            }
        }
        if record.len() < self.columns.len() || cells.peek().is_some() {
            let shown = |paths: Vec<&str>| paths.join(", ");
            let found = shown(row.iter().map(|(path, _)| path.as_str()).collect());
            let expected = shown(self.columns.iter().map(String::as_str).collect());
            let number = self.written;
            return Err(
                self.refuse(format!("element {number} has {found}, where others have {expected}"))
            );
        }
        self.out.write_record(record).map_err(unwritten)?;
        self.written = self.written.saturating_add(1);
        Ok(())
    }
}

/// Whether a column is at a path, or within what is.
fn is_within(column: &str, path: &str) -> bool {
    column
        .strip_prefix(path)
        .is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

fn unwritten(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Error::invalid(format!("{other:?}")),
    }
}

impl Visit for Rows<'_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.depth = self.depth.saturating_add(1);
        match group {
            Group::Some | Group::Shared { .. } if !self.in_list => {
                self.outside = self.depth;
                Ok(())
            }
            Group::List { .. } | Group::Set { .. } | Group::Map { .. } if !self.in_list => {
                (self.in_list, self.outside) = (true, self.depth);
                self.is_map = matches!(group, Group::Map { .. });
                Ok(())
            }
            _ if !self.in_list => Err(self.refuse("the value is no list".into())),
            Group::Variant { variant, .. } => {
                let path =
                    format!("{}{}variant", self.path, if self.path.is_empty() { "" } else { "." });
                self.row.push((path, variant.to_owned()));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        if !self.in_list {
            return Ok(Flow::Enter);
        }
        if self.is_row() {
            if !matches!(step, Step::Entry(_)) {
                self.end_row()?;
                if self.most.is_some_and(|most| self.written >= most) {
                    return Ok(Flow::Leave);
                }
            }
            self.steps.clear();
            self.path.clear();
            // The entries of a map are rows of a key and a value.
            self.path.push_str(match step {
                Step::Key(_) if self.is_map => "key",
                Step::Entry(_) => "value",
                _ => "",
            });
            return Ok(Flow::Enter);
        }
        // What stands in the groups that are open within the row: one step each.
        let open = self.depth.saturating_sub(self.outside);
        while self.steps.len() >= open {
            let Some(before) = self.steps.pop() else { break };
            self.path.truncate(before);
        }
        self.steps.push(self.path.len());
        match step {
            Step::Content => {}
            Step::Field(name) => {
                if !self.path.is_empty() {
                    self.path.push('.');
                }
                self.path.push_str(name);
            }
            Step::Index(index) => self.path.push_str(&format!("[{index}]")),
            _ => {
                return Err(
                    self.refuse(format!("its elements hold sets or maps, at `{}`", self.path))
                );
            }
        }
        Ok(Flow::Enter)
    }

    fn end(&mut self) -> Result<()> {
        if self.is_row() {
            self.end_row()?;
            self.in_list = false;
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        if !self.in_list {
            return Err(self.refuse("the value is no list".into()));
        }
        let text = match leaf {
            Leaf::None | Leaf::Weak(None) => {
                self.none.push(self.path.clone());
                return Ok(());
            }
            Leaf::Unit => String::new(),
            Leaf::Bool(value) => value.to_string(),
            Leaf::Unsigned(value) => value.to_string(),
            Leaf::Signed(value) => value.to_string(),
            Leaf::F32(value) => format!("{value:?}"),
            Leaf::F64(value) => format!("{value:?}"),
            Leaf::Char(value) => value.to_string(),
            Leaf::Str(value) => value.to_owned(),
            _ => {
                let path = self.path.clone();
                return Err(self.refuse(format!("what stands at `{path}` has no text")));
            }
        };
        self.row.push((self.path.clone(), text));
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        let most = if self.in_list { None } else { self.most };
        Ok(0..most.unwrap_or(array.len()).min(array.len()))
    }
}
