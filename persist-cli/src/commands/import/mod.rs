//! `persist import`: tensors of other programs' files, as a value of the library's own type for them.

mod npy;
mod npz;
mod safetensors;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

use persist_core::{
    Archive, ErrorKind, Limits, SaveOptions, Tensor, TensorData, TensorType, Tensors,
};
use serde::Serialize;

use super::export;
use crate::code::Code;
use crate::codec::Codec;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::{Io, follow};
use crate::output::Output;
use crate::shown::{Bytes, Safe};

/// Read tensors from a file of safetensors or NumPy
///
/// OUT holds a `persist_core::Tensors`, with the names, shapes and elements of the file, and its metadata. Programs
/// load it as that, or one tensor by its path: `tensors["encoder.weight"]`. OUT is replaced, whole or not at all.
///
/// The file says by itself what it is: safetensors, npz or npy. Arrays of Python objects are refused, as these are
/// pickles, and so are arrays of strings, of dates and of structs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist import model.safetensors -o model.persist
  persist import weights.npz -o weights.persist --codec zstd
  curl -s https://example.com/weights.npy | persist import - -o weights.persist")]
pub(crate) struct ImportArgs {
    /// The file; `-` reads the standard input
    #[arg(value_name = "FILE")]
    file: Input,
    /// Where to write; `-` is the standard output
    #[arg(long, short, value_name = "OUT")]
    out: Output,
    /// The codec of OUT
    #[arg(long, short, value_name = "CODEC", default_value = "none")]
    codec: Codec,
    /// How hard zstd tries, from 1, fast, to 22, small [default: 3]
    #[arg(long, short, value_name = "LEVEL", allow_negative_numbers = true)]
    level: Option<i32>,
    /// Say in JSON what was read
    #[arg(long)]
    json: bool,
}

/// What a file holds.
#[derive(Default)]
struct Imported {
    tensors: Tensors,
    metadata: BTreeMap<String, String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Safetensors,
    Npz,
    Npy,
}

/// Bytes that tell formats apart.
const START: u64 = 512;

pub(crate) fn run(args: &ImportArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    if args.json && args.out == Output::Standard {
        return Err(Failure::usage("the file and the report cannot both be the standard output")
            .with_help("write the file to a path, or leave out `--json`"));
    }
    let compression = args.codec.compression(args.level)?;
    let (format, imported) = read(&args.file, limits, io)?;
    let bytes = imported.tensors.iter().map(|(_, tensor)| byte_len(tensor)).sum();
    let bar = io.bar(bytes, &args.out.to_string());
    let mut options = SaveOptions::new().compression(compression).progress(follow(&bar));
    for (key, value) in &imported.metadata {
        options = options.metadata(key, value);
    }
    let saved = match &args.out {
        Output::Path(path) => options.save(&imported.tensors, path),
        Output::Standard => options.write_to(&imported.tensors, &mut *io.out),
    };
    bar.finish_and_clear();
    saved?;
    report(args, format, &imported, io)
}

fn read(file: &Input, limits: &Limits, io: &mut Io<'_>) -> Result<(Format, Imported), Failure> {
    match file {
        Input::Path(path) => {
            let open = || -> io::Result<_> {
                let file = File::open(path)?;
                let len = file.metadata()?.len();
                Ok((file, len))
            };
            let (file, len) = open().map_err(|error| unread(&error, path))?;
            let bar = io.bar(len, &path.display().to_string());
            let mut file = bar.wrap_read(file);
            let start = start_of(&mut file)?;
            file.rewind()?;
            let read = parse(&start, BufReader::new(file), len, limits);
            bar.finish_and_clear();
            read.map_err(|failure| failure.in_file(path))
        }
        Input::Standard => {
            let start = start_of(&mut *io.input)?;
            let rest = Cursor::new(start.clone()).chain(&mut *io.input);
            match format(&start)? {
                // An archive is read from its end.
                Format::Npz => {
                    let mut bytes = Vec::new();
                    { rest }.read_to_end(&mut bytes)?;
                    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    parse(&start, Cursor::new(bytes), len, limits)
                }
                Format::Npy => Ok((Format::Npy, npy::read(rest)?)),
                Format::Safetensors => Ok((Format::Safetensors, safetensors::read(rest)?)),
            }
        }
    }
}

/// The tensors in the bytes of a file, read as from a path.
pub(crate) fn of_bytes(bytes: &[u8], limits: &Limits) -> Result<Tensors, Failure> {
    let start = start_of(&mut { bytes })?;
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    parse(&start, Cursor::new(bytes), len, limits).map(|(_, imported)| imported.tensors)
}

fn unread(error: &io::Error, path: &Path) -> Failure {
    let failed = Failure::Told { code: Code::System, message: error.to_string(), help: None };
    failed.in_file(path)
}

fn start_of(reader: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut start = Vec::new();
    reader.take(START).read_to_end(&mut start)?;
    Ok(start)
}

fn parse(
    start: &[u8],
    reader: impl Read + Seek,
    len: u64,
    limits: &Limits,
) -> Result<(Format, Imported), Failure> {
    let format = format(start)?;
    let imported = match format {
        Format::Npz => npz::read(reader, limits.inflation_for(len)),
        Format::Npy => npy::read(reader),
        Format::Safetensors => safetensors::read(reader),
    };
    Ok((format, imported?))
}

/// What a file that starts so is.
fn format(start: &[u8]) -> Result<Format, Failure> {
    let is = |magic: &[u8]| start.starts_with(magic);
    if is(b"\x93NUMPY") {
        return Ok(Format::Npy);
    }
    if is(b"PK\x03\x04") || is(b"PK\x05\x06") {
        return Ok(Format::Npz);
    }
    if start.get(8) == Some(&b'{') {
        return Ok(Format::Safetensors);
    }
    if start.is_empty() {
        return Err(Failure::usage("the file is empty"));
    }
    // The library knows many formats, and its own.
    Err(match Archive::from_bytes(start) {
        Err(error) if error.kind() == ErrorKind::NotPersist => {
            // What the file is, without what to do about it.
            let text = error.to_string();
            let text = text.split("; help: ").next().unwrap_or_default();
            let looks = text.strip_prefix("this is not a persist file").unwrap_or_default();
            Failure::usage(format!("this is no file of safetensors or NumPy{looks}"))
                .with_help("write its arrays from Python with numpy.savez or safetensors")
        }
        _ => Failure::usage("this is a persist file already")
            .with_help("`persist export` writes other formats"),
    })
}

/// The elements of one tensor, of so many bytes each.
fn elements(
    name: &str,
    ty: TensorType,
    count: Option<u64>,
    reader: &mut dyn Read,
) -> Result<TensorData, Failure> {
    let Some(count) = count else {
        return Err(damaged(format!("{} has more elements than any memory", shown(name))));
    };
    TensorData::read_from(ty, count, reader).map_err(|error| {
        let source = std::error::Error::source(&error);
        match source.and_then(|source| source.downcast_ref::<io::Error>()) {
            Some(error) => unread_elements(name, error),
            None => Failure::from(error).of(&shown(name)),
        }
    })
}

/// Elements that cannot be read: the file ends, what is compressed is not what was, or the system failed.
fn unread_elements(name: &str, error: &io::Error) -> Failure {
    let name = shown(name);
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            damaged(format!("the file ends among the elements of {name}"))
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            damaged(format!("the elements of {name} cannot be read: {error}"))
        }
        kind => Failure::from(io::Error::new(kind, error.to_string())).of(&name),
    }
}

/// How many elements a shape has, if memory could hold them.
fn count_of(shape: &[u64]) -> Option<u64> {
    match shape.contains(&0) {
        true => Some(0),
        false => shape.iter().try_fold(1u64, |all, len| all.checked_mul(*len)),
    }
}

/// Refuses bytes behind the last element.
fn at_end(name: &str, mut reader: impl Read) -> Result<(), Failure> {
    match reader.read(&mut [0]).map_err(|error| unread_elements(name, &error))? {
        0 => Ok(()),
        _ if name.is_empty() => Err(damaged("there are bytes behind the last element")),
        _ => Err(damaged(format!("there are bytes behind the last element of {}", shown(name)))),
    }
}

fn shown(name: &str) -> String {
    if name.is_empty() { "the array".into() } else { format!("`{}`", Safe(name)) }
}

fn damaged(message: impl Into<String>) -> Failure {
    Failure::Told { code: Code::Damaged, message: message.into(), help: None }
}

/// What is whole, and has no place in a persist file.
fn refused(message: impl Into<String>) -> Failure {
    Failure::Told { code: Code::Schema, message: message.into(), help: None }
}

fn byte_len(tensor: &Tensor) -> u64 {
    let bytes = tensor.data().len().saturating_mul(tensor.ty().size());
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn report(
    args: &ImportArgs,
    format: Format,
    imported: &Imported,
    io: &mut Io<'_>,
) -> Result<Code, Failure> {
    let output = args.out.to_string();
    if args.json {
        let tensors = imported.tensors.iter().map(|(name, tensor)| ReadTensor {
            name,
            ty: tensor.ty().name(),
            shape: tensor.shape(),
            size: byte_len(tensor),
        });
        let format = match format {
            Format::Safetensors => "safetensors",
            Format::Npz => "npz",
            Format::Npy => "npy",
        };
        let tensors = tensors.collect();
        io.print_json(&Report { format, output, tensors, metadata: &imported.metadata })?;
    } else if args.out != Output::Standard {
        let bytes = Bytes(imported.tensors.iter().map(|(_, tensor)| byte_len(tensor)).sum());
        let tensors = export::Tensors(imported.tensors.len());
        io.print(format_args!("{}  {tensors}, {bytes}\n", Safe(&output)))?;
    }
    Ok(Code::Done)
}

/// What `--json` writes.
#[derive(Serialize)]
struct Report<'i> {
    format: &'static str,
    output: String,
    tensors: Vec<ReadTensor<'i>>,
    metadata: &'i BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ReadTensor<'i> {
    name: &'i str,
    #[serde(rename = "type")]
    ty: &'static str,
    shape: &'i [u64],
    size: u64,
}
