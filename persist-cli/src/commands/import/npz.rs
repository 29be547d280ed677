//! npz: a zip archive of arrays, each named as its file without `.npy`.

use std::io::{Read, Seek};

use persist_core::Tensor;
use zip::ZipArchive;
use zip::result::ZipError;

use super::npy::{read_array, read_text};
use super::{Imported, at_end, damaged, refused};
use crate::code::Code;
use crate::failure::Failure;
use crate::npy::METADATA;
use crate::shown::Safe;

/// Reads an archive whose files may have `most` bytes together.
pub(super) fn read(reader: impl Read + Seek, most: u64) -> Result<Imported, Failure> {
    let mut archive = ZipArchive::new(reader).map_err(failed)?;
    if archive.has_duplicate_names() {
        return Err(damaged("two files of the archive have the same name"));
    }
    let (mut imported, mut held) = (Imported::default(), 0u64);
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(failed)?;
        let (file_name, size) = (file.name().map_err(failed)?.into_owned(), file.size());
        held = held.saturating_add(size);
        if held > most {
            let message = format!("the archive claims to hold {held} bytes, {most} are allowed");
            return Err(Failure::Told { code: Code::Limit, message, help: None }
                .with_help("allow more with `--max-inflation`"));
        }
        let Some(name) = file_name.strip_suffix(".npy") else { return Err(foreign(&file_name)) };
        // One more, so that the end is met, where the archive compares its checksum.
        let mut file = file.take(size.saturating_add(1));
        if name == METADATA {
            let text = read_text(name, &mut file)?;
            at_end(name, file)?;
            imported.metadata = serde_json::from_str(&text)
                .map_err(|_| refused(format!("`{METADATA}` is no JSON of keys and texts")))?;
            continue;
        }
        let tensor: Tensor = read_array(name, &mut file)?;
        at_end(name, file)?;
        imported.tensors.insert(name, tensor);
    }
    Ok(imported)
}

fn failed(error: ZipError) -> Failure {
    let message = format!("the archive cannot be read: {error}");
    match error {
        ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword => refused(message),
        _ => damaged(message),
    }
}

/// A file in the archive that is no array.
fn foreign(name: &str) -> Failure {
    let refused = refused(format!("`{}` in the archive is no array of NumPy", Safe(name)));
    match name.ends_with(".pkl") {
        true => refused.with_help(
            "this is a file of PyTorch, a pickle, which runs code when it is read: write it with safetensors",
        ),
        false => refused,
    }
}
