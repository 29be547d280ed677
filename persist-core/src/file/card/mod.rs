//! Model cards: what a file says of itself, for people, without its types.

mod document;
mod html;

use std::fmt;

pub(crate) use self::document::Document;
use super::archive::{Archive, ArrayPart};
use super::probes::Tolerance;
use crate::error::Result;
use crate::schema::{Shape, Type};
use crate::value::{Value, rows};
use crate::wire::to_u64;

/// Keys of metadata that people look for first, in this order, each with those that begin with it and a full stop.
const WELL_KNOWN: [&str; 16] = [
    "name",
    "description",
    "task",
    "dataset",
    "data",
    "features",
    "classes",
    "metrics",
    "accuracy",
    "parameters",
    "licence",
    "license",
    "author",
    "authors",
    "contact",
    "citation",
];

/// Arrays that are listed at most.
const SHOWN_ARRAYS: usize = 64;

/// Bytes of probes that are read at most to count their rows.
const COUNTED_PROBES: u64 = 1 << 20;

/// A model card: what a file says of itself, as [`Archive::card`] gives it. `Display` is Markdown, with tables.
///
/// The text is made up of what is in the file alone, so the same file gives the same card. All of it is escaped: no
/// file can put a link, a picture or HTML into a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card(Document);

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Card {
    /// The card without what stands under a heading: `Metadata`, `Provenance`, `Arrays`, `Probes` or `Schema`.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let card = Archive::from_bytes(persist_core::to_bytes(&vec![0.5, 1.5])?)?.card();
    /// assert!(!card.without("Schema").without("Arrays").to_string().contains("##"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    #[must_use]
    pub fn without(mut self, heading: &str) -> Self {
        self.0.remove(heading);
        self
    }

    /// The card as HTML: a `section` for the title and one for each heading, to stand in a page that has its own styles.
    ///
    /// All text is escaped, as in Markdown. Texts of more than 4096 characters are cut off, and so are tables behind
    /// 1000 rows, so that the card of any file can be shown.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, SaveOptions};
    ///
    /// let bytes = SaveOptions::new().metadata("dataset", "<iris>").to_bytes(&vec![0.5, 1.5])?;
    /// let html = Archive::from_bytes(bytes)?.card().to_html();
    /// assert!(html.starts_with("<section>\n<h1>[f64]</h1>\n"));
    /// assert!(html.contains("<tr><th scope=\"row\">dataset</th><td>&lt;iris&gt;</td></tr>"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn to_html(&self) -> String {
        self.0.to_html()
    }
}

impl Archive {
    /// A model card: type and version, who wrote the file, its metadata, where it comes from, its arrays, its probes
    /// and its schema.
    ///
    /// Of the metadata, these keys come first, with those that begin with one of them and a full stop: `name`,
    /// `description`, `task`, `dataset`, `data`, `features`, `classes`, `metrics`, `accuracy`, `parameters`, `licence`,
    /// `license`, `author`, `authors`, `contact`, `citation`.
    ///
    /// The body is read, as it says which arrays there are; if it is damaged, the card says so in their place.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, SaveOptions};
    ///
    /// let bytes = SaveOptions::new()
    ///     .metadata("dataset", "iris, 150 rows")
    ///     .metadata("metrics.accuracy", 0.98)
    ///     .producer("iris-trainer", "1.0.0")
    ///     .to_bytes(&vec![0.25, -1.5, 3.0])?;
    /// let card = Archive::from_bytes(bytes)?.card().to_string();
    /// assert!(card.starts_with("# \\[f64\\]\n"));
    /// assert!(card.contains("| dataset | iris, 150 rows |\n| metrics.accuracy | 0.98 |\n"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn card(&self) -> Card {
        let title = match self.version() {
            Some(version) => format!("{} {version}", self.type_name()),
            None => self.type_name(),
        };
        let mut card = Document::new(title);
        card.paragraph("A file of persist, which holds one value of this type.");
        card.facts(self.facts());
        let metadata = self.sorted_metadata();
        if !metadata.is_empty() {
            card.heading("Metadata");
            card.facts(metadata);
        }
        let provenance: Vec<_> = self.provenance().map(owned).collect();
        if !provenance.is_empty() {
            card.heading("Provenance");
            card.facts(provenance);
        }
        self.add_arrays(&mut card);
        self.add_probes(&mut card);
        card.heading("Schema");
        card.code(self.schema().to_string());
        Card(card)
    }

    fn facts(&self) -> Vec<(String, String)> {
        let version = self.version().map(ToString::to_string);
        let producer = self.producer().map(|(name, version)| format!("{name} {version}"));
        let compression =
            self.compressed_from().map(|(codec, raw)| format!("{codec}, of {raw} bytes"));
        let facts = [
            ("type", Some(self.type_name())),
            ("version", version),
            ("written by", producer),
            ("fingerprint", Some(self.fingerprint().to_string())),
            ("size", Some(format!("{} bytes", self.file_len()))),
            ("compression", compression),
        ];
        facts.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
    }

    /// The metadata without provenance, those first that people look for.
    fn sorted_metadata(&self) -> Vec<(String, String)> {
        let is_own = |(key, _): &(&str, &str)| super::provenance::key_of(key).is_none();
        let mut metadata: Vec<_> = self.metadata().filter(is_own).map(owned).collect();
        // They are sorted by key, and stay so where the ranks are equal.
        metadata.sort_by_key(|(key, _)| rank(key));
        metadata
    }

    fn add_arrays(&self, card: &mut Document) {
        let arrays = match self.arrays() {
            Ok(arrays) if arrays.is_empty() => return,
            Ok(arrays) => arrays,
            Err(error) => {
                card.heading("Arrays");
                return card.paragraph(format!("They cannot be listed: {error}"));
            }
        };
        let row = |array: &ArrayPart<'_>| {
            let (shape, element) = shape(array);
            let stored = match (array.block(), array.codec()) {
                (None, _) => "in place".to_owned(),
                (Some(block), "none") => format!("block {block}"),
                (Some(block), codec) => format!("block {block}, {codec}"),
            };
            let path = match array.path() {
                "" => "the value".to_owned(),
                path => path.to_owned(),
            };
            vec![path, shape, element, array.byte_len().to_string(), stored]
        };
        card.heading("Arrays");
        let rows = arrays.iter().take(SHOWN_ARRAYS).map(row).collect();
        card.table(vec!["path", "shape", "elements", "bytes", "stored"], rows);
        match arrays.len().saturating_sub(SHOWN_ARRAYS) {
            0 => {}
            more => card.paragraph(format!("And {more} more.")),
        }
    }

    fn add_probes(&self, card: &mut Document) {
        match self.probes() {
            Ok(None) => {}
            Ok(Some(probes)) => {
                card.heading("Probes");
                match probes.facts_of_probes() {
                    Ok(facts) => card.facts(facts),
                    Err(error) => card.paragraph(format!("They cannot be read: {error}")),
                }
            }
            Err(error) => {
                card.heading("Probes");
                card.paragraph(format!("They cannot be read: {error}"));
            }
        }
    }

    /// What to know of the probes that this file holds.
    fn facts_of_probes(&self) -> Result<Vec<(String, String)>> {
        let tolerance = Tolerance::new(self.get("absolute")?, self.get("relative")?);
        let rows = match self.file_len() {
            0..=COUNTED_PROBES => Some(self.value()?),
            _ => None,
        };
        let rows = rows.as_ref().and_then(|value| rows_of(value, "outputs"));
        let facts = [
            ("inputs", self.name_of_field("inputs")),
            ("outputs", self.name_of_field("outputs")),
            ("rows", rows.map(|rows| rows.to_string())),
            ("compared", Some(tolerance.to_string())),
            ("size", Some(format!("{} bytes", self.file_len()))),
        ];
        Ok(facts.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect())
    }

    /// The type of a field of the value, which is a struct.
    fn name_of_field(&self, name: &str) -> Option<String> {
        let Shape::Struct(fields) = &self.schema().root_def()?.shape else { return None };
        let field = fields.list.iter().find(|field| field.name == name)?;
        Some(self.schema().type_name(&field.ty))
    }
}

fn owned((key, value): (&str, &str)) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// Where a key stands among the others.
fn rank(key: &str) -> usize {
    let is_of = |known: &&str| {
        key.strip_prefix(*known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    WELL_KNOWN.iter().position(is_of).unwrap_or(WELL_KNOWN.len())
}

/// How many rows a field of a struct has.
fn rows_of(value: &Value, name: &str) -> Option<usize> {
    match value {
        Value::Struct { fields, .. } => {
            fields.iter().find(|(field, _)| field == name).and_then(|(_, value)| rows(value))
        }
        _ => None,
    }
}

/// The lengths of an array, and of those that are its elements; and the type of what they hold.
fn shape(array: &ArrayPart<'_>) -> (String, String) {
    let (mut lengths, mut ty) = (vec![to_u64(array.len())], array.element_type());
    while let Type::Array { element, len, .. } = ty {
        lengths.push(*len);
        ty = element;
    }
    let lengths: Vec<_> = lengths.iter().map(ToString::to_string).collect();
    (lengths.join(" × "), array.name_of(ty))
}
