//! The whole value as JSON, as `persist dump --all` writes it.

use persist_core::Archive;

use crate::failure::Failure;
use crate::io::Io;
use crate::output::Output;
use crate::text::{Syntax, TextOptions, TextWriter};

pub(super) fn write(
    archive: &Archive,
    path: &str,
    out: &Output,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let options = TextOptions { syntax: Syntax::Json, pretty: true, arrays: None, lists: None };
    out.write(io, |out| {
        archive.visit(path, &mut TextWriter::new(out, options))?;
        Ok(out.write_all(b"\n")?)
    })
}
