//! What is done with bytes of nobody, by fuzzers and by a test that draws them.
//!
//! Each gives a value or an error: no panic, and no memory without end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a finding is a panic")]

use std::cell::OnceCell;

use persist_core::{Archive, Diff, DiffOptions, Limits, LoadOptions, Schema, compat};

use super::craft::File;
use super::programs::{ALLOCATION, Program, programs};

thread_local! {
    static PROGRAMS: OnceCell<Vec<Program>> = const { OnceCell::new() };
}

/// A limit for what nobody vouches for.
fn limits() -> Limits {
    Limits::new().allocation(ALLOCATION).depth(64)
}

/// The arrays of a file, one by one, and values beside them.
fn parts(archive: &Archive) {
    if let Ok(damage) = archive.damage() {
        let _: String = damage.to_string();
    }
    let Ok(arrays) = archive.arrays() else { return };
    for array in arrays.iter().take(8) {
        let _: String = array.to_string();
        let _: [bool; 6] = [
            array.verify().is_ok(),
            array.bytes(array.len() / 2..).is_ok(),
            array.read_range::<f64>(array.len() / 3..).is_ok(),
            archive.array(array.path()).is_ok(),
            archive.get::<Vec<String>>(array.path()).is_ok(),
            archive.get::<u64>(&format!("{}[0]", array.path())).is_ok(),
        ];
    }
}

fn as_each_program(file: &[u8]) {
    PROGRAMS.with(|all| {
        for program in all.get_or_init(programs) {
            let _: persist_core::Result<()> = (program.read)(file);
        }
    });
}

/// A whole file: as it is, and read as each program's type.
pub fn load(file: &[u8]) {
    if let Ok(archive) = Archive::from_bytes_with(file, &limits()) {
        let _: Result<(), _> = archive.verify();
        parts(&archive);
        let _: Result<Diff, _> = archive.diff(&archive, &DiffOptions::new());
        let _: String = format!("{archive:?}{}", archive.card());
        if let Ok(value) = archive.value() {
            let _: String = value.to_string();
        }
        if let Ok(Some(probes)) = archive.probes() {
            let _: bool = probes.value().is_ok();
        }
    }
    proven(file);
    as_each_program(file);
}

/// A whole file, and the one within it: of a model that predicts something.
fn proven(file: &[u8]) {
    let predict = |weights: &Vec<f64>, rows: &Vec<Vec<f64>>| {
        rows.iter().map(|row| row.iter().chain(weights).sum()).collect::<Vec<f64>>()
    };
    let options = LoadOptions::new().limits(limits());
    let _: Result<Vec<f64>, _> = options.from_bytes_verified(file, predict);
}

/// What [`evolve`] takes: the schemas of a file and of a program, and the file's body.
pub fn evolution(file: &[u8], program: &[u8], body: &[u8]) -> Vec<u8> {
    let len = |schema: &[u8]| u16::try_from(schema.len()).unwrap_or(u16::MAX).to_le_bytes();
    [&len(file)[..], file, &len(program), program, body].concat()
}

/// A file of one schema, read as another and as each program's type; checksums fit.
pub fn evolve(mut bytes: &[u8]) {
    let (Some(file), Some(program)) = (part(&mut bytes), part(&mut bytes)) else { return };
    if let (Ok(file), Ok(program)) = (Schema::from_bytes(file), Schema::from_bytes(program)) {
        let reports = [compat::check(&file, &program), compat::check(&program, &file)];
        reports.into_iter().flatten().for_each(|report| drop(report.to_string()));
    }
    let made = File { schema: file.to_vec(), body: bytes.to_vec(), ..File::default() }.to_bytes();
    let Ok(archive) = Archive::from_bytes_with(&made[..], &limits()) else { return };
    parts(&archive);
    if let Ok(program) = Schema::from_bytes(program)
        && let Ok(written) = archive.as_schema(&program)
    {
        // What is written can be read.
        let written = Archive::from_bytes(written).unwrap_or_else(|error| panic!("{error:#}"));
        written.value().unwrap_or_else(|error| panic!("{error:#}"));
    }
    as_each_program(&made);
}

/// A part behind its length.
fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (len, rest) = bytes.split_first_chunk()?;
    let (part, rest) = rest.split_at_checked(u16::from_le_bytes(*len).into())?;
    *bytes = rest;
    Some(part)
}
