//! `persist set`: other metadata for a file, and nothing else.

use std::collections::HashSet;
use std::path::PathBuf;

use persist_core::{Archive, Limits, RewriteOptions};

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::{Io, follow};

/// Change the metadata of a file, and nothing else
///
/// The file is replaced atomically. Its value is not decoded, and its compressed bytes are copied as they are, each checked
/// on the way: a damaged file stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist set model.persist author='R. A. Fisher' stage=production
  persist set model.persist --remove draft")]
pub(crate) struct SetArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What to add or replace; the value may be empty, and hold any text
    #[arg(value_name = "KEY=VALUE", value_parser = entry, required_unless_present = "remove")]
    entries: Vec<(String, String)>,
    /// A key to take out
    #[arg(long, value_name = "KEY")]
    remove: Vec<String>,
}

fn entry(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("the key is empty: it takes a key, `=` and a value".into()),
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => Err("it takes a key, `=` and a value".into()),
    }
}

pub(crate) fn run(args: &SetArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    Input::no_standard([&args.file])?;
    let mut named = HashSet::new();
    let mut keys = args.remove.iter().chain(args.entries.iter().map(|(key, _)| key));
    if let Some(twice) = keys.find(|key| !named.insert(*key)) {
        return Err(Failure::usage(format!("`{twice}` is named twice"))
            .with_help("say once what becomes of it"));
    }
    let mut options = RewriteOptions::new().limits(*limits);
    for key in &args.remove {
        options = options.remove_metadata(key);
    }
    for (key, value) in &args.entries {
        options = options.metadata(key, value);
    }
    let size = Archive::open_with(&args.file, limits)?.uncompressed_len();
    let bar = io.bar(size, &args.file.display().to_string());
    let replaced = options.progress(follow(&bar)).rewrite_file(&args.file);
    bar.finish_and_clear();
    if !replaced? {
        io.note("note: the metadata is that already: nothing was written")?;
    }
    Ok(Code::Done)
}
