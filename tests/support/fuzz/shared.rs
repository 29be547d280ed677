//! Shared values and weak pointers: graphs that point wherever they like.
//!
//! The first byte chooses the type; then come the section of shared values, and the body.

use super::body::agree;
use super::input::{Input, part};
use super::types;
use crate::support::craft::File;
use crate::support::programs::Program;

thread_local! {
    static PROGRAMS: Vec<(&'static Program, File)> = all();
}

fn all() -> Vec<(&'static Program, File)> {
    let files = types().iter().map(|program| (program, File::parse(&program.file)));
    files.filter(|(_, file)| file.shared.is_some()).collect()
}

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (program, schema) = PROGRAMS.with(|all| {
        let (program, file) = input.one_of(all);
        (*program, file.schema.clone())
    });
    let shared = input.part().to_vec();
    let file = File { schema, shared: Some(shared), body: input.0.to_vec(), ..File::default() };
    agree(program, &file.to_bytes());
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let files = all().into_iter().enumerate().map(|(index, (_, file))| {
        [&[index as u8], &part(&file.shared.unwrap())[..], &file.body].concat()
    });
    files.filter(|seed| seed.len() < 2000).collect()
}
