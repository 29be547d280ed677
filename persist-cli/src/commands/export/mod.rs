//! `persist export`: the numbers of a file for other programs, in the formats that they read.

#[cfg(feature = "arrow")]
mod arrow;
mod json;
mod npy;
mod safetensors;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

pub(super) use self::safetensors::MOST_HEADER;
use clap::ValueEnum;
use indicatif::ProgressBar;
use persist_core::{Archive, ErrorKind, LeftOut, Limits, TensorPart, TensorParts, TensorType};
use serde::Serialize;

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::output::Output;
use crate::shown::{Bytes, Count, Safe};

/// Write the numbers of a file as safetensors, npz, npy, Arrow or JSON
///
/// Each array and each number is a tensor, named by its path: `encoder.weights`, `layers[0].bias`, and of an array of
/// structs one for each field, as `points.x`. Tensors of a file that was imported have the names that they came with.
/// What has no place in the format, as strings, is listed on standard error. OUT is replaced, whole or not at all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Formats:
  safetensors  all tensors, with the metadata of the file, and `persist.type` and `persist.version`
  npz          all tensors, for np.load; the metadata is an array, `__metadata__`, as JSON
  npy          one tensor
  arrow        tensors of as many rows each, as the columns of an Arrow IPC file
  json         the whole value, as `persist dump --all` writes it

Examples:
  persist export model.persist -o model.safetensors
  persist export model.persist encoder.weights -o weights.npy
  persist export model.persist --to npz -o - | ssh host 'cat > model.npz'")]
pub(crate) struct ExportArgs {
    /// The file; `-` reads the standard input
    #[arg(value_name = "FILE")]
    file: Input,
    /// Path to the part of the value that is wanted, or the name of a tensor
    #[arg(value_name = "PATH", default_value = "", hide_default_value = true)]
    path: String,
    /// The format [default: the one that the ending of OUT says]
    #[arg(long, value_name = "FORMAT")]
    to: Option<Format>,
    /// Where to write; `-` is the standard output
    #[arg(long, short, value_name = "OUT")]
    out: Output,
    /// Say in JSON what was written, and what was left out
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Safetensors,
    Npz,
    Npy,
    Arrow,
    Json,
}

impl Format {
    /// The format that a file's ending says.
    fn of(path: &Path) -> Option<Self> {
        Format::from_str(path.extension()?.to_str()?, true).ok()
    }

    fn name(self) -> &'static str {
        match self {
            Format::Safetensors => "safetensors",
            Format::Npz => "npz",
            Format::Npy => "npy",
            Format::Arrow => "arrow",
            Format::Json => "json",
        }
    }

    /// The type that stands in the file for another: one that holds all of its numbers, where the format lacks it.
    fn written(self, ty: TensorType) -> TensorType {
        match (self, ty) {
            (Format::Npz | Format::Npy | Format::Arrow, TensorType::Bf16) => TensorType::F32,
            (_, ty) => ty,
        }
    }

    /// Why tensors of a type have no place in the format, where they have none.
    fn refusal(self, tensor: &TensorPart<'_>) -> Option<&'static str> {
        match self {
            Format::Safetensors => safetensors::refusal(tensor),
            Format::Npz => npy::refusal_of_npz(tensor),
            Format::Npy => npy::refusal(tensor),
            #[cfg(feature = "arrow")]
            Format::Arrow => arrow::refusal(tensor),
            _ => None,
        }
    }
}

/// What is to be written.
struct Export<'a> {
    tensors: Vec<TensorPart<'a>>,
    metadata: BTreeMap<String, String>,
    bar: ProgressBar,
}

pub(crate) fn run(args: &ExportArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    let format = format(args)?;
    if args.json && args.out == Output::Standard {
        return Err(Failure::usage("the file and the report cannot both be the standard output")
            .with_help("write the file to a path, or leave out `--json`"));
    }
    #[cfg(not(feature = "arrow"))]
    if format == Format::Arrow {
        return Err(Failure::usage("this program was built without the format arrow")
            .with_help("install it with `cargo install --path persist-cli --features arrow`"));
    }
    let archive = args.file.open(limits, io)?;
    if format == Format::Json {
        json::write(&archive, &args.path, &args.out, io)?;
        return report(args, format, &[], Vec::new(), io);
    }
    let (tensors, left_out) = select(&archive, &args.path, format)?;
    let export = Export {
        metadata: metadata(&archive),
        bar: io.bar(tensors.iter().map(TensorPart::byte_len).sum(), &args.out.to_string()),
        tensors,
    };
    let written = write(&export, format, &args.out, io);
    export.bar.finish_and_clear();
    written?;
    report(args, format, &export.tensors, left_out, io)
}

fn format(args: &ExportArgs) -> Result<Format, Failure> {
    let said = match &args.out {
        Output::Path(path) => Format::of(path),
        Output::Standard => None,
    };
    args.to.or(said).ok_or_else(|| {
        Failure::usage(format!("the format of {} is not said", Safe(&args.out.to_string())))
            .with_help("take `--to safetensors`, `npz`, `npy`, `arrow` or `json`")
    })
}

/// The tensors that go into the file, and what is left out of it.
fn select<'a>(
    archive: &'a Archive,
    path: &str,
    format: Format,
) -> Result<(Vec<TensorPart<'a>>, Vec<Left>), Failure> {
    let found = find(archive, path)?;
    let mut left_out: Vec<_> = found.left_out.into_iter().map(Left::from).collect();
    let mut tensors = found.tensors;
    tensors.retain(|tensor| match format.refusal(tensor) {
        None => true,
        Some(reason) => {
            left_out.push(Left { path: tensor.name().to_owned(), count: 1, reason });
            false
        }
    });
    if tensors.is_empty() {
        let reasons = left_out.iter().map(|left| format!("\n  {left}")).collect::<String>();
        return Err(Failure::usage(format!("there is nothing to export{reasons}"))
            .with_help("`persist dump` and `--to json` write all values"));
    }
    Ok((tensors, left_out))
}

/// The tensor of a name; else those that a path leads to.
fn find<'a>(archive: &'a Archive, path: &str) -> Result<TensorParts<'a>, Failure> {
    match archive.tensors(path) {
        // No other needs to be looked for.
        Err(error) if error.kind() == ErrorKind::NoSuchPart && is_tensors(archive) => {
            match archive.tensors(&format!("tensors[{path:?}]")) {
                Err(by_name) if by_name.kind() == ErrorKind::NoSuchPart => Err(error.into()),
                found => Ok(found?),
            }
        }
        Err(error) if error.kind() == ErrorKind::NoSuchPart => {
            let mut all = archive.tensors("")?;
            all.left_out.clear();
            all.tensors.retain(|tensor| tensor.name() == path);
            if all.tensors.is_empty() { Err(error.into()) } else { Ok(all) }
        }
        found => Ok(found?),
    }
}

/// Whether the file holds nothing but tensors that have names of their own.
fn is_tensors(archive: &Archive) -> bool {
    archive.type_name() == "std::Tensors"
}

/// What the file says of itself. What comes from another format goes back as it came.
fn metadata(archive: &Archive) -> BTreeMap<String, String> {
    let mut metadata = BTreeMap::new();
    if !is_tensors(archive) {
        metadata.insert("persist.type".into(), archive.type_name());
        let version = archive.version().map(|version| version.to_string());
        metadata.extend(version.map(|version| ("persist.version".into(), version)));
    }
    metadata.extend(archive.metadata().map(|(key, value)| (key.into(), value.into())));
    metadata
}

fn write(
    export: &Export<'_>,
    format: Format,
    out: &Output,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let write: fn(&Export<'_>, &mut dyn Write) -> Result<(), Failure> = match format {
        Format::Safetensors => safetensors::write,
        Format::Npz => npy::write_npz,
        Format::Npy => npy::write_npy,
        #[cfg(feature = "arrow")]
        Format::Arrow => arrow::write,
        _ => return Ok(()),
    };
    out.write(io, |out| write(export, out))
}

/// Says what was written, and what was not.
fn report(
    args: &ExportArgs,
    format: Format,
    tensors: &[TensorPart<'_>],
    left_out: Vec<Left>,
    io: &mut Io<'_>,
) -> Result<Code, Failure> {
    let output = args.out.to_string();
    if args.json {
        let tensors = tensors.iter().map(|tensor| Written::of(tensor, format)).collect();
        io.print_json(&Exported { format: format.name(), output, tensors, left_out })?;
        return Ok(Code::Done);
    }
    if args.out != Output::Standard && format != Format::Json {
        let bytes = Bytes(tensors.iter().map(TensorPart::byte_len).sum());
        io.print(format_args!("{}  {}, {bytes}\n", Safe(&output), Tensors(tensors.len())))?;
    }
    io.flush()?;
    for tensor in tensors {
        let (ty, written) = (tensor.ty(), format.written(tensor.ty()));
        if ty != written {
            let name = Safe(tensor.name());
            io.note(format_args!("note: {name}: {ty} is written as {written}"))?;
        }
    }
    left_out.iter().try_for_each(|left| io.note(format_args!("left out: {left}")))?;
    Ok(Code::Done)
}

/// How many tensors there are, in words.
pub(super) struct Tensors(pub(super) usize);

impl std::fmt::Display for Tensors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => f.write_str("1 tensor"),
            count => write!(f, "{} tensors", Count(u64::try_from(count).unwrap_or(u64::MAX))),
        }
    }
}

/// What `--json` writes.
#[derive(Serialize)]
struct Exported<'t> {
    format: &'static str,
    output: String,
    tensors: Vec<Written<'t>>,
    left_out: Vec<Left>,
}

/// A tensor that was written.
#[derive(Serialize)]
struct Written<'t> {
    name: &'t str,
    path: &'t str,
    #[serde(rename = "type")]
    ty: &'static str,
    written_as: &'static str,
    shape: &'t [u64],
    size: u64,
}

impl<'t> Written<'t> {
    fn of(tensor: &'t TensorPart<'_>, format: Format) -> Self {
        Written {
            name: tensor.name(),
            path: tensor.path(),
            ty: tensor.ty().name(),
            written_as: format.written(tensor.ty()).name(),
            shape: tensor.shape(),
            size: tensor.byte_len(),
        }
    }
}

/// Values that are not in the file.
#[derive(Serialize)]
struct Left {
    path: String,
    count: u64,
    reason: &'static str,
}

impl From<LeftOut> for Left {
    fn from(left: LeftOut) -> Self {
        Left { path: left.path, count: left.count, reason: left.reason }
    }
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = if self.path.is_empty() { "the value itself" } else { &self.path };
        write!(f, "{}", Safe(path))?;
        if self.count > 1 {
            write!(f, " ({} values)", Count(self.count))?;
        }
        write!(f, ": {}", self.reason)
    }
}
