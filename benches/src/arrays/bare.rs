//! What the machine allows: tensors' bytes one after the other, without names and shapes, which whoever reads them
//! has to know.
//!
//! Most of a load is not copying but the system's handing out of pages. Numpy therefore asks for huge ones, and so do
//! the baselines that a format should come near.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::{io, thread};

use crc_fast::{CrcAlgorithm, Digest};
use memmap2::{Advice, MmapMut};
use vmap::Map;

use super::model::{Model, lengths};
use super::{Durability, Format, Use};

/// Bytes that still lie in the core's cache when they are looked at a second time.
const CACHED: usize = 256 << 10;

pub(super) fn formats() -> Vec<Format> {
    vec![Format {
        name: "bare bytes",
        save,
        loads: vec![
            ("fresh pages", |path, then| read(path, then, Pages::Fresh, pour)),
            ("huge pages", |path, then| read(path, then, Pages::Huge, pour)),
            ("huge pages, checksummed", |path, then| read(path, then, Pages::Huge, pour_checked)),
            ("huge pages, two threads", |path, then| read(path, then, Pages::Huge, pour_by_two)),
        ],
        map: Some(map),
    }]
}

fn save(model: &Model, path: &Path, durability: Durability) {
    let mut file = File::create_new(path).expect("a new file");
    for bytes in model.bytes() {
        file.write_all(bytes).expect("the disk has room");
    }
    durability.sync(path);
}

enum Pages {
    Fresh,
    Huge,
}

/// Gives each tensor memory of its own, has it filled from the file, and hands all on.
fn read(
    path: &Path,
    then: Use<'_>,
    pages: Pages,
    pour: fn(&File, &mut [MmapMut]) -> io::Result<()>,
) {
    let file = File::open(path).expect("the file is there");
    let len = file.metadata().expect("the file has a length").len();
    let memory = lengths(len / 4).into_iter().map(|len| {
        let map = MmapMut::map_anon(len as usize * 4).expect("the system has memory");
        if let Pages::Huge = pages {
            // A system without huge pages refuses, and hands out the others.
            let _ = map.advise(Advice::HugePage);
        }
        map
    });
    let mut tensors: Vec<MmapMut> = memory.collect();
    pour(&file, &mut tensors).expect("the file can be read");
    then(&tensors.iter().map(|tensor| &tensor[..]).collect::<Vec<_>>());
}

fn pour(mut file: &File, tensors: &mut [MmapMut]) -> io::Result<()> {
    tensors.iter_mut().try_for_each(|tensor| file.read_exact(tensor))
}

/// Takes the checksum that persist uses of each piece as soon as it is there, with nothing to hold it against.
fn pour_checked(mut file: &File, tensors: &mut [MmapMut]) -> io::Result<()> {
    let mut checksum = Digest::new(CrcAlgorithm::Crc64Nvme);
    for piece in tensors.iter_mut().flat_map(|tensor| tensor.chunks_mut(CACHED)) {
        file.read_exact(piece)?;
        checksum.update(piece);
    }
    std::hint::black_box(checksum.finalize());
    Ok(())
}

/// Cuts where the first half of the bytes ends, within a tensor if need be, and reads both sides at once.
fn pour_by_two(file: &File, tensors: &mut [MmapMut]) -> io::Result<()> {
    let half = tensors.iter().map(|tensor| tensor.len()).sum::<usize>() / 2;
    let (mut first, mut second, mut offset) = (Vec::new(), Vec::new(), 0);
    for tensor in tensors {
        let cut = half.saturating_sub(offset).min(tensor.len());
        let (before, after) = tensor.split_at_mut(cut);
        first.push((offset as u64, before));
        offset += first.last().map_or(0, |(_, before)| before.len());
        second.push((offset as u64, after));
        offset += second.last().map_or(0, |(_, after)| after.len());
    }
    let fill = |pieces: Vec<(u64, &mut [u8])>| {
        pieces.into_iter().try_for_each(|(offset, piece)| file.read_exact_at(piece, offset))
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| fill(second));
        fill(first)?;
        other.join().expect("reading does not panic")
    })
}

fn map(path: &Path, then: Use<'_>) {
    let (map, _file) = Map::with_options().open(path).expect("the file can be mapped");
    let mut rest = &map[..];
    let tensors = lengths(rest.len() as u64 / 4).into_iter().map(|len| {
        let (tensor, behind) = rest.split_at(len as usize * 4);
        rest = behind;
        tensor
    });
    then(&tensors.collect::<Vec<_>>());
}
