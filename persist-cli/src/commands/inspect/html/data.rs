//! What the page's script draws, and no more of it than a page can show: the largest of everything, with what is left
//! out.

use std::collections::{BinaryHeap, HashSet};

use persist_core::{Archive, ArrayPart, OutlinePart, OutlineStep};
use serde::Serialize;

use super::histogram::Spread;
use super::scalar::Scalar;
use super::text::cut;
use crate::failure::Failure;
use crate::io::Io;

/// Parts that the page shows at most.
const SHOWN_PARTS: usize = 4000;

/// Levels of parts that the page shows at most.
const SHOWN_LEVELS: usize = 64;

/// Arrays that the page lists at most.
const SHOWN_ARRAYS: usize = 2000;

/// Arrays that have a histogram at most.
const SHOWN_HISTOGRAMS: usize = 200;

#[derive(Serialize)]
pub(super) struct Data {
    file_size: u64,
    uncompressed_size: u64,
    codec: &'static str,
    name: String,
    root: Part,
    arrays: Vec<Array>,
    /// Arrays that are not listed, and their bytes.
    more_arrays: (usize, u64),
    /// Numeric arrays that are listed without a histogram.
    more_histograms: usize,
}

#[derive(Serialize)]
struct Part {
    name: String,
    step: &'static str,
    #[serde(rename = "type")]
    ty: String,
    count: u64,
    body: u64,
    blocks: u64,
    stored: Option<u64>,
    recurs: bool,
    parts: Vec<Part>,
    /// Parts that are left out, and their bytes.
    more: (usize, u64),
}

#[derive(Serialize)]
struct Array {
    path: String,
    element: String,
    count: usize,
    size: u64,
    stored: Option<u64>,
    block: Option<u64>,
    codec: &'static str,
    spread: Option<Spread>,
    /// Why it cannot be read.
    error: Option<String>,
}

impl Data {
    /// How many of the arrays cannot be read.
    pub(super) fn damaged(&self) -> usize {
        self.arrays.iter().filter(|array| array.error.is_some()).count()
    }
}

/// All that the page of a file shows beside its texts. Of arrays that are damaged it says so.
///
/// # Errors
///
/// Damage of the body.
pub(super) fn of(archive: &Archive, io: &Io<'_>) -> Result<Data, Failure> {
    let outline = archive.outline()?;
    let chosen = largest(&outline.root);
    let mut found = archive.arrays()?;
    // The largest first; those of the same size in the order of the file.
    found.sort_by_key(|array| std::cmp::Reverse(array.byte_len()));
    let more = found.split_off(found.len().min(SHOWN_ARRAYS));
    let more_bytes = more.iter().fold(0u64, |sum, array| sum.saturating_add(array.byte_len()));

    let numeric = found.iter().filter(|array| Scalar::of(&array.element()).is_some()).count();
    let is_read = |array: &&ArrayPart<'_>| Scalar::of(&array.element()).is_some();
    let bytes = found.iter().filter(is_read).take(SHOWN_HISTOGRAMS).map(ArrayPart::byte_len);
    let bar = io.bar(bytes.fold(0u64, u64::saturating_add).saturating_mul(2), "reading arrays");
    let mut histograms = 0usize;
    let arrays = found.iter().map(|array| {
        let scalar = Scalar::of(&array.element()).filter(|_| histograms < SHOWN_HISTOGRAMS);
        histograms = histograms.saturating_add(usize::from(scalar.is_some()));
        let spread = scalar.map(|scalar| Spread::of(array, scalar, &bar));
        row(array, spread.transpose())
    });
    let arrays = arrays.collect();
    bar.finish_and_clear();
    Ok(Data {
        file_size: outline.file_len,
        uncompressed_size: archive.uncompressed_len(),
        codec: archive.codec(),
        name: cut(&archive.type_name()),
        root: part(&outline.root, &chosen),
        arrays,
        more_arrays: (more.len(), more_bytes),
        more_histograms: numeric.saturating_sub(histograms),
    })
}

fn row(array: &ArrayPart<'_>, spread: persist_core::Result<Option<Spread>>) -> Array {
    let (spread, error) = match spread {
        Ok(spread) => (spread, None),
        Err(error) => (None, Some(cut(&error.to_string()))),
    };
    Array {
        path: cut(array.path()),
        element: cut(&array.element()),
        count: array.len(),
        size: array.byte_len(),
        stored: array.file_range().map(|range| range.end.saturating_sub(range.start)),
        block: array.block(),
        codec: array.codec(),
        spread,
        error,
    }
}

/// The parts that the page shows, by where they are in memory: each stands within one that is shown.
fn largest(root: &OutlinePart) -> HashSet<*const OutlinePart> {
    /// In the order of their sizes.
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct Candidate(u64, std::cmp::Reverse<usize>, usize, *const OutlinePart);

    let (mut chosen, mut heap) = (HashSet::new(), BinaryHeap::new());
    let mut all = vec![root];
    heap.push(Candidate(root.byte_len(), std::cmp::Reverse(0), 0, root));
    while let Some(Candidate(_, std::cmp::Reverse(level), number, at)) = heap.pop() {
        if chosen.len() >= SHOWN_PARTS {
            break;
        }
        chosen.insert(at);
        let Some(part) = all.get(number).copied().filter(|_| level < SHOWN_LEVELS) else {
            continue;
        };
        for inner in &part.parts {
            let level = level.saturating_add(1);
            heap.push(Candidate(inner.byte_len(), std::cmp::Reverse(level), all.len(), inner));
            all.push(inner);
        }
    }
    chosen
}

fn part(outline: &OutlinePart, chosen: &HashSet<*const OutlinePart>) -> Part {
    let is_chosen =
        |inner: &&OutlinePart| chosen.contains(&std::ptr::from_ref::<OutlinePart>(inner));
    let left_out = outline.parts.iter().filter(|inner| !is_chosen(inner));
    let more = left_out.fold((0usize, 0u64), |(count, bytes), inner| {
        (count.saturating_add(1), bytes.saturating_add(inner.byte_len()))
    });
    Part {
        name: cut(outline.step.text()),
        step: match outline.step {
            OutlineStep::Field(_) => "field",
            OutlineStep::Variant(_) => "variant",
            OutlineStep::Elements | OutlineStep::Values => "elements",
            OutlineStep::Keys => "keys",
            _ => "value",
        },
        ty: cut(&outline.ty),
        count: outline.count,
        body: outline.body_len,
        blocks: outline.block_len,
        stored: outline.stored_len,
        recurs: outline.recurs.is_some(),
        parts: outline.parts.iter().filter(is_chosen).map(|inner| part(inner, chosen)).collect(),
        more,
    }
}
