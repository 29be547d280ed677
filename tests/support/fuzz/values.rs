//! Values without their types: as trees, as text, walked through, by paths, outlined, and beside each other.
//!
//! The first byte says which; then come a path, the schema, shared values, a block, and the body.

use std::ops::Range;

use persist_core::{Archive, ArrayPart, DiffOptions, Flow, Group, Leaf, Result, Step, Visit};

use super::input::{Input, part};
use super::{is_limit, limits, types, within};
use crate::support::craft::File;
use crate::support::programs::ALLOCATION;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let way = input.byte();
    let path = String::from_utf8_lossy(input.part()).into_owned();
    let (schema, shared, stride) = (input.part().to_vec(), input.part(), input.byte());
    let block = input.part();
    let shared = (!shared.is_empty()).then(|| shared.to_vec());
    let blocks = (stride > 0).then(|| (stride.into(), block.to_vec())).into_iter().collect();
    let file =
        File { schema, shared, blocks, body: input.0.to_vec(), ..File::default() }.to_bytes();
    // A few thousand values: what is larger costs most of the time, and shows no more.
    let limits = limits().allocation(ALLOCATION / 16).elements(1 << 13);
    let Ok(archive) = Archive::from_bytes_with(&file[..], &limits) else { return };
    let archive = archive.threads(1);
    match way % 6 {
        0 => tree(&archive),
        1 => walked(&archive, &path),
        2 => by_path(&archive, &path),
        3 => outlined(&archive),
        4 => beside_itself(&archive),
        _ => verified(&archive),
    }
}

fn tree(archive: &Archive) {
    let Ok(value) = archive.value() else { return };
    let short = value.to_string();
    let long = format!("{value:#}");
    assert_eq!(short.is_empty(), long.is_empty());
    let whole = within(archive.value_at(""), "the value at no path");
    // By their text: no NaN equals itself.
    assert!(
        whole.is_none_or(|whole| format!("{whole:?}") == format!("{value:?}")),
        "at no path is another value"
    );
    // It is a value, too: what was read of it can be walked.
    let mut counted = Counted::default();
    within(value.visit(&mut counted), "a tree");
}

/// A walk enters what it likes, and every group that begins ends.
#[derive(Default)]
struct Counted {
    depth: usize,
    steps: usize,
    leaves: usize,
    /// Where steps are skipped: every so many.
    skipped: usize,
}

impl Visit for Counted {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        let _: String = format!("{group:?}");
        self.depth += 1;
        Ok(())
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        let _: String = format!("{step:?}");
        self.steps += 1;
        let is_skipped = self.steps.checked_rem(self.skipped) == Some(0);
        Ok(if is_skipped { Flow::Skip } else { Flow::Enter })
    }

    fn end(&mut self) -> Result<()> {
        self.depth = self.depth.checked_sub(1).expect("a group that began");
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        let _: String = format!("{leaf:?}");
        self.leaves += 1;
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        Ok(0..array.len().min(9))
    }
}

fn walked(archive: &Archive, path: &str) {
    let mut counted = Counted { skipped: path.len(), ..Counted::default() };
    let walked = archive.visit("", &mut counted);
    assert!(walked.is_err() || counted.depth == 0, "{} groups did not end", counted.depth);
    if let (Ok(_), Err(error)) = (archive.value(), walked) {
        assert!(is_limit(&error), "there is a tree of it: {error}");
    }
}

fn by_path(archive: &Archive, path: &str) {
    let part = archive.value_at(path);
    let mut counted = Counted::default();
    let walked = archive.visit(path, &mut counted);
    if part.is_ok() {
        within(walked, "there is a tree of the part");
    }
    // A tree leads to parts by itself, too; shared values that were met before are not in it.
    if let (Ok(value), Ok(part)) = (archive.value(), part)
        && let Some(found) = value.get(path)
        && archive.schema().to_string().find("Shared").is_none()
    {
        // Within an option, maybe.
        assert!(format!("{part:?}").contains(&format!("{found:?}")), "at {path}: {part:?}");
    }
}

fn outlined(archive: &Archive) {
    let Ok(outline) = archive.outline() else { return };
    let _: String = format!("{outline:?}");
    let whole = outline.part("").map(|part| part.byte_len());
    assert!(whole.is_none_or(|len| len <= archive.uncompressed_len().saturating_mul(4096)));
}

fn beside_itself(archive: &Archive) {
    let Ok(diff) = archive.diff(archive, &DiffOptions::new()) else { return };
    assert!(diff.is_equal(), "a file differs from itself: {diff}");
}

/// What can be had as a tree is a value, and what is one can be had, if there is room.
fn verified(archive: &Archive) {
    match (archive.verify_values(), archive.value()) {
        (Ok(()), value) => drop(within(value, "its values were verified")),
        (Err(error), Ok(_)) => assert!(is_limit(&error), "there is a tree of it: {error}"),
        (Err(_), Err(_)) => {}
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let files = types().iter().map(|program| File::parse(&program.file));
    let small = files.filter(|file| file.body.len() < 500 && file.blocks.len() < 2).enumerate();
    let all = small.flat_map(|(index, file)| {
        let path = ["", "[0]", "id", ".0", "[\"a\"]", "name"].get(index % 6).unwrap();
        let shared = file.shared.as_deref().unwrap_or_default();
        let (stride, block) = file.blocks.first().cloned().unwrap_or_default();
        let parts =
            [part(&file.schema), part(shared), vec![stride as u8], part(&block), file.body.clone()]
                .concat();
        [index as u8, (index / 6) as u8]
            .map(|way| [vec![way], part(path.as_bytes()), parts.clone()].concat())
    });
    all.collect()
}
