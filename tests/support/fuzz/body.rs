//! Bodies, each of the type that the first byte chooses: bare, and in a file of that type.
//!
//! The second byte says which.

use persist_core::{Archive, Error, ErrorKind};

use super::input::Input;
use super::{is_limit, limits, sound, types};
use crate::support::craft::File;
use crate::support::programs::Program;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let program = input.one_of(types());
    match input.byte() & 1 {
        0 => bare(program, input.0),
        _ => in_file(program, input.0),
    }
}

/// What a bare body is read as comes back from what is written of it.
fn bare(program: &Program, body: &[u8]) {
    let Ok(written) = (program.bare)(body) else { return };
    let again = sound((program.bare)(&written), program.name);
    assert!(again == written, "{} is written in two ways", program.name);
}

/// What a file's body is read as comes back, and stands in the file for those who do not know its type.
pub(super) fn in_file(program: &Program, body: &[u8]) {
    let sound_file = File::parse(&program.file);
    let file =
        File { schema: sound_file.schema, body: body.to_vec(), ..File::default() }.to_bytes();
    agree(program, &file);
}

/// A file of a program, read by its type and without.
pub(super) fn agree(program: &Program, file: &[u8]) {
    let written = (program.again)(file);
    let archive = match Archive::from_bytes_with(file, &limits()) {
        Ok(archive) => archive,
        Err(error) => {
            assert!(written.is_err() || is_limit(&error), "{}: {error}", program.name);
            return;
        }
    };
    let value = archive.value();
    match (&written, value) {
        (Ok(written), Ok(_)) => {
            let again = sound((program.again)(written), program.name);
            assert!(again == *written, "{} is written in two ways", program.name);
        }
        // A tree takes more than the value itself; and a type does not know what another one takes a shared value for.
        (Ok(_), Err(error)) => assert!(
            is_limit(&error) || error.to_string().contains("values of two types"),
            "{} can be read by its type: {error}",
            program.name
        ),
        (Err(error), Ok(_)) => assert!(
            may_refuse(program, error),
            "{} can be read without its type: {error}",
            program.name
        ),
        (Err(_), Err(_)) => {}
    }
}

/// Parts of the names of types that have rules of their own, beyond their schemas: what breaks these is
/// damage, and what they have no room for is of another schema.
const RULES: &[&str] =
    &["::", "Addr", "Array", "CString", "Decimal", "Matrix", "NonZero", "SystemTime", "Tensor"];

/// Whether a type may refuse what its schema takes, or counts as more.
pub(super) fn may_refuse(program: &Program, error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Invalid | ErrorKind::Foreign | ErrorKind::Limit => true,
        // Only who follows weak pointers finds that the way to a value leads through itself.
        ErrorKind::Damaged if error.to_string().contains("in the order in which it is read") => {
            true
        }
        ErrorKind::Damaged | ErrorKind::Schema => {
            RULES.iter().any(|rule| program.name.contains(rule))
        }
        _ => false,
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let bodies =
        types().iter().enumerate().map(|(index, program)| (index, File::parse(&program.file)));
    let alone = bodies.filter(|(_, file)| {
        file.shared.is_none() && file.blocks.is_empty() && file.body.len() < 1000
    });
    alone
        .flat_map(|(index, file)| [0, 1].map(|way| [&[index as u8, way], &file.body[..]].concat()))
        .collect()
}
