//! NumPy's formats: npy, which is one array, and npz, an archive of many.
//!
//! An array is a header, a Python dictionary, and its elements in C's order or in Fortran's:
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.

use std::cell::Cell;
use std::io::{self, Write};

use persist_core::{TensorPart, TensorType};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Export, Tensors};
use crate::failure::Failure;
use crate::npy::{METADATA, widened};

/// Most axes of an array of NumPy's.
const MOST_AXES: usize = 64;

/// Bytes of the longest name in an archive: with what stands beside it, zip has room for 64 KiB.
const MOST_NAME: usize = 65_000;

/// What NumPy calls a type; `bf16`, which it lacks, goes as the `f32` that each is.
fn descr(ty: TensorType) -> Option<&'static str> {
    Some(match ty {
        TensorType::Bool => "|b1",
        TensorType::U8 => "|u1",
        TensorType::U16 => "<u2",
        TensorType::U32 => "<u4",
        TensorType::U64 => "<u8",
        TensorType::I8 => "|i1",
        TensorType::I16 => "<i2",
        TensorType::I32 => "<i4",
        TensorType::I64 => "<i8",
        TensorType::F16 => "<f2",
        TensorType::F32 | TensorType::Bf16 => "<f4",
        TensorType::F64 => "<f8",
        TensorType::ComplexF32 => "<c8",
        TensorType::ComplexF64 => "<c16",
        _ => return None,
    })
}

/// Why a tensor has no place in an archive.
pub(super) fn refusal_of_npz(tensor: &TensorPart<'_>) -> Option<&'static str> {
    match tensor.name() {
        METADATA => Some("the name is that of the metadata in npz"),
        name if name.len() > MOST_NAME => Some("the name is too long for a zip archive"),
        name if name.contains('\0') => Some("names in zip archives end at a zero"),
        _ => refusal(tensor),
    }
}

/// Why a tensor has no place in the format.
pub(super) fn refusal(tensor: &TensorPart<'_>) -> Option<&'static str> {
    match descr(tensor.ty()) {
        None => Some("NumPy has no floats of 8 bits"),
        Some(_) if tensor.shape().len() > MOST_AXES => Some("arrays of NumPy have at most 64 axes"),
        Some(_) => None,
    }
}

pub(super) fn write_npy(export: &Export<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    match export.tensors.as_slice() {
        [tensor] => write_array(export, tensor, out),
        tensors => {
            const SHOWN: usize = 10;
            let mut names: Vec<_> = tensors.iter().take(SHOWN).map(TensorPart::name).collect();
            names.extend((tensors.len() > SHOWN).then_some("…"));
            let count = Tensors(tensors.len());
            Err(Failure::usage(format!("there are {count}, and an npy file holds one"))
                .with_help(format!("name one, or take `--to npz` for all: {}", names.join(", "))))
        }
    }
}

pub(super) fn write_npz(export: &Export<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let stopped = Cell::new(false);
    let mut archive = ZipWriter::new_stream(UntilStopped { out, stopped: &stopped });
    write_arrays(export, &mut archive).inspect_err(|_| stopped.set(true))?;
    archive.finish().map_err(failed)?.into_inner().flush()?;
    Ok(())
}

/// An output that takes nothing more once something has failed. An archive that is dropped ends itself, as if it were
/// whole, and complains by itself of what it cannot write.
struct UntilStopped<'o> {
    out: &'o mut dyn Write,
    stopped: &'o Cell<bool>,
}

impl Write for UntilStopped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.stopped.get() {
            true => Ok(bytes.len()),
            false => self.out.write(bytes).inspect_err(|error| {
                self.stopped.set(error.kind() != io::ErrorKind::Interrupted);
            }),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.stopped.get() { Ok(()) } else { self.out.flush() }
    }
}

fn write_arrays<W: Write + io::Seek>(
    export: &Export<'_>,
    archive: &mut ZipWriter<W>,
) -> Result<(), Failure> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for tensor in &export.tensors {
        /// Room for the header, and for what the archive counts itself.
        const MARGIN: u64 = 1 << 20;
        let large = tensor.byte_len().saturating_mul(2) > u64::from(u32::MAX) - MARGIN;
        let name = format!("{}.npy", tensor.name());
        archive.start_file(name, options.large_file(large)).map_err(failed)?;
        write_array(export, tensor, archive)?;
    }
    if !export.metadata.is_empty() {
        archive.start_file(format!("{METADATA}.npy"), options).map_err(failed)?;
        let text = serde_json::to_string(&export.metadata).map_err(io::Error::from)?;
        archive.write_all(&header(&format!("<U{}", text.chars().count()), false, &[]))?;
        for letter in text.chars() {
            archive.write_all(&u32::from(letter).to_le_bytes())?;
        }
    }
    Ok(())
}

fn failed(error: ZipError) -> Failure {
    match error {
        ZipError::Io(error) => error.into(),
        error => io::Error::from(error).into(),
    }
}

fn write_array(
    export: &Export<'_>,
    tensor: &TensorPart<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let fortran = tensor.is_fortran();
    out.write_all(&header(descr(tensor.ty()).unwrap_or_default(), fortran, tensor.shape()))?;
    let mut sink = |piece: &[u8]| {
        export.bar.inc(u64::try_from(piece.len()).unwrap_or_default());
        match tensor.ty() {
            TensorType::Bf16 => Ok(out.write_all(&widened(piece))?),
            _ => Ok(out.write_all(piece)?),
        }
    };
    match fortran {
        true => tensor.pieces(&mut sink)?,
        false => tensor.pieces_in_c_order(&mut sink)?,
    }
    Ok(())
}

/// What stands in front of the elements.
fn header(descr: &str, fortran: bool, shape: &[u64]) -> Vec<u8> {
    const ALIGN: usize = 64;
    const PREFIX: usize = 10;
    let lens: Vec<_> = shape.iter().map(u64::to_string).collect();
    let shape = match lens.as_slice() {
        [only] => format!("{only},"),
        lens => lens.join(", "),
    };
    let order = if fortran { "True" } else { "False" };
    let mut text =
        format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': ({shape}), }}");
    let len = text.len().saturating_add(PREFIX + 1).next_multiple_of(ALIGN);
    text.extend(std::iter::repeat_n(' ', len.saturating_sub(PREFIX + 1 + text.len())));
    text.push('\n');
    // 64 axes of 20 digits each are far below 64 KiB.
    let len = u16::try_from(text.len()).unwrap_or(u16::MAX);
    [b"\x93NUMPY\x01\0", &len.to_le_bytes()[..], text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_those_that_numpy_writes() {
        for (shape, text) in [
            (&[][..], "'shape': (), }"),
            (&[3], "'shape': (3,), }"),
            (&[3, 4], "'shape': (3, 4), }"),
        ] {
            let header = header("<f4", false, shape);
            assert_eq!(header.len() % 64, 0);
            let expected = format!("{{'descr': '<f4', 'fortran_order': False, {text}");
            assert!(String::from_utf8_lossy(&header).contains(&expected), "{header:?}");
        }
    }
}
