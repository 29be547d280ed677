//! `persist recompress`: the same file with another codec.

use std::fs;

use persist_core::{Limits, RewriteOptions};

use crate::code::Code;
use crate::codec::Codec;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::{Io, follow};
use crate::output::Output;
use crate::shown::{Bytes, Safe};

/// Compress files with another codec, or decompress them
///
/// The value stays as it is, bit for bit, and so does all that the file says of itself. Files are replaced atomically, one
/// by one; one that cannot be read stays as it is, and so does one that has the codec already, which is not checked then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist recompress models/*.persist --codec zstd
  persist recompress model.persist --codec zstd --level 19 -o small.persist
  persist recompress model.persist --codec none    # so that it can be mapped")]
pub(crate) struct RecompressArgs {
    /// The files; `-` reads the standard input, and writes the standard output
    #[arg(value_name = "FILE", required = true)]
    files: Vec<Input>,
    /// The codec
    #[arg(long, short, value_name = "CODEC")]
    codec: Codec,
    /// How hard zstd tries, from 1, fast, to 22, small [default: 3]
    #[arg(long, short, value_name = "LEVEL", allow_negative_numbers = true)]
    level: Option<i32>,
    /// Write there, and leave the file as it is; `-` is the standard output
    #[arg(long, short, value_name = "OUT")]
    out: Option<Output>,
    /// Work with at most so many threads [default: one for each core]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
}

pub(crate) fn run(
    args: &RecompressArgs,
    limits: &Limits,
    io: &mut Io<'_>,
) -> Result<Code, Failure> {
    let mut options =
        RewriteOptions::new().limits(*limits).compression(args.codec.compression(args.level)?);
    if let Some(count) = args.threads {
        options = options.threads(count);
    }
    if args.out.is_some() && args.files.len() > 1 {
        return Err(Failure::usage("several files cannot be written to one")
            .with_help("leave out `--out`, and each is replaced"));
    }
    Input::read_once(&args.files)?;
    let mut code = Code::Done;
    for file in &args.files {
        // One bad file is no reason to leave the others.
        match recompress(file, options.clone(), args.out.as_ref(), limits, io) {
            Ok(()) => io.flush()?,
            Err(Failure::Closed) => return Err(Failure::Closed),
            Err(failure) if code == Code::Done => code = io.fail(&failure),
            Err(failure) => {
                io.fail(&failure);
            }
        }
    }
    Ok(code)
}

fn recompress(
    file: &Input,
    options: RewriteOptions,
    out: Option<&Output>,
    limits: &Limits,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let archive = file.open(limits, io)?;
    let before = archive.file_len();
    let bar = io.bar(archive.uncompressed_len(), &file.to_string());
    let options = options.progress(follow(&bar));
    let (done, written) = match (out, file) {
        (Some(Output::Path(out)), _) => (options.save(&archive, out).map(|()| true), out),
        (None, Input::Path(path)) => (options.rewrite_file(path), path),
        (Some(Output::Standard), _) | (None, Input::Standard) => {
            let done = options.write_to(&archive, &mut *io.out);
            bar.finish_and_clear();
            return Ok(done?);
        }
    };
    bar.finish_and_clear();
    let shown = file.to_string();
    if !done? {
        let codec = archive.codec();
        let note =
            format!("note: the codec of `{}` is {codec} already: it was not touched", Safe(&shown));
        return io.note(note);
    }
    // The file is there, whatever the system says of it now.
    let after = match fs::metadata(written) {
        Ok(metadata) => Bytes(metadata.len()).to_string(),
        Err(_) => "written".to_owned(),
    };
    io.print(format_args!("{}  {} -> {after}\n", Safe(&shown), Bytes(before)))
}
