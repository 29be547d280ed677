//! `persist inspect --tree`: what the parts of a value take.

use persist_core::{Archive, Outline, OutlinePart, OutlineStep};
use serde::Serialize;

use crate::failure::Failure;
use crate::io::Io;
use crate::shown::{Bytes, Count, Safe, Share};
use crate::table::Table;

/// Prints the tree down to a level, as a table or as JSON.
pub(super) fn print(
    archive: &Archive,
    depth: Option<usize>,
    json: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let outline = archive.outline()?;
    let depth = depth.unwrap_or(usize::MAX);
    if json {
        return io.print_json(&Tree::of(&outline, depth));
    }
    let is_compressed = archive.codec() != "none";
    let mut headings = vec!["part", "type", "values", "size", "share"];
    if is_compressed {
        headings.push("blocks in the file");
    }
    let mut table = Table::new(&headings, &[2, 3, 4, 5], io.width);
    rows(&outline.root, 0, depth, &mut |level, part| {
        let (steps, elements) = part.elements();
        let name = match (part.step.text(), steps.as_str()) {
            ("", "") => "(the value)".to_owned(),
            (name, steps) => format!("{:1$}{2}{steps}", "", level * 2, Safe(name)),
        };
        let mut cells = vec![
            name,
            Safe(&elements.ty).to_string(),
            match elements.recurs {
                Some(_) => "counted above".to_owned(),
                None => Count(elements.count).to_string(),
            },
            Bytes(part.byte_len()).to_string(),
            Share { part: part.byte_len(), whole: archive.uncompressed_len() }.to_string(),
        ];
        if is_compressed {
            let stored = part.stored_len.filter(|len| *len > 0);
            cells.push(stored.map(|len| Bytes(len).to_string()).unwrap_or_default());
        }
        table.row(cells);
    });
    io.print(table)
}

/// Each part that is a line of the tree, with its level; elements stand on the line of their list.
fn rows<'o>(
    part: &'o OutlinePart,
    level: usize,
    depth: usize,
    row: &mut dyn FnMut(usize, &'o OutlinePart),
) {
    row(level, part);
    if level < depth {
        let inner = part.elements().1;
        inner.parts.iter().for_each(|part| rows(part, level.saturating_add(1), depth, row));
    }
}

/// What `--tree --json` writes.
#[derive(Serialize)]
struct Tree {
    size: u64,
    stored_body_size: u64,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    path: String,
    step: &'static str,
    #[serde(rename = "type")]
    ty: String,
    count: u64,
    body_size: u64,
    block_size: u64,
    stored_block_size: Option<u64>,
    recurs: Option<usize>,
}

impl Tree {
    fn of(outline: &Outline, depth: usize) -> Self {
        let mut parts = Vec::new();
        add(&outline.root, "", depth, &mut parts);
        Tree { size: outline.file_len, stored_body_size: outline.stored_body_len, parts }
    }
}

/// Adds a part and those within it, each behind the one that holds it.
fn add(part: &OutlinePart, path: &str, depth: usize, parts: &mut Vec<Part>) {
    parts.push(Part {
        path: path.to_owned(),
        step: kind(&part.step),
        ty: part.ty.clone(),
        count: part.count,
        body_size: part.body_len,
        block_size: part.block_len,
        stored_block_size: part.stored_len,
        recurs: part.recurs,
    });
    for inner in &part.parts {
        let is_element = matches!(inner.step, OutlineStep::Elements | OutlineStep::Values);
        let is_same_line = is_element && part.parts.len() == 1;
        match depth.checked_sub(usize::from(!is_same_line)) {
            Some(depth) => add(inner, &inner.path_from(path), depth, parts),
            None => return,
        }
    }
}

fn kind(step: &OutlineStep) -> &'static str {
    match step {
        OutlineStep::Root => "value",
        OutlineStep::Field(_) => "field",
        OutlineStep::Variant(_) => "variant",
        OutlineStep::Elements => "elements",
        OutlineStep::Keys => "keys",
        OutlineStep::Values => "values",
        _ => "other",
    }
}
