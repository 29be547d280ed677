//! `persist inspect --html`: one page that shows all there is to see of a file, and needs nothing but itself.
//!
//! What the page shows is worked out here and stands in it as JSON; its script draws trees, maps and histograms of it.
//! All text of the file is escaped, and of each thing only so much is in the page: a page has an end, whatever the file.

mod data;
mod histogram;
mod scalar;
mod schema;
mod text;

use std::fs;
use std::path::Path;

use persist_core::Archive;

use self::data::Data;
use self::text::{Escaped, InScript};
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::output::Output;
use crate::shown::{Bytes, Count, Safe};

const PAGE: &str = include_str!("../page/page.html");
const STYLE: &str = include_str!("../page/page.css");
const SCRIPT: [&str; 4] = [
    include_str!("../page/base.js"),
    include_str!("../page/treemap.js"),
    include_str!("../page/tree.js"),
    include_str!("../page/arrays.js"),
];

/// Writes the page of a file.
pub(super) fn write(
    archive: &Archive,
    input: &Input,
    out: &Output,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let path = match out {
        Output::Path(path) => Some(path.as_path()),
        Output::Standard => None,
    };
    let is_input = |out: &&Path| {
        let both = input.path().map(fs::canonicalize).zip(Some(fs::canonicalize(out)));
        matches!(both, Some((Ok(input), Ok(out))) if input == out)
    };
    if let Some(path) = path.filter(is_input) {
        let message = format!("the page would replace `{}` itself", path.display());
        return Err(Failure::usage(message).with_help("name another file behind --html"));
    }
    let data = data::of(archive, io)?;
    let page = page(archive, input, &data)?;
    out.write(io, |out| Ok(out.write_all(page.as_bytes())?))?;
    if let Some(path) = path {
        io.print(format_args!("wrote {}\n", Safe(&path.display().to_string())))?;
    }
    match data.damaged() {
        0 => Ok(()),
        1 => io.note("note: one of the arrays is damaged, and the page says which"),
        count => io.note(format_args!("note: {count} arrays are damaged, and the page says which")),
    }
}

fn page(archive: &Archive, input: &Input, data: &Data) -> Result<String, Failure> {
    let json = serde_json::to_string(data).map_err(std::io::Error::from)?;
    let card = archive.card().without("Arrays").without("Schema").to_html();
    let mut page = String::with_capacity(PAGE.len().saturating_add(json.len()));
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        page.push_str(before);
        match name {
            "title" => {
                page.push_str(&format!("{} – {}", title(archive), Escaped(&file_name(input))));
            }
            "style" => page.push_str(STYLE),
            "header" => page.push_str(&header(archive, input)),
            "card" => page.push_str(&card),
            "schema" => page.push_str(&schema::coloured(&archive.schema().to_string())),
            "data" => page.push_str(&InScript(&json).to_string()),
            "script" => SCRIPT.iter().for_each(|script| page.push_str(script)),
            _ => {}
        }
        rest = behind;
    }
    page.push_str(rest);
    Ok(page)
}

fn title(archive: &Archive) -> String {
    Escaped(&text::cut(&archive.type_name())).to_string()
}

fn file_name(input: &Input) -> String {
    let name = input.path().and_then(Path::file_name);
    name.map_or_else(|| input.to_string(), |name| name.to_string_lossy().into_owned())
}

/// The head of the page: the file, its type, and numbers that people ask for first.
fn header(archive: &Archive, input: &Input) -> String {
    let version = archive.version().map(|v| format!(" <span class=\"version\">{v}</span>"));
    let exact = |len| format!("{} bytes", Count(len));
    let mut facts =
        vec![("file size", Bytes(archive.file_len()).to_string(), exact(archive.file_len()))];
    let raw = archive.uncompressed_len();
    if archive.codec() != "none" {
        facts.push((
            "before compression",
            Bytes(raw).to_string(),
            format!("codec {}", archive.codec()),
        ));
    }
    if let Some((name, version)) = archive.producer() {
        let (name, version) = (text::cut(name), text::cut(version));
        facts.push(("written by", Escaped(&name).to_string(), Escaped(&version).to_string()));
    }
    facts.push(("fingerprint", archive.fingerprint().to_string(), "of the schema".to_owned()));
    let facts = facts.iter().map(|(name, fact, more)| {
        format!("<div><dt>{name}</dt><dd>{fact}</dd><dd class=\"more\">{more}</dd></div>\n")
    });
    format!(
        "<p class=\"file\">{}</p>\n<h1>{}{}</h1>\n<dl class=\"facts\">\n{}</dl>\n",
        Escaped(&file_name(input)),
        title(archive),
        version.unwrap_or_default(),
        facts.collect::<String>(),
    )
}
