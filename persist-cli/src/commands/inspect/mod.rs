//! `persist inspect`: what a file is, on one screen or on one page.

mod arrays;
mod head;
mod html;
mod shapes;
mod tree;

use persist_core::{Archive, ArrayPart, Limits};
use serde::Serialize;

use self::arrays::{ArraysTable, FirstArrays};
use self::shapes::Shapes;
use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::output::Output;
use crate::shown::{Bytes, Count, Safe};
use crate::style::{HEADING, Styled};
use crate::table::Table;

/// Show what a file is: type, version, size, metadata, schema and arrays
///
/// Only the header and the body are read, not the large arrays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist inspect model.persist
  persist inspect model.persist --arrays
  persist inspect model.persist --tree --depth 2
  persist inspect model.persist --head 3
  persist inspect model.persist --html model.html
  curl -s https://example.com/model.persist | persist inspect -
  persist inspect model.persist --json | jq .version")]
pub(crate) struct InspectArgs {
    /// The file; `-` reads the standard input
    #[arg(value_name = "FILE")]
    file: Input,
    /// Show only the schema, as text that reads like Rust
    #[arg(long, group = "part")]
    schema: bool,
    /// Show only the arrays, all of them
    #[arg(long, group = "part")]
    arrays: bool,
    /// Show only the parts of the value, as a tree of the schema: how many values each has, and their bytes
    #[arg(long, group = "part")]
    tree: bool,
    /// Levels of the tree that are shown [default: all]
    #[arg(long, value_name = "LEVELS", requires = "tree")]
    depth: Option<usize>,
    /// Show only the value, with the first elements of each list, map and array
    #[arg(long, value_name = "COUNT", group = "part", conflicts_with = "json")]
    head: Option<usize>,
    /// Write one page of HTML, with sizes, histograms of numeric arrays, schema and card; `-` is the standard output
    ///
    /// The page needs no network and no other file. All numeric arrays are read for it, up to 200 of the largest.
    #[arg(long, value_name = "OUT", group = "part", conflicts_with = "json")]
    html: Option<Output>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &InspectArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    let archive = args.file.open(limits, io)?;
    if args.tree {
        tree::print(&archive, args.depth, args.json, io)?;
    } else if let Some(most) = args.head {
        head::print(&archive, most, io)?;
    } else if let Some(out) = &args.html {
        html::write(&archive, &args.file, out, io)?;
    } else if args.json {
        let arrays = archive.arrays()?;
        io.print_json(&Inspected::of(&archive, &arrays))?;
    } else if args.schema {
        io.print(archive.schema())?;
    } else if args.arrays {
        ArraysTable::print(&archive, io)?;
    } else {
        print_all(&args.file, &archive, io)?;
    }
    Ok(Code::Done)
}

fn print_all(input: &Input, archive: &Archive, io: &mut Io<'_>) -> Result<(), Failure> {
    let version = archive.version().map(|version| format!(" {version}")).unwrap_or_default();
    let title = format!("{}{version}", Safe(&archive.type_name()));
    let file = input.to_string();
    io.print(format_args!("{}  {}\n", Styled(HEADING, title), Safe(&file)))?;
    let mut facts = Table::new(&[], &[], io.width);
    facts.row(["  size".into(), size(archive)]);
    if let Some((name, version)) = archive.producer() {
        facts.row(["  written by".into(), format!("{} {}", Safe(name), Safe(version))]);
    }
    facts.row(["  fingerprint".into(), archive.fingerprint().to_string()]);
    for (key, value) in archive.metadata() {
        facts.row([format!("  {}", Safe(key)), Safe(value).to_string()]);
    }
    io.print(facts)?;
    if archive.schema().defs().len() > 0 {
        io.print(format_args!("\n{}", archive.schema()))?;
    }
    let body = archive.body_len();
    if body > FirstArrays::MAX_BODY {
        let rest = archive.uncompressed_len().saturating_sub(body);
        return io.print(format_args!(
            "\n{} beside large arrays, {} in those: `--arrays` and `--tree` look into them\n",
            Bytes(body),
            Bytes(rest),
        ));
    }
    let (first, has_more) = FirstArrays::of(archive, io.width)?;
    if let Some(first) = first {
        io.print(format_args!("\n{first}"))?;
        if has_more {
            io.print("and more: `--arrays` shows them all\n")?;
        }
    }
    Ok(())
}

fn size(archive: &Archive) -> String {
    let len = archive.file_len();
    let text = format!("{} ({} bytes)", Bytes(len), Count(len));
    match archive.codec() {
        "none" => text,
        codec => format!("{text}, {} before {codec}", Bytes(archive.uncompressed_len())),
    }
}

/// What `--json` writes.
#[derive(Serialize)]
struct Inspected<'a> {
    #[serde(rename = "type")]
    type_name: String,
    version: Option<String>,
    producer: Option<Producer<'a>>,
    fingerprint: String,
    size: u64,
    uncompressed_size: u64,
    codec: &'static str,
    metadata: serde_json::Map<String, serde_json::Value>,
    schema: String,
    arrays: Vec<Array>,
}

#[derive(Serialize)]
struct Producer<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Array {
    path: String,
    element: String,
    count: usize,
    shape: Option<Vec<u64>>,
    size: u64,
    block: Option<u64>,
    codec: &'static str,
}

impl<'a> Inspected<'a> {
    fn of(archive: &'a Archive, arrays: &[ArrayPart<'_>]) -> Self {
        let shapes = Shapes::of(archive);
        let array = |array: &ArrayPart<'_>| Array {
            path: array.path().to_owned(),
            element: array.element(),
            count: array.len(),
            shape: shapes.get(array.path()).map(<[u64]>::to_vec),
            size: array.byte_len(),
            block: array.block(),
            codec: array.codec(),
        };
        Inspected {
            type_name: archive.type_name(),
            version: archive.version().map(ToString::to_string),
            producer: archive.producer().map(|(name, version)| Producer { name, version }),
            fingerprint: archive.fingerprint().to_string(),
            size: archive.file_len(),
            uncompressed_size: archive.uncompressed_len(),
            codec: archive.codec(),
            metadata: archive.metadata().map(|(key, value)| (key.into(), value.into())).collect(),
            schema: archive.schema().to_string(),
            arrays: arrays.iter().map(array).collect(),
        }
    }
}
