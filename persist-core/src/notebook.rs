//! What a notebook shows of a value that a cell ends with.
//!
//! [evcxr](https://github.com/evcxr/evcxr), the Rust kernel of Jupyter, calls `evcxr_display` of such a value, and
//! reads from standard output what it prints: a line with a media type, the content, and a line that ends it. Of
//! several contents, one behind the other, a front end shows the richest that it can; a terminal, plain text.
//!
//! This is the top layer: it shows what the others have, and nobody uses it but people.

use std::io::{self, Write};

use crate::error::Error;
use crate::evolution::Report;
use crate::file::{Archive, Card, Damage, Document};
use crate::schema::Schema;
use crate::value::Value;

const BEGIN: &str = "EVCXR_BEGIN_CONTENT";
const END: &str = "EVCXR_END_CONTENT";

const PLAIN: &str = "text/plain";
const MARKDOWN: &str = "text/markdown";

/// A media type, and content of it.
type Content = (&'static str, String);

/// Writes contents as evcxr reads them.
///
/// Content comes from files: a line that could end it is moved in by a space.
fn write(contents: &[Content], out: &mut dyn Write) -> io::Result<()> {
    for (media_type, content) in contents {
        writeln!(out, "{BEGIN} {media_type}")?;
        for line in content.lines() {
            let shift = if line.starts_with("EVCXR_") { " " } else { "" };
            writeln!(out, "{shift}{line}")?;
        }
        writeln!(out, "{END}")?;
    }
    out.flush()
}

/// Shows contents in the notebook, at once: what other threads print comes before or behind them.
fn show(contents: &[Content]) {
    // A standard output that is closed shows nothing, and that is no reason to fail.
    let _ = write(contents, &mut io::stdout().lock());
}

impl Archive {
    /// Shows the file's [card](Self::card) in an evcxr notebook, when a cell ends with it.
    pub fn evcxr_display(&self) {
        show(&archive(self));
    }
}

fn archive(archive: &Archive) -> [Content; 2] {
    [(PLAIN, archive.to_string()), (MARKDOWN, archive.card().to_string())]
}

impl Card {
    /// Shows the card in an evcxr notebook, when a cell ends with it.
    pub fn evcxr_display(&self) {
        let text = self.to_string();
        show(&[(PLAIN, text.clone()), (MARKDOWN, text)]);
    }
}

impl Report {
    /// Shows the report in an evcxr notebook, when a cell ends with it: a line for each change, or a table of them.
    pub fn evcxr_display(&self) {
        show(&report(self));
    }
}

fn report(report: &Report) -> [Content; 2] {
    let text = format!("{report:#}");
    let mut lines = text.lines();
    let mut document = Document::new(lines.next().unwrap_or_default());
    if !report.changes().is_empty() {
        let rows = report.changes().iter().map(|change| {
            let (path, rule) = (change.path().to_owned(), change.rule().says().to_owned());
            vec![path, rule, change.detail().to_owned(), change.count().to_string()]
        });
        document.table(vec!["where", "what", "from and to", "values"], rows.collect());
    }
    if report.more_changes() > 0 {
        document.paragraph(format!("And {} more.", report.more_changes()));
    }
    [(PLAIN, text), (MARKDOWN, document.to_string())]
}

impl Schema {
    /// Shows the schema in an evcxr notebook, when a cell ends with it.
    pub fn evcxr_display(&self) {
        show(&[(PLAIN, self.to_string())]);
    }
}

impl Value {
    /// Shows the value in an evcxr notebook, when a cell ends with it: over several lines, long lists cut short.
    pub fn evcxr_display(&self) {
        show(&[(PLAIN, format!("{self:#}"))]);
    }
}

impl Damage {
    /// Shows the damage in an evcxr notebook, when a cell ends with it: a line for each section.
    pub fn evcxr_display(&self) {
        show(&[(PLAIN, self.to_string())]);
    }
}

impl Error {
    /// Shows the error in an evcxr notebook, when a cell ends with it.
    pub fn evcxr_display(&self) {
        show(&[(PLAIN, self.to_string())]);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;
    use crate::file::{LoadOptions, SaveOptions};

    fn shown(contents: &[Content]) -> String {
        let mut out = Vec::new();
        write(contents, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_archive_is_its_card_or_in_a_terminal_its_summary() {
        let bytes = SaveOptions::new().metadata("dataset", "iris").to_bytes(&vec![0.5f64]).unwrap();
        let archive_of = Archive::from_bytes(bytes).unwrap();
        let expected = format!(
            "EVCXR_BEGIN_CONTENT text/plain\n{archive_of}\nEVCXR_END_CONTENT\n\
             EVCXR_BEGIN_CONTENT text/markdown\n{}EVCXR_END_CONTENT\n",
            archive_of.card()
        );
        assert_eq!(shown(&archive(&archive_of)), expected);
        assert!(expected.contains("\n| dataset | iris |\n"));
    }

    #[test]
    fn a_report_is_a_table() {
        let bytes = SaveOptions::new().to_bytes(&vec![1u32, 2, 3]).unwrap();
        let (_, told) = LoadOptions::new().from_bytes_with_report::<Vec<u64>>(&bytes).unwrap();
        let expected = "\
EVCXR_BEGIN_CONTENT text/plain
read [u32] as [u64]
  [u64][]: widened, u32 -> u64 (3 times)
EVCXR_END_CONTENT
EVCXR_BEGIN_CONTENT text/markdown
# read \\[u32\\] as \\[u64\\]

| where | what | from and to | values |
|---|---|---|---|
| \\[u64\\]\\[\\] | widened | u32 -&gt; u64 | 3 |
EVCXR_END_CONTENT
";
        assert_eq!(shown(&report(&told)), expected);
    }

    #[test]
    fn content_does_not_end_where_a_file_says_so() {
        let text = "a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html\n<b>".to_owned();
        let expected = "EVCXR_BEGIN_CONTENT text/plain\na\n EVCXR_END_CONTENT\n \
                        EVCXR_BEGIN_CONTENT text/html\n<b>\nEVCXR_END_CONTENT\n";
        assert_eq!(shown(&[(PLAIN, text)]), expected);
    }
}
