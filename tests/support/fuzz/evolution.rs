//! Files of one schema as those of another: a program's type, or any.
//!
//! The first byte says which. Then come the program's schema or its number, the file's schema, its shared values, and its
//! body.

use persist_core::{Archive, Schema};

use super::body::may_refuse;
use super::input::{Input, part};
use super::{is_limit, limits, open, sound, types, within};
use crate::support::craft::File;
use crate::support::programs::Program;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let program = match input.byte() & 1 {
        0 => Ok(input.one_of(types())),
        _ => Err(input.part()),
    };
    let (schema, shared) = (input.part().to_vec(), input.part());
    let shared = (!shared.is_empty()).then(|| shared.to_vec());
    let file = File { schema, shared, body: input.0.to_vec(), ..File::default() }.to_bytes();
    let Some(archive) = open(&file) else { return };
    match program {
        Ok(program) => as_program(program, &archive, &file),
        Err(schema) => {
            let Ok(schema) = Schema::from_bytes(schema) else { return };
            if let Ok(written) = archive.as_schema(&schema) {
                readable(&written);
            }
        }
    }
}

/// What is written can be read, all of it.
fn readable(written: &[u8]) {
    let Some(archive) = within(Archive::from_bytes_with(written, &limits()), "what was written")
    else {
        return;
    };
    sound(archive.verify(), "what was written");
    within(archive.verify_values(), "what was written");
}

/// A type and its schema lead to one value.
fn as_program(program: &Program, archive: &Archive, file: &[u8]) {
    let typed = (program.again)(file);
    let schema = sound(Schema::from_bytes(&File::parse(&program.file).schema), program.name);
    let untyped = archive.as_schema(&schema);
    match (typed, untyped) {
        (Ok(typed), Ok(untyped)) => {
            readable(&untyped);
            let loaded = match (program.again)(&untyped) {
                Err(error) if is_limit(&error) => return,
                loaded => sound(loaded, program.name),
            };
            // Only its type keeps fields that its schema does not name.
            assert!(
                loaded == typed || schema.to_string().contains("UnknownFields"),
                "{} is another one by its schema",
                program.name
            );
        }
        // A load does not look at what its type leaves out.
        (Ok(_), Err(error)) => assert!(
            is_limit(&error)
                || archive.verify_values().is_err()
                || error.to_string().contains("only by way of the value's own type"),
            "{} is loaded by its type: {error}",
            program.name
        ),
        (Err(error), Ok(untyped)) => {
            assert!(
                may_refuse(program, &error),
                "{} can be had by its schema: {error}",
                program.name
            );
            readable(&untyped);
        }
        (Err(_), Err(_)) => {}
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let files: Vec<_> = types().iter().map(|program| File::parse(&program.file)).collect();
    let small = files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.body.len() < 500 && file.blocks.is_empty());
    let pairs = small.flat_map(|(index, file)| {
        let rest = [
            part(&file.schema),
            part(file.shared.as_deref().unwrap_or_default()),
            file.body.clone(),
        ]
        .concat();
        [index, index + 1, index * 5 + 2].map(|reader| {
            let reader = reader % files.len();
            match index % 4 {
                0 => [&[1], &part(&files.get(reader).unwrap().schema)[..], &rest].concat(),
                _ => [&[0, reader as u8], &rest[..]].concat(),
            }
        })
    });
    pairs.collect()
}
