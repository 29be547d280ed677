//! `persist diff`: what differs between two files, and whether anything does.

use anstyle::Style;
use persist_core::{
    ArrayDifference, Diff, DiffOptions, Difference, DifferenceKind, Limits, MetadataDifference,
    Tolerance, compat,
};
use serde::Serialize;

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::shown::{Count, Digits, Safe, path_of};
use crate::style::{BAD, CHANGED, GOOD, HEADING, Styled};
use crate::table::Table;

/// Show what differs between two files: schema, values by path, arrays by how much
///
/// Fields and variants are matched by name and entries of maps by key, so that files of different versions can be
/// compared: what a load would read as the same value is the same, as `5u8` and `5.0f64`. Arrays are compared chunk by
/// chunk, without being held in memory.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exits with 0 if nothing differs, with 1 if something does.

Examples:
  persist diff old.persist new.persist
  persist diff old.persist new.persist layers[0].weights --relative 1e-6
  persist diff --quiet a.persist b.persist && echo the same
  git difftool --no-prompt --extcmd='persist diff' HEAD~1 -- model.persist")]
pub(crate) struct DiffArgs {
    /// The old file; `-` reads the standard input
    #[arg(value_name = "OLD")]
    old: Input,
    /// The new file; `-` reads the standard input
    #[arg(value_name = "NEW")]
    new: Input,
    /// Path to the part of the values that is compared
    #[arg(value_name = "PATH", default_value = "", hide_default_value = true)]
    path: String,
    /// How far apart two floats may be that count as one
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    absolute: Option<f64>,
    /// How far apart two floats may be, as a part of the old one; with --absolute, both together
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    relative: Option<f64>,
    /// Compare floats by their bits: without it, all NaN are one, and 0.0 is -0.0
    #[arg(long, conflicts_with_all = ["absolute", "relative"])]
    bits: bool,
    /// Compare metadata, too
    #[arg(long)]
    metadata: bool,
    /// Compare schemas only
    #[arg(long, conflicts_with = "values")]
    schema: bool,
    /// Compare values only, whatever their schemas
    #[arg(long)]
    values: bool,
    /// Show the first so many values that differ
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    max: usize,
    /// Show nothing: the exit code tells
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &DiffArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    Input::read_once([&args.old, &args.new])?;
    let old = args.old.open(limits, io)?;
    let new = args.new.open(limits, io)?;
    let diff = old.diff(&new, &args.options())?;
    let compared = Compared::of(args, &diff);
    let is_equal = compared.equal;
    match (args.json, args.quiet, is_equal) {
        (true, ..) => io.print_json(&compared)?,
        (false, true, _) => {}
        (false, false, false) => print(&compared, io)?,
        (false, false, true) => {
            io.print("no differences\n")?;
            if !args.metadata && !old.metadata().eq(new.metadata()) {
                io.note("note: the metadata differs: `--metadata` compares it, too")?;
            }
        }
    }
    Ok(if is_equal { Code::Done } else { Code::No })
}

impl DiffArgs {
    fn options(&self) -> DiffOptions {
        let options = DiffOptions::new()
            .path(&self.path)
            .metadata(self.metadata)
            .values(!self.schema)
            .max_differences(if self.quiet { 0 } else { self.max });
        match (self.bits, self.absolute, self.relative) {
            (true, ..) => options.tolerance(Tolerance::exact()),
            (false, None, None) => options,
            // What is near by nothing is the same by value, not by its bits.
            (false, absolute, relative) => {
                let [absolute, relative] = [absolute, relative].map(Option::unwrap_or_default);
                match absolute == 0.0 && relative == 0.0 {
                    true => options,
                    false => options.tolerance(Tolerance::new(absolute, relative)),
                }
            }
        }
    }
}

/// What `--json` writes.
#[derive(Serialize)]
struct Compared<'a> {
    old: String,
    new: String,
    equal: bool,
    versions: Option<[Option<String>; 2]>,
    schema: Option<&'a compat::Report>,
    metadata: Option<&'a [MetadataDifference]>,
    values: Option<&'a [Difference]>,
    count: Option<u64>,
}

impl<'a> Compared<'a> {
    fn of(args: &DiffArgs, diff: &'a Diff) -> Self {
        let (schema, values) = (!args.values, !args.schema);
        let versions = diff.versions().map(|version| version.map(ToString::to_string));
        let same_schema = diff.schema().is_identical() && versions[0] == versions[1];
        Compared {
            old: args.old.to_string(),
            new: args.new.to_string(),
            equal: (same_schema || !schema)
                && diff.has_equal_values()
                && diff.metadata().is_empty(),
            versions: schema.then_some(versions),
            schema: schema.then_some(diff.schema()),
            metadata: args.metadata.then_some(diff.metadata()),
            values: values.then_some(diff.values()),
            count: values.then_some(diff.count()),
        }
    }
}

fn print(compared: &Compared<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let mut sections = Sections { io, any: false };
    sections.section("schema", &schema_lines(compared))?;
    let metadata = compared.metadata.unwrap_or_default();
    sections.section("metadata", &metadata.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let values = compared.values.unwrap_or_default();
    let (arrays, others): (Vec<_>, Vec<_>) =
        values.iter().partition(|value| matches!(value.kind(), DifferenceKind::Array(_)));
    sections.section("values", &others.into_iter().map(ToString::to_string).collect::<Vec<_>>())?;
    if !arrays.is_empty() {
        sections.heading("arrays")?;
        let width = sections.io.width;
        sections.io.print(arrays_table(&arrays, width))?;
    }
    let shown = u64::try_from(values.len()).unwrap_or(u64::MAX);
    let before = if sections.any { "\n" } else { "" };
    match (compared.count.unwrap_or_default().saturating_sub(shown), shown) {
        (0, _) => Ok(()),
        (all, 0) => io.print(format_args!(
            "{before}values that differ: {}; `--max` shows them\n",
            Count(all)
        )),
        (more, _) => {
            io.print(format_args!("{before}and {} more: `--max` shows them\n", Count(more)))
        }
    }
}

/// Parts of the output, with a line between them.
struct Sections<'s, 'io> {
    io: &'s mut Io<'io>,
    any: bool,
}

impl Sections<'_, '_> {
    fn heading(&mut self, heading: &str) -> Result<(), Failure> {
        let before = if std::mem::replace(&mut self.any, true) { "\n" } else { "" };
        self.io.print(format_args!("{before}{}\n", Styled(HEADING, heading)))
    }

    /// Lines that begin with the sign of what they say.
    fn section(&mut self, heading: &str, lines: &[String]) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        lines.iter().try_for_each(|line| {
            self.io.print(format_args!("{}\n", Styled(style(line), Safe(line))))
        })
    }
}

fn style(line: &str) -> Style {
    match line.get(..1) {
        Some("-") => BAD,
        Some("+") => GOOD,
        _ => CHANGED,
    }
}

fn schema_lines(compared: &Compared<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some([old, new]) = compared.versions.as_ref().filter(|[old, new]| old != new) {
        let shown = |version: &Option<String>| version.clone().unwrap_or_else(|| "none".into());
        lines.push(format!("~ version: {} -> {}", shown(old), shown(new)));
    }
    let report = compared.schema.filter(|report| !report.is_identical());
    lines.extend(
        report.into_iter().flat_map(compat::Report::changes).map(|change| format!("~ {change}")),
    );
    match report.map_or(0, compat::Report::more_changes) {
        0 => {}
        more => lines.push(format!("~ {more} more changes")),
    }
    lines
}

fn arrays_table(arrays: &[&Difference], width: Option<u16>) -> Table {
    let notes: Vec<_> =
        arrays.iter().map(|array| array_of(array).map_or(String::new(), note)).collect();
    let noted = notes.iter().any(|note| !note.is_empty());
    let mut headings =
        vec!["array", "elements", "count", "differing", "largest difference", "at", "mean"];
    headings.extend(noted.then_some("beside"));
    let mut table = Table::new(&headings, &[2, 3, 4, 6], width);
    for (difference, note) in arrays.iter().zip(notes) {
        let Some(array) = array_of(difference) else { continue };
        let count = match array.old_len == array.new_len {
            true => Count(array.old_len).to_string(),
            false => format!("{} -> {}", Count(array.old_len), Count(array.new_len)),
        };
        let largest = array.largest.as_ref();
        let mut row = vec![
            path_of(difference.path()),
            Safe(&array.elements()).to_string(),
            count,
            Count(array.differing).to_string(),
            largest.map_or(String::new(), |largest| Digits(largest.by).to_string()),
            largest.map_or(String::new(), |at| format!("[{}]{}", at.index, Safe(&at.part))),
            array
                .mean
                .filter(|_| largest.is_some())
                .map_or(String::new(), |mean| Digits(mean).to_string()),
        ];
        row.extend(noted.then_some(note));
        table.row(row);
    }
    table
}

fn array_of(difference: &Difference) -> Option<&ArrayDifference> {
    match difference.kind() {
        DifferenceKind::Array(array) => Some(array),
        _ => None,
    }
}

/// What numbers do not say.
fn note(array: &ArrayDifference) -> String {
    let mut notes = Vec::new();
    if array.not_finite > 0 {
        notes.push(format!("{} NaN or infinite", Count(array.not_finite)));
    }
    let parts = |sign: char, names: &[String]| {
        names.iter().map(|name| format!("{sign}{}", Safe(name))).collect::<Vec<_>>()
    };
    notes.extend(parts('-', &array.removed));
    notes.extend(parts('+', &array.added));
    notes.join(", ")
}
